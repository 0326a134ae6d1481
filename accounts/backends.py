"""Whether a person may sign in at all, by username or e-mail and password."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import Q

from accounts.models import User


def is_absent_here(person) -> bool:
    """Demo people exist only while DEMO is on."""
    return person.is_demo and not settings.DEMO


def may_sign_in(person) -> bool:
    """The same of everybody at once: `User.objects.who_may_sign_in()`."""
    return person.is_active and not is_absent_here(person)


def named(typed: str) -> User | None:
    """The one person, active or not, with this username or e-mail, in any case."""
    if not typed:
        return None
    found = list(User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))[:2])
    return found[0] if len(found) == 1 else None


class SignInBackend(AuthenticationBackend):
    def user_can_authenticate(self, user) -> bool:
        """Asked on every request as well: a session ends when its person is switched off, a demo person's with DEMO."""
        return may_sign_in(user)

    def _authenticate(self, request, **credentials):
        # allauth's own way also takes addresses that a person had before (its EmailAddress rows), and checks the
        # password of a known e-mail twice, which can be heard in the time it takes. Here: one person, one check.
        person = named(credentials.get("username") or credentials.get("email") or "")
        return self._check_password(person, credentials["password"])

    def _check_password(self, user, password):
        # allauth keeps whoever has the right password but may not sign in for its "inactive" page:
        # an absent person must not get that far.
        if user is not None and is_absent_here(user):
            user = None
        return super()._check_password(user, password)
