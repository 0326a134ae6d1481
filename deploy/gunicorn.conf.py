"""How gunicorn serves the portal, in the demo and behind nginx alike. WEB_CONCURRENCY sets the number of processes."""

import os

import gunicorn.http.wsgi

from blora_portal.environment import NO_SECRET_KEY, read_dotenv

read_dotenv()
if not os.environ.get("SECRET_KEY", "").strip():
    raise SystemExit(NO_SECRET_KEY)  # here, once, and not as a traceback of every worker

wsgi_app = "blora_portal.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
max_requests, max_requests_jitter = 5000, 500
forwarder_headers = ""  # no header from in front says under which path the portal stands: it stands at the root
control_socket_disable = True  # otherwise it writes into $HOME
loglevel = "warning"

gunicorn.http.wsgi.SERVER = "portal"  # the `Server` header: neither which server this is nor its version
