"""The agencies (OPD), the tenant of everything, their units, the people in them, and who is invited."""

from opd.models.agency import OPD, OPDKind, Unit, slug_is_free
from opd.models.invitation import Invitation
from opd.models.team import Desk, Membership

__all__ = ["OPD", "Desk", "Invitation", "Membership", "OPDKind", "Unit", "slug_is_free"]
