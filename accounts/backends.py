"""Whether a person may sign in at all, by username or e-mail and password."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


def is_absent_here(user) -> bool:
    """Demo people exist only while DEMO is on."""
    return user.is_demo and not settings.DEMO


class SignInBackend(AuthenticationBackend):
    def user_can_authenticate(self, user) -> bool:
        """Asked on every request as well, so that a demo person's session ends with DEMO."""
        return not is_absent_here(user) and super().user_can_authenticate(user)

    def _check_password(self, user, password):
        # allauth signs in whoever has the right password and is active, whatever user_can_authenticate said
        # (it keeps that person for its "inactive" page): an absent person must not get that far.
        if user is not None and is_absent_here(user):
            user = None
        return super()._check_password(user, password)
