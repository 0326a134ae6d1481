"""Every attempt to prove who one is: the sign-in log, and what `accounts.guard` counts."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models


class SignInAttemptQuerySet(models.QuerySet["SignInAttempt"]):
    def of(self, person) -> Self:
        return self.filter(person=person)

    def failed(self) -> Self:
        return self.filter(outcome=SignInAttempt.Outcome.FAILED)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class SignInAttempt(models.Model):
    """One try. It is written as failed before anything is compared, so that tries at the same moment count each other."""

    class Kind(models.TextChoices):
        PASSWORD = "password", "Kata sandi"
        CODE = "code", "Kode pengaman"
        PASSKEY = "passkey", "Kunci sandi"
        AGAIN = "again", "Memastikan lagi"
        RESET = "reset", "Lupa kata sandi"

    class Outcome(models.TextChoices):
        FAILED = "failed", "Gagal"
        HALF = "half", "Kata sandi benar, belum masuk"
        PASSED = "passed", "Berhasil"

    at = models.DateTimeField("pada", auto_now_add=True)
    kind = models.CharField("cara", max_length=10, choices=Kind)
    outcome = models.CharField("hasil", max_length=10, choices=Outcome, default=Outcome.FAILED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="orang",
        null=True,
        on_delete=models.PROTECT,
        related_name="sign_in_attempts",
    )
    # A keyed hash of the person or, where nobody has it, of the typed name: people type passwords into the wrong box.
    account = models.CharField("akun", max_length=64)
    address = models.GenericIPAddressField("alamat IP", null=True)
    # What is counted as one place: the address, or the /64 an IPv6 address lies in.
    network = models.CharField("jaringan", max_length=45)
    known_device = models.BooleanField("peranti yang dikenal", default=False)
    device = models.CharField("peranti", max_length=200, blank=True)

    objects = SignInAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "percobaan masuk"
        verbose_name_plural = "riwayat masuk"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["account", "at"], name="sign_in_of_account"),
            models.Index(fields=["network", "at"], name="sign_in_of_network"),
            models.Index(fields=["person", "-at"], name="sign_in_of_person"),
            models.Index(fields=["-at", "-id"], name="sign_in_newest"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What happened, in words for the person and for the portal administrator."""
        return SENTENCES.get((self.kind, self.outcome), f"{self.get_kind_display()}: {self.get_outcome_display()}")


# `half` becomes `passed` when the same browser gets in, at once or after the second step (a row of its own). A row that
# stays so means: somebody has the password or the passkey and did not get in.
SENTENCES = {
    ("password", "passed"): "Masuk dengan kata sandi",
    ("password", "half"): "Kata sandi benar, tetapi belum masuk",
    ("password", "failed"): "Kata sandi salah",
    ("code", "passed"): "Kode pengaman cocok",
    ("code", "failed"): "Kode pengaman salah",
    ("passkey", "passed"): "Kunci sandi cocok",
    ("passkey", "half"): "Kunci sandi cocok, tetapi belum masuk",
    ("passkey", "failed"): "Kunci sandi tidak cocok",
    ("again", "passed"): "Memastikan lagi, cocok",
    ("again", "failed"): "Memastikan lagi, tidak cocok",
    ("reset", "passed"): "Surat lupa kata sandi diminta",
    ("reset", "failed"): "Surat lupa kata sandi diminta untuk alamat yang tidak terdaftar",
}
