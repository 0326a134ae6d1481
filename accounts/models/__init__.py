"""People, their attempts to sign in, and the trail of what was done to rights and accounts."""

from accounts.models.audit import AuditEntry
from accounts.models.person import PersonManager, User
from accounts.models.sign_in import SignInAttempt

__all__ = ["AuditEntry", "PersonManager", "SignInAttempt", "User"]
