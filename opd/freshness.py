"""The stamp that tells caches that an OPD's public pages have changed.

It lives in the shared cache. One that was lost there (a flushed cache) is a new one, so nothing stale is ever taken for fresh.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import transaction

from opd.models import OPD

log = logging.getLogger("portal.freshness")

Made = TypeVar("Made")

PORTAL = 0  # the pages that show the news of all OPDs
KEPT = 30 * 24 * 3600  # seconds


def touch(opd: OPD) -> None:
    """What readers see of this OPD, and with it the portal's own pages, is another thing once this transaction is done."""
    stamps = {_key(number): _new() for number in (PORTAL, opd.pk)}
    # A cache that is away keeps no page either, so nothing goes wrong without the new stamp.
    transaction.on_commit(lambda: cache.set_many(stamps, KEPT), robust=True)


def touch_portal() -> None:
    """The same where no OPD in particular has changed: a rubric, a pin, a former address."""
    stamp = {_key(PORTAL): _new()}
    transaction.on_commit(lambda: cache.set_many(stamp, KEPT), robust=True)


def stamps(*opds: int) -> tuple[str, ...]:
    """The stamp of each of these OPDs (`PORTAL`: of the portal), one round trip; one that is not there begins now."""
    keys = [_key(number) for number in opds]
    found = cache.get_many(keys)
    begun = {key: _new() for key in keys if key not in found}
    for key, stamp in begun.items():
        found[key] = cache.get_or_set(key, stamp, KEPT)
    return tuple(found[key] for key in keys)


def kept(name: str, make: Callable[[], Made], seconds: int) -> Made:
    """What `make` gives for the portal as it is now: kept until the stamp moves, made each time while the cache is away.

    `make` gives something that can be kept, and never None.
    """
    try:
        key = f"{name}-{stamps(PORTAL)[0]}"
        found = cache.get(key)
        if found is None:
            found = make()
            cache.set(key, found, seconds)
        return found
    except DatabaseError:
        raise
    except Exception:  # whatever it is that the cache's client raises
        log.warning("the cache does not answer", exc_info=True)
        return make()


def _key(number: int) -> str:
    return f"fresh-{number}"


def _new() -> str:
    return secrets.token_hex(8)
