"""Settings. Everything that differs between installations comes from the environment (README, "Settings")."""

import sys
from email.utils import parseaddr
from pathlib import Path

from django.urls import reverse_lazy
from pythonjsonlogger.core import RESERVED_ATTRS

from blora_portal.environment import NO_SECRET_KEY, ROOT, Environment

env = Environment()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    sys.exit(NO_SECRET_KEY)
# Keys of before, comma separated: what they signed or locked still opens. New things use SECRET_KEY only.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Where we are -----------------------------------------------------------------------------------------------
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
PORTAL_HOST = env.str("PORTAL_HOST", default="localhost").lower()
if DEMO and PORTAL_HOST not in LOCAL_HOSTS:
    sys.exit("DEMO=1 is for this machine only: unset DEMO or PORTAL_HOST.")
# For links in letters, where no request says the address.
PORTAL_URL = f"http://{PORTAL_HOST}:{env.int('PORT', default=8000)}" if DEMO else f"https://{PORTAL_HOST}"
ALLOWED_HOSTS = ["*"]  # blora_portal.middleware.hosts answers 421 to every host that is not ours
VAR = Path(
    env.str("PORTAL_VAR", default=str(ROOT / "var"))
)  # the database of the demo, pictures, static files, file cache

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "blora_portal.apps.DeskConfig",
    "accounts.server",  # before django.contrib.auth: its commands replace those
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "blora_portal.apps.StaticConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "ckeditor",
    "django_tasks",
    "django_tasks_db",
    "accounts.apps.AccountsConfig",
    "opd.apps.OPDConfig",
    "news.apps.NewsConfig",
    "seeds.apps.SeedsConfig",
    "blora_portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "blora_portal.middleware.requests.RequestLog",
    "blora_portal.middleware.headers.Headers",
    "blora_portal.middleware.hosts.KnownHosts",
    "blora_portal.middleware.readable.Readable",
    "blora_portal.middleware.counting.Counting",  # outside the page cache
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "blora_portal.middleware.hosts.OwnHosts",
    "blora_portal.page_cache.PageCache",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.People",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.audit.Asking",
]

ROOT_URLCONF = "blora_portal.urls"
WSGI_APPLICATION = "blora_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR / 'cache'}")}

if CACHES["default"]["BACKEND"].endswith("RedisCache"):  # one that hangs must not stop readers
    CACHES["default"]["OPTIONS"] = {"socket_timeout": 2, "socket_connect_timeout": 1} | CACHES["default"].get(
        "OPTIONS", {}
    )
PAGES_KEPT = 0 if DEBUG else 60  # seconds, at the longest (blora_portal/page_cache.py)

# A task is a row, written in the transaction of what asks for it; `manage.py worker` does it, never a request.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MEDIA_ROOT = VAR / "media"
COUNTS_ROOT = VAR / "counts"  # what readers did since the last minute, where there is no Redis (news/tally.py)
COUNT_VIEWS = env.str("COUNT_VIEWS", default="portal")  # log: behind a proxy with a cache, `manage.py count_views LOG`
if COUNT_VIEWS not in ("portal", "log"):
    sys.exit("COUNT_VIEWS is not understood: write portal or log.")
MEDIA_URL = "/media/"
STATIC_ROOT = VAR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": env.media_storage("MEDIA_STORAGE_URL"),
    "staticfiles": {"BACKEND": "blora_portal.storage.HashedStaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
# Above this Django refuses the whole form; the article form's own limit (1 MB of text) lies well below it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Language and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["blora_portal.formats"]

# --- People -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend", "guardian.backends.ObjectPermissionBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "nip")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotCommonValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=0)  # 0: a good password stays good
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Portal Blora] "
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# allauth's own writes a row of e-mail addresses whenever a link is made or looked at.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # http://localhost
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger or a PIN: only so is a passkey alone two factors
MFA_TOTP_ISSUER = "Portal Blora"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are off, and people type slowly: 30 seconds either way
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # accounts.guard counts tries, in the database
SECOND_FACTOR_NEEDED_BY = "opd.access.needs_second_factor"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
SESSION_IDLE_MINUTES = 60
SESSION_HOURS = 12  # at the longest, however busy; both are measured by accounts/sessions.py, not by the browser
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENDED_VIEW = "blora_portal.errors.session_ended"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own

# --- Mail -------------------------------------------------------------------------------------------------------
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default=f"Portal Blora <portal@{PORTAL_HOST}>")
# Whom to tell of a hole in the portal: an e-mail address or a page, as /.well-known/security.txt says it.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
if ":" not in SECURITY_CONTACT:
    SECURITY_CONTACT = f"mailto:{SECURITY_CONTACT}"

# --- Review -----------------------------------------------------------------------------------------------------
REVIEW_PROMISE_HOURS = env.int("REVIEW_PROMISE_HOURS", default=4)  # of working time, until an editor has decided
REVIEW_HOLD_MINUTES = env.int("REVIEW_HOLD_MINUTES", default=60)  # how long "Ambil" lasts

# --- Safety -----------------------------------------------------------------------------------------------------
SECURE = not (DEMO or DEBUG)  # https everywhere but on a developer's machine
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # X-Forwarded-For is what anybody writes into it
if env.bool("BEHIND_PROXY", default=False):
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last entry is the one that our own proxy has added
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sesi" if SECURE else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "blora_portal.errors.csrf_failure"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # style sheets and scripts are for our own pages
X_FRAME_OPTIONS = "SAMEORIGIN"  # for old browsers; frame-ancestors says it to the others

SILENCED_SYSTEM_CHECKS = [
    "ckeditor.W001",  # CKEditor 4 gets no fixes any more: nothing it sends is trusted, news/html.py cleans it
    "security.W002",  # X-Frame-Options is set by blora_portal.middleware.headers together with frame-ancestors
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            # Django hands its records the request itself, which is written with its query: what somebody searched for.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        }
    },
    "filters": {"request_id": {"()": "blora_portal.middleware.requests.RequestIdFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING" if DEMO else "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "propagate": False},
        "django": {"level": "INFO", "propagate": True, "handlers": []},
    },
}

from blora_portal.desk_settings import CKEDITOR_CONFIGS, UNFOLD  # noqa: E402, F401  (the desk's face, a page of its own)
