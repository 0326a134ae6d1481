"""The second factor: what a person has, whether this session has proven it, and every change to it."""

from __future__ import annotations

import logging
import time

from allauth.account import app_settings as account_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import audit, second_factor_letters, sessions
from accounts.mfa_adapter import Unreadable
from accounts.models import User
from accounts.people import Refused

log = logging.getLogger("portal.security")

APP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
# Recovery codes alone are no factor: they stand in for one that is lost.
FACTORS = (APP, PASSKEY)
KINDS = {APP: "Aplikasi autentikator", PASSKEY: "Kunci sandi", CODES: "Kode cadangan"}
LAST_ONE = (
    "Ini pengaman kedua Anda satu-satunya, dan peran Anda mewajibkannya. Pasang dulu yang baru, lalu hapus yang ini."
)


# --- Asking -------------------------------------------------------------------------------------------------------
def needed(person) -> bool:
    """Must this person have one? The rule belongs to the roles, of which this app knows nothing; a demo needs none."""
    return not settings.DEMO and import_string(settings.SECOND_FACTOR_NEEDED_BY)(person)


def has(person) -> bool:
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def proven(request) -> bool:
    """Was a second factor shown in this session? One that was set up here counts: its code or key was just used."""
    return bool(_proofs(request))


def fresh(request) -> bool:
    """Has this session proven who it is within the last minutes? Whoever has a second factor proves it with that."""
    records = _proofs(request) if has(request.user) else get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < account_settings.REAUTHENTICATION_TIMEOUT for record in records)


def codes_left(codes: Authenticator) -> int:
    """How many recovery codes are unused; needs no secret."""
    from_mask: int = codes.data["used_mask"]
    return settings.MFA_RECOVERY_CODE_COUNT - from_mask.bit_count()


def step_of(secret: str, code: str, *, after: int = -1) -> int | None:
    """The time step (of 30 s, since 1970) whose code this is, if it is about now and later than `after`; else None."""
    for step in yield_hotp_counters_from_time():
        if step > after and compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def _proofs(request) -> list[dict]:
    return [record for record in get_authentication_records(request, request.user) if record["method"] == "mfa"]


# --- Using --------------------------------------------------------------------------------------------------------
@transaction.atomic
def spend(person, code: str) -> Authenticator | None:
    """Use up `code`, of the app or of the recovery codes, and say whose it was; None when it is wrong or was used.

    What was used is kept in the database under a row lock, so that a second try at the same moment, at another worker
    or with the cache down is refused. A secret that no key opens counts as a wrong code, and the log says so.
    """
    rows = Authenticator.objects.select_for_update().filter(user_id=person.pk, type__in=(APP, CODES)).order_by("-type")
    for row in rows:
        try:
            good = _spend_step(row, code) if row.type == APP else row.wrap().validate_code(code)
        except Unreadable:
            _report_unreadable(person)
            continue
        if good:
            return row
    return None


def _report_unreadable(person) -> None:
    log.error("security event", extra={"event": "factor.unreadable", "person": person.pk})


def _spend_step(row: Authenticator, code: str) -> bool:
    step = step_of(decrypt(row.data["secret"]), code, after=row.data.get("last_step", -1))
    if step is None:
        return False
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    return True


# --- Changing -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_app(request, secret: str, step: int) -> bool:
    """Set up an authenticator app whose code for `step` was just typed. True when recovery codes were made with it."""
    person = _locked(request.user)
    if Authenticator.objects.filter(user=person, type=APP).exists():
        raise Refused("Aplikasi autentikator sudah terpasang di akun ini. Hapus dulu yang lama.")
    made = TOTP.activate(person, secret).instance
    made.data["last_step"] = step
    made.save(update_fields=["data"])
    return _added(request, made, KINDS[APP])


@transaction.atomic
def add_passkey(request, name: str, credential: dict) -> bool:
    """Keep a verified passkey. True when recovery codes were made with it."""
    made = WebAuthn.add(_locked(request.user), name, credential).instance
    return _added(request, made, f"{KINDS[PASSKEY]} “{name}”")


@transaction.atomic
def remove(factor: Authenticator) -> None:
    person = _locked(factor.user)
    if not _others(person, factor).exists():
        if needed(person):
            raise Refused(LAST_ONE)
        Authenticator.objects.filter(user=person, type=CODES).delete()
    what = called(factor)
    factor.delete()
    audit.record("factor.removed", person, before={"pengaman": what})
    second_factor_letters.removed(person, what)


@transaction.atomic
def renew_codes(person) -> None:
    person = _locked(person)
    if not has(person):
        raise Refused("Kode cadangan dibuat bersama pengaman kedua. Pasang pengaman kedua dulu.")
    Authenticator.objects.filter(user=person, type=CODES).delete()
    RecoveryCodes.activate(person)
    audit.record("factor.codes_renewed", person)
    second_factor_letters.codes_renewed(person)


@transaction.atomic
def show_codes(person) -> list[str]:
    """The unused recovery codes, the first time somebody looks at them; nothing afterwards."""
    row = Authenticator.objects.select_for_update().filter(user=person, type=CODES).first()
    if row is None or row.wrap().did_view:
        return []
    try:
        shown = row.wrap().get_unused_codes()
    except Unreadable:
        _report_unreadable(person)
        return []
    row.wrap().mark_as_viewed()
    return shown


@transaction.atomic
def reset(person: User, *, by: User) -> None:
    """Take everything away from somebody who has lost it: by an administrator, who has made sure who is asking."""
    if person.pk == by.pk:
        raise Refused("Pengaman kedua Anda sendiri Anda atur di halaman “Pengaman kedua”, bukan di sini.")
    _locked(person)
    rows = Authenticator.objects.filter(user=person)
    before = [called(row) for row in rows.filter(type__in=FACTORS)]
    if not before:
        raise Refused("Orang ini belum memasang pengaman kedua, jadi tidak ada yang direset.")
    rows.delete()
    sessions.end_all(person)
    audit.record("factor.reset", person, before={"pengaman": before}, by=by)
    second_factor_letters.reset(person)


def called(factor: Authenticator) -> str:
    """What people read for it: “Aplikasi autentikator”, “Kunci sandi “HP saya””."""
    kind = KINDS[Authenticator.Type(factor.type)]
    return f"{kind} “{factor.data['name']}”" if factor.type == PASSKEY else kind


def is_last(factor: Authenticator) -> bool:
    return not _others(factor.user, factor).exists()


def _others(person, factor: Authenticator):
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exclude(pk=factor.pk)


def _locked(person) -> User:
    """Two changes of one person's factors take turns: else two removals could leave none."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _added(request, factor: Authenticator, what: str) -> bool:
    person = factor.user
    no_codes_yet = not Authenticator.objects.filter(user=person, type=CODES).exists()
    RecoveryCodes.activate(person)
    record_authentication(request, person, "mfa", id=factor.pk, type=factor.type)
    audit.record("factor.added", person, after={"pengaman": what})
    second_factor_letters.added(person, what)
    return no_codes_yet
