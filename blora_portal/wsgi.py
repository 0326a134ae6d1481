"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from blora_portal.environment import read_dotenv
from blora_portal.middleware.readable import at_the_root_in_utf8

read_dotenv()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blora_portal.settings")
application = at_the_root_in_utf8(get_wsgi_application())
