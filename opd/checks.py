"""What the agencies lack to do their work: `manage.py check --database default` says it."""

from django.core.checks import Tags, Warning, register
from django.db import connections, models
from django.utils import timezone

from opd.models import OPD, Holiday
from opd.roles import admins, editors
from opd.working_time import years_without_holidays


@register(Tags.database)
def every_open_opd_has_people(app_configs, databases, **kwargs) -> list[Warning]:
    """Active OPDs without an admin, or without an editor who reviews their news."""
    if not _can_be_asked(OPD, databases):
        return []
    # `migrate` asks as well, before it adds what a later release puts into the table: no other column is read.
    opds = list(OPD.objects.active().only("short_name"))
    no_admin = [opd.short_name for opd in opds if not admins(opd).exists()]
    no_editor = [opd.short_name for opd in opds if not editors(opd).exists()]
    findings = []
    if no_admin:
        findings.append(
            Warning("No admin in: " + ", ".join(no_admin), hint="Appoint one on the team page.", id="opd.W001")
        )
    if no_editor:
        findings.append(Warning("No editor for: " + ", ".join(no_editor), hint="Add them to a desk.", id="opd.W002"))
    return findings


@register(Tags.database)
def every_year_has_holidays(app_configs, databases, **kwargs) -> list[Warning]:
    """Years whose holidays nobody has written down: promises in working hours would run on through them."""
    if not _can_be_asked(Holiday, databases) or not (years := years_without_holidays(timezone.localdate())):
        return []
    named = ", ".join(str(year) for year in years)
    hint = "Paste them at the desk, under Hari libur, when the joint decree (SKB 3 Menteri) is out."
    return [Warning(f"No holidays for: {named}", hint=hint, id="opd.W003")]


def _can_be_asked(model: type[models.Model], databases) -> bool:
    """Not before the migration that makes its table: `migrate` runs these checks first."""
    return bool(databases) and model._meta.db_table in connections["default"].introspection.table_names()
