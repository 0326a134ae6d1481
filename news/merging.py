"""Two texts that began as one: of which parts does whose writing stand, and about which have both to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What is said of a picture is said of that picture: whoever changed the one has changed the other.
SAID_OF = {"lead_alt": "lead", "lead_credit": "lead"}


@dataclass(frozen=True)
class Merge:
    """The names of the parts that differ, in the order they were given; every other part is the same in both texts."""

    theirs: tuple[str, ...]  # changed by the other one only
    mine: tuple[str, ...]  # changed by me only
    both: tuple[str, ...]  # changed by both, and differently


def merge(base: Mapping[str, Any] | None, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Compare part by part what two people made of `base`; without it nobody knows who changed what differs.

    `mine` names the parts; the other two have them all. Values are compared by `==`.
    """
    whose = {name: _whose(name, base, theirs, mine) for name in mine if mine[name] != theirs[name]}
    return Merge(*(tuple(name for name in whose if whose[name] == owner) for owner in ("theirs", "mine", "both")))


def _whose(name: str, base, theirs, mine) -> str:
    if base is None:
        return "both"
    if not _changed(name, base, mine):
        return "theirs"
    return "both" if _changed(name, base, theirs) else "mine"


def _changed(name: str, base, text) -> bool:
    about = SAID_OF.get(name, name)
    return text[name] != base[name] or text.get(about, base[about]) != base[about]
