"""Which OPD a host name belongs to.

Asked for every request that is not for the portal's own host, also for names that strangers make up: all names there are lie
together in the shared cache, so that none of them costs a query.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction

from opd.models import OPD, FormerSlug

log = logging.getLogger("portal.hosts")

KEY = "opd-hosts"
KEPT = 60  # seconds: what a cache that was not told of a change goes on saying
# What is known of the OPD without asking the database, in the order of the model, as `from_db` takes it.
FIELDS = ("id", "name", "short_name", "slug", "host")


def opd_at(name: str, portal: str) -> OPD | None:
    """Whose site this host name is (lower case, without port): a name of its own, or a label below the portal's name.

    The label may be one that the OPD had before it was renamed. What is not in FIELDS is read when it is asked for.
    """
    label = name.removesuffix(f".{portal}")
    if (label != name) == ("." in label):  # a name of its own has a dot, a label has none
        return None
    row = _table().get(label)
    return OPD.from_db(DEFAULT_DB_ALIAS, FIELDS, row) if row else None


def check(name: str | None) -> None:
    """ValidationError for a name that cannot be an OPD's own: the portal's, one below it, a machine's number."""
    portals = (settings.PORTAL_HOST, *settings.LOCAL_HOSTS)
    if name and any(f".{name}".endswith(f".{portal}") for portal in portals):
        raise ValidationError(f"“{name}” adalah nama portal sendiri. Situs OPD di sana sudah ada lewat alamat OPD.")
    if name and name.rpartition(".")[2].isdigit():
        raise ValidationError("Ini nomor komputer, bukan nama host. Contoh nama host: dinkes.blorakab.go.id.")


def own() -> frozenset[str]:
    """The names of their own that OPDs have: `dinkes.blorakab.go.id`. A label below the portal's name has no dot."""
    return frozenset(name for name in _table() if "." in name)


def forget() -> None:
    """A name has changed, once this transaction is done."""
    transaction.on_commit(lambda: cache.delete(KEY), robust=True)


def _table() -> dict[str, tuple]:
    """The FIELDS of an OPD by each of its names; from the database where the cache is away."""
    found = None
    with _without_cache():
        found = cache.get(KEY)
    if found is None:
        found = _read()
        with _without_cache():
            cache.set(KEY, found, KEPT)
    return found


@contextmanager
def _without_cache():
    try:
        yield
    except Exception:  # whatever it is that the cache's client raises
        log.warning("the cache does not answer", exc_info=True)


def _read() -> dict[str, tuple]:
    rows = {row[0]: row for row in OPD.objects.order_by().values_list(*FIELDS)}
    former = FormerSlug.objects.values_list("slug", "opd")
    names = [(name, row) for row in rows.values() for name in row[3:] if name]
    return {slug: rows[opd] for slug, opd in former if opd in rows} | dict(names)
