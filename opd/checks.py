"""What an OPD lacks to do its work: `manage.py check --database default` says it."""

from django.core.checks import Tags, Warning, register
from django.db import connections

from opd.models import OPD
from opd.roles import admins, editors


@register(Tags.database)
def every_open_opd_has_people(app_configs, databases, **kwargs) -> list[Warning]:
    """Active OPDs without an admin, or without an editor who reviews their news."""
    if not databases or OPD._meta.db_table not in connections["default"].introspection.table_names():
        return []  # asked before the first migration
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
