"""`manage.py changepassword`: Django's own, and it stands in the audit trail; what cannot be recorded does not happen."""

from __future__ import annotations

from django.contrib.auth.management.commands import changepassword
from django.db.models.signals import pre_save

from accounts import audit
from accounts.models import User


class Command(changepassword.Command):
    def handle(self, *args, **options):
        # Before it is saved, and not around it all: no transaction stays open while somebody thinks of a password.
        pre_save.connect(_record, sender=User)
        try:
            return super().handle(*args, **options)
        finally:
            pre_save.disconnect(_record, sender=User)


def _record(sender, instance, **kwargs) -> None:
    audit.record("password.changed", instance, after={"cara": "perintah di server"})
