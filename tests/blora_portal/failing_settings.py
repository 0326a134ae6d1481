"""The portal's own settings, with addresses that fail and no style sheets: for a server of its own."""

from blora_portal.settings import *  # noqa: F403
from blora_portal.settings import STORAGES

ROOT_URLCONF = "tests.blora_portal.failing"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
