"""The desk's pages for agencies, their units, their teams and the editors' desks."""

from opd.admin import calendar, desks, opds, people_import, site, units  # noqa: F401  (each registers its page)
