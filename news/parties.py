"""Who else a text is about, outside the OPDs (PMI, APTRI, BPK): the names in what a writer typed."""

from __future__ import annotations

import re

MOST = 10
BETWEEN = re.compile(r"[,;\n]")


def typed(text: str) -> list[str]:
    """Every name in `PMI Blora, APTRI; BPK`, each once: the first spelling of those that differ in capitals only."""
    found: dict[str, str] = {}
    for part in BETWEEN.split(text):
        name = " ".join(part.split())
        if name:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def names(text: str) -> list[str]:
    """The same as readers see them: at most ten."""
    return typed(text)[:MOST]
