"""The tenant scope: which rows belong to the OPDs in which somebody holds a right."""

from __future__ import annotations

from typing import Self

from django.db import models

from opd import access
from opd.rights import Right


class OwnedByOPDQuerySet(models.QuerySet):
    """Rows of a model with an `opd`. Every OPD-owned model uses it and says in `seen_by` who reads its rows."""

    def where(self, user, *rights: Right) -> Self:
        """Rows of the OPDs in which `user` holds any of `rights`."""
        return self.filter(opd__in=access.opds_where(user, *rights))

    def seen_by(self, user) -> Self:
        """Rows `user` may read at the desk. Fails closed: a model that forgets to say so shows nothing."""
        return self.none()
