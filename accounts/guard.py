"""How many tries somebody has to prove who they are: counted in the database, right across processes and without a cache.

docs/decisions/0007-guessing-is-counted-in-the-database.md says why it is as it is.

    with guard.begin(request, Kind.CODE, person) as attempt:   # raises TooMany before anything is compared
        if matches(code):
            attempt.passed()

`accounts.pages.page` answers TooMany with a page (429); a view outside it has to catch it.
"""

from __future__ import annotations

import ipaddress
import logging
import unicodedata
from datetime import datetime, timedelta
from typing import Self

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import audit, devices
from accounts.backends import named
from accounts.models import SignInAttempt, User

log = logging.getLogger("portal.security")
Kind, Outcome = SignInAttempt.Kind, SignInAttempt.Outcome

WINDOW = timedelta(minutes=15)
MOST = 10  # failed tries within WINDOW, of an account and of a network
MOST_LETTERS = 5  # to one mail address within WINDOW
MOST_LETTERS_OF_A_NETWORK = 10
HALVES = "half_sign_ins"  # kept in the session: the rows that wait for the person to get in
MOST_HALVES = 10
NOWHERE = "?"  # the one network of all whose address cannot be told


class TooMany(Exception):
    """Refused without comparing anything. `until`: when a try will be taken again, at the latest."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Try:
    """One try, written down as failed until `passed()` or `half()` says otherwise."""

    def __init__(self, row: SignInAttempt, request: HttpRequest) -> None:
        self.row, self.request = row, request

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised) -> None:
        if self.row.outcome == Outcome.FAILED:
            _say("signin.failed", self.row)

    def passed(self) -> None:
        """It was right, and nothing else is asked."""
        self._is(Outcome.PASSED)
        _say("signin.passed", self.row)

    def half(self) -> None:
        """The password or the passkey was right; whether the person gets in, `entered` will say."""
        self._is(Outcome.HALF)
        kept = [*self.request.session.get(HALVES, []), self.row.pk]
        self.request.session[HALVES] = kept[-MOST_HALVES:]
        _say("signin.half", self.row)

    def _is(self, outcome: str) -> None:
        self.row.outcome = outcome
        self.row.save(update_fields=["outcome"])


def begin(request: HttpRequest, kind: str, who: User | str) -> Try:
    """Reserve one try for a person, or for what was typed as their name. Call it outside a transaction, then compare."""
    row = _row(request, kind, named(who) if isinstance(who, str) else who, who)
    _refuse_if_closed(row)
    with transaction.atomic(durable=True):  # tries of the same moment must see it
        row.save()
    if any(_full(counter, MOST + 1) for counter in _counters(row)):
        row.delete()  # it was not compared, so nobody waits for it
        _refuse_if_closed(row, anyway=True)
    attempt = Try(row, request)
    request.last_try = attempt  # type: ignore[attr-defined]
    return attempt


def entered(request: HttpRequest, person: User, kind: str) -> None:
    """`person` is in, and so say all rows of the way here; `kind` for a way that has counted nothing itself."""
    attempt = getattr(request, "last_try", None)
    if attempt is None:
        attempt = Try(_row(request, kind, person, person), request)
        attempt.row.save()
    if attempt.row.outcome != Outcome.PASSED:
        attempt.passed()
    # A password whose second step came later would read like a break-in for ever.
    halves = request.session.pop(HALVES, [])
    SignInAttempt.objects.of(person).filter(pk__in=halves, outcome=Outcome.HALF).update(outcome=Outcome.PASSED)


def may_have_letter(request: HttpRequest, email: str, person: User | None) -> bool:
    """May one more letter go to `email`? Counts it if so. Nobody is told: the page answers the same either way."""
    row = _row(request, Kind.RESET, person, email)
    row.outcome = Outcome.PASSED if person else Outcome.FAILED
    letters = SignInAttempt.objects.filter(kind=Kind.RESET)
    limits = [
        (letters.filter(account=row.account), MOST_LETTERS),
        (letters.filter(network=row.network), MOST_LETTERS_OF_A_NETWORK),
    ]
    if any(_full(counter, most) for counter, most in limits):
        _say("letter.refused", row)
        return False
    with transaction.atomic(durable=True):
        row.save()
    if any(_full(counter, most + 1) for counter, most in limits):
        row.delete()
        _say("letter.refused", row)
        return False
    return True


def place_of(request: HttpRequest) -> tuple[str | None, str]:
    """The address that asks, and the network that is counted as one place: an IPv4 address or an IPv6 /64."""
    try:
        address = ipaddress.ip_address((audit.address_of(request) or "").partition("%")[0])
    except ValueError:
        return None, NOWHERE
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped), str(address.ipv4_mapped)
        return str(address), str(ipaddress.IPv6Network((address, 64), strict=False))
    return str(address), str(address)


def _row(request: HttpRequest, kind: str, person: User | None, who: User | str) -> SignInAttempt:
    address, network = place_of(request)
    return SignInAttempt(
        kind=kind,
        person=person,
        account=_account(kind, person, who),
        address=address,
        network=network,
        known_device=person is not None and devices.is_known(request, person),
        device=devices.described(request.headers.get("User-Agent", "")),
    )


def _account(kind: str, person: User | None, who: User | str) -> str:
    """What is counted as one account: not to be read back, and for a person bound to the password they have now."""
    if kind == Kind.RESET:
        name = f"letter:{_normal(str(who))}"
    elif person is None:
        name = f"name:{_normal(str(who))}"
    else:
        # A new password was not guessed at yet: whoever sets one through a letter is not kept waiting for the old one.
        name = f"{'passkey' if kind == Kind.PASSKEY else 'person'}:{person.pk}:{person.password}"
    return salted_hmac("accounts.guard", name, algorithm="sha256").hexdigest()


def _normal(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def _counters(row: SignInAttempt):
    """Where `row` counts; each may hold MOST failures within WINDOW. Passed tries count nowhere and wipe nothing."""
    failed = SignInAttempt.objects.failed().exclude(kind=Kind.RESET)
    account = failed.filter(account=row.account, known_device=row.known_device)
    if row.known_device:
        return [account]
    place = failed.filter(network=row.network, known_device=False)
    # Whose passkey it is, anybody can claim, and nobody can guess one: a counter would only serve to lock them out.
    return [place] if row.kind == Kind.PASSKEY else [account, place]


def _full(counter, most: int) -> datetime | None:
    """When the counter has `most` rows within WINDOW: when it will have one less. None while it has fewer."""
    recent = counter.filter(at__gt=timezone.now() - WINDOW)
    at = list(recent.newest_first().values_list("at", flat=True)[most - 1 : most])
    return at[0] + WINDOW if at else None


def _refuse_if_closed(row: SignInAttempt, *, anyway: bool = False) -> None:
    until = [full for counter in _counters(row) if (full := _full(counter, MOST))]
    if not until and not anyway:
        return
    _say("signin.refused", row)
    raise TooMany(max(until, default=timezone.now() + WINDOW))


def _say(event: str, row: SignInAttempt) -> None:
    said = {
        "event": event,
        "kind": str(row.kind),
        "person": row.person_id,
        "network": row.network,
        "known_device": row.known_device,
    }
    log.log(logging.INFO if event == "signin.passed" else logging.WARNING, "security event", extra=said)
