"""news/parties.py: the names in what a writer typed."""

from __future__ import annotations

import pytest

from news import parties


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("PMI Blora, APTRI", ["PMI Blora", "APTRI"]),
        ("PMI;APTRI ;  BPK", ["PMI", "APTRI", "BPK"]),
        (" PMI  Blora ,, ;", ["PMI Blora"]),
        ("PMI, pmi, Pmi, BPK", ["PMI", "BPK"]),
        ("Satu pihak saja", ["Satu pihak saja"]),
        ("", []),
        (" , ; ", []),
        (", ".join(f"Lembaga {n}" for n in range(1, 15)), [f"Lembaga {n}" for n in range(1, 11)]),
    ],
)
def test_names(typed, names):
    assert parties.names(typed) == names


def test_none_of_the_typed_ones_is_left_out_where_they_are_counted():
    assert len(parties.typed(", ".join(f"Lembaga {n}" for n in range(14)))) == 14
