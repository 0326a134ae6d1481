"""`check --deploy` with the production environment that the README documents: not one warning."""

import os
import subprocess
import sys

PRODUCTION = {
    "SECRET_KEY": "only-for-this-check-" + "abcdefghij0123456789" * 3,
    "PORTAL_HOST": "portal.example.go.id",
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "BEHIND_PROXY": "1",
    "DEMO": "0",
    "DEBUG": "0",
}
COMMAND = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

sys.exit(subprocess.run(COMMAND, env=os.environ | PRODUCTION, check=False).returncode)
