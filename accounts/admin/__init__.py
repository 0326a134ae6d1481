"""People's pages at the desk, and what is read there of sign-ins and of the audit trail."""

from accounts.admin import audit, people, sign_ins

__all__ = ["audit", "people", "sign_ins"]
