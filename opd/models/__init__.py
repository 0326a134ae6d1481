"""The agencies (OPD), the tenant of everything, their units, the people in them, who is invited, and when they work."""

from opd.models.agency import OPD, OPDKind, Unit, slug_is_free
from opd.models.calendar import Holiday, HolidayKind, Weekday, WorkingHours
from opd.models.invitation import Invitation
from opd.models.site import FormerSlug, OfficialAccount, Page, PageKind, Platform
from opd.models.team import Desk, Membership

__all__ = [
    "OPD",
    "Desk",
    "FormerSlug",
    "Holiday",
    "HolidayKind",
    "Invitation",
    "Membership",
    "OPDKind",
    "OfficialAccount",
    "Page",
    "PageKind",
    "Platform",
    "Unit",
    "Weekday",
    "WorkingHours",
    "slug_is_free",
]
