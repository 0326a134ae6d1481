"""The suite's own settings: what the shell or `.env` holds does not change a test; only DATABASE_URL chooses the database."""

import os
import tempfile
from pathlib import Path

KEPT = {"DATABASE_URL": os.environ.get("DATABASE_URL", "")}
for name in (
    "DEMO",
    "DEBUG",
    "PORTAL_HOST",
    "CACHE_URL",
    "EMAIL_URL",
    "BEHIND_PROXY",
    "MAIL_FROM",
    "SECURITY_CONTACT",
    "LOG_LEVEL",
    "PORTAL_VAR",
    "MEDIA_STORAGE_URL",
    "PORT",
    "SECRET_KEY_FALLBACKS",
    "PASSWORD_MAX_AGE_DAYS",
    "REVIEW_PROMISE_HOURS",
    "REVIEW_HOLD_MINUTES",
    "COUNT_VIEWS",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests-" + "0123456789" * 5
os.environ["DEMO"] = "1"

from blora_portal.settings import *  # noqa: E402, F403

if not KEPT["DATABASE_URL"]:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}

STORAGES = {
    "default": {"BACKEND": "blora_portal.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = ROOT / "static"  # noqa: F405  (only so that WhiteNoise finds a folder)
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-media-"))
COUNTS_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-counts-"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PAGES_KEPT = 0  # rows that a test makes move no stamp: tests/blora_portal/test_page_cache.py switches it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only; nothing here tests hashing
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATICFILES_DIRS = []
INSTALLED_APPS += ["django_linear_migrations"]  # noqa: F405  (one line of migrations for each app)
FIRST_PARTY_APPS = ["accounts", "opd", "news", "blora_portal.apps.PortalConfig"]
