"""What must not be so on a real portal: `manage.py check --deploy` says it."""

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError

from accounts.models import User


@register("accounts", deploy=True)
def no_demo_on_a_real_portal(app_configs, **kwargs) -> list[Error]:
    """DEMO, and people whose password everybody knows. Without a database to ask, only the setting is looked at."""
    if settings.DEMO:
        return [
            Error("DEMO is on.", hint="Unset DEMO; it relaxes sign-in and shows the demo accounts.", id="accounts.E001")
        ]
    try:
        demo = list(User.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True)[:20])
    except DatabaseError:
        return []
    if not demo:
        return []
    return [
        Error("Demo people are active: " + ", ".join(demo), hint="Switch them off at the desk.", id="accounts.E002")
    ]


@register("accounts", deploy=True)
def letters_go_out(app_configs, **kwargs) -> list[Error]:
    """Printed letters stand in the log, with the links in them that open accounts."""
    if settings.DEMO or settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return []
    return [Error("Letters are not sent.", hint="Set EMAIL_URL to a mail server: smtp://…", id="accounts.E003")]
