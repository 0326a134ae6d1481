"""Who a person is and how they sign in. Knows no OPD."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.dispatch import Signal
from django.utils import timezone
from guardian.mixins import GuardianUserMixin

from accounts.words import LineField

# Sent in the transaction of the creation: `accounts.session_signals` records it, and the models know no trail.
superuser_made = Signal()


class PersonManager(UserManager["User"]):
    """The manager of AbstractUser without `is_staff`: what opens the desk is `opd.access.may_enter`."""

    def _with_flags(self, *, superuser: bool, username, email, password, **fields) -> User:
        fields |= {"is_superuser": superuser, "username": username, "email": email or ""}
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, username, email=None, password=None, **fields) -> User:
        return self._with_flags(superuser=False, username=username, email=email, password=password, **fields)

    def create_superuser(self, username, email=None, password=None, **fields) -> User:
        with transaction.atomic(using=self._db):
            person = self._with_flags(superuser=True, username=username, email=email, password=password, **fields)
            superuser_made.send(User, person=person)
        return person

    def who_may_sign_in(self) -> models.QuerySet[User]:
        """Everybody of whom `accounts.backends.may_sign_in` is true: demo people exist only while DEMO is on."""
        active = self.filter(is_active=True)
        return active if settings.DEMO else active.filter(is_demo=False)

    def found_by(self, exact: str) -> User | None:
        """The one person who may sign in with exactly this username, e-mail or NIP; nobody is found by a part of it."""
        exact = exact.strip()
        if not exact:
            return None
        named = Q(username__iexact=exact) | Q(email__iexact=exact) | Q(nip=exact)
        found = list(self.who_may_sign_in().filter(named)[:2])
        return found[0] if len(found) == 1 else None


class User(GuardianUserMixin, AbstractUser):
    """A person with an account. Never deleted, only switched off (`is_active`)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    is_staff = None

    name = LineField("nama lengkap", max_length=150, help_text="Contoh: Siti Aminah, S.Kom")
    email = models.EmailField("e-mail", blank=True, help_text="Dipakai untuk masuk dan untuk surat lupa kata sandi.")
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{18}\Z", "NIP terdiri atas 18 angka tanpa spasi, atau kosongkan.")],
        help_text="18 angka tanpa spasi. Kosongkan bila tidak punya NIP.",
    )
    phone = models.CharField(
        "nomor telepon",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(r"^\+?[0-9 ()-]{6,20}\Z", "Tulis nomor telepon dengan angka, contoh: 0812 3456 7890.")
        ],
    )
    position = LineField("jabatan", max_length=150, blank=True, help_text="Contoh: Pranata Humas Ahli Pertama")
    is_demo = models.BooleanField("akun demo", default=False, editable=False)
    password_set_at = models.DateTimeField("kata sandi dibuat pada", null=True, blank=True, editable=False)

    objects = PersonManager()  # type: ignore[misc]

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = "orang"
        verbose_name_plural = "orang"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_once",
                violation_error_message="Nama pengguna ini sudah dipakai orang lain.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message="E-mail ini sudah dipakai orang lain.",
            ),
            models.UniqueConstraint(
                "nip",
                condition=~Q(nip=""),
                name="user_nip_once",
                violation_error_message="NIP ini sudah dipakai orang lain.",
            ),
            models.CheckConstraint(
                condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$"),
                name="user_nip_18_digits",
                violation_error_message="NIP terdiri atas 18 angka.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now() if raw_password is not None else None

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def clean(self) -> None:
        # AbstractUser.clean would turn the e-mail's domain to lower case only; addresses are one case here.
        self.username = self.normalize_username(self.username)
        self.email = self.email.lower()
