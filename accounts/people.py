"""Who administers the portal; switching people off and on, and what keeps the portal from being left without an administrator."""

from __future__ import annotations

import re

from allauth.account.adapter import get_adapter
from django.db import transaction

from accounts import audit, sessions
from accounts.backends import may_sign_in
from accounts.models import User


class Refused(Exception):
    """Something cannot be done to this person; the message says why and what to do."""


def is_portal_admin(user) -> bool:
    """Whoever keeps what holds for all OPDs. A visitor may be asked about, too."""
    return user.is_active and user.is_superuser


def username_problem(username: str) -> str:
    """Why nobody gets this username, or nothing: it could be another's e-mail or NIP, and then neither would be found."""
    if "@" in username:
        return "Nama pengguna tidak boleh memuat tanda @. Contoh: siti.aminah"
    if username.isdigit():
        return "Nama pengguna tidak boleh angka saja. Contoh: siti.aminah"
    if not re.fullmatch(r"[A-Za-z0-9._-]*", username):  # a Cyrillic “а” would pass for somebody else
        return "Nama pengguna hanya boleh memuat huruf a sampai z, angka, titik, - dan _. Contoh: siti.aminah"
    return ""


@transaction.atomic
def switch_off(person: User, *, by: User) -> None:
    """End `person`'s account at once: no sign-in, no running session, no link to a password. Nobody is deleted."""
    if person.pk == by.pk:
        raise Refused("Anda tidak dapat menonaktifkan akun Anda sendiri. Minta pengelola portal lain melakukannya.")
    _keep_one_administrator(person)
    was = person.is_active
    _set_active(person, False)
    sessions.end_all(person)  # after it: switching on again brings none of them back
    audit.record("account.switched_off", person, before={"aktif": was}, after={"aktif": False})


@transaction.atomic
def switch_on(person: User) -> None:
    was = person.is_active
    _set_active(person, True)
    audit.record("account.switched_on", person, before={"aktif": was}, after={"aktif": True})


@transaction.atomic
def end_sessions(person: User) -> int:
    """Sign `person` out everywhere, on an administrator's word; how many sessions there were. They can sign in again."""
    ended = sessions.end_all(person)
    audit.record("session.ended_all", person, before={"sesi": ended}, after={"sesi": 0})
    return ended


def let_go_of_administrator(person: User, *, by: User) -> None:
    """Refuse to take the administrator's flag from oneself or from the last who holds it. Call inside a transaction."""
    if person.pk == by.pk:
        raise Refused("Anda tidak dapat melepas hak pengelola dari akun Anda sendiri. Minta pengelola portal lain.")
    _keep_one_administrator(person)


@transaction.atomic
def password_link(person: User) -> str:
    """An absolute address at which `person` sets a password: once, within three days. The only copy is this one."""
    if not may_sign_in(person):
        raise Refused("Akun ini tidak aktif, jadi tautannya tidak akan bekerja. Aktifkan akunnya dulu.")
    audit.record("password.link_made", person)
    return get_adapter().password_link(person)


def _keep_one_administrator(person: User) -> None:
    # All of them are locked, so that two administrators who switch each other off at the same moment take turns.
    acting = User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True).order_by("pk")
    if [each.pk for each in acting] == [person.pk]:
        raise Refused("Ini pengelola portal terakhir yang aktif. Angkat pengelola lain dulu, baru ulangi.")


def _set_active(person: User, active: bool) -> None:
    person.is_active = active
    person.save(update_fields=["is_active"])
