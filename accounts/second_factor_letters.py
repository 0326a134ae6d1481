"""The letters about a second factor: whoever's it is learns of every change, made by them or not."""

from __future__ import annotations

from accounts import letters
from accounts.models import User


def added(person: User, what: str) -> None:
    _post(person, "Pengaman kedua dipasang", f"{what} baru saja dipasang sebagai pengaman kedua akun Anda.")


def removed(person: User, what: str) -> None:
    _post(person, "Pengaman kedua dihapus", f"{what} baru saja dihapus dari pengaman kedua akun Anda.")


def codes_renewed(person: User) -> None:
    _post(
        person,
        "Kode cadangan diperbarui",
        "Kode cadangan baru saja dibuat untuk akun Anda. Kode yang lama tidak berlaku lagi.",
    )


def reset(person: User) -> None:
    _post(
        person,
        "Pengaman kedua direset",
        "Pengelola portal baru saja menghapus semua pengaman kedua akun Anda, dan\n"
        "mengeluarkan akun ini dari semua peranti. Masuklah dengan kata sandi Anda,\n"
        "lalu pasang pengaman kedua yang baru.",
    )


def _post(person: User, subject: str, sentence: str) -> None:
    letters.tell(person, subject, "account/second_factor/letter.txt", sentence=sentence)
