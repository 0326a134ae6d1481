"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from blora_portal.environment import read_dotenv

read_dotenv()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blora_portal.settings")
application = get_wsgi_application()
