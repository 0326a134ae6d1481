"""What changed between two texts: the fields, the blocks of the body side by side, and the words in them.

    compare(old, new).sentence    "3 alinea berubah, 1 alinea baru, judul dan ringkasan berubah."

Both bodies are cleaned first, whatever they are: what comes out may be printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from news import html
from news.alignment import Budget, Pair, alike, common, without_islands
from news.blocks import Block, Word, cut, element, unseen, words_of, written

LABELS = {  # in the order one writes
    "title": "Judul", "summary": "Ringkasan", "body": "Isi", "lead": "Foto utama", "lead_alt": "Teks alternatif foto",
    "lead_credit": "Sumber foto", "rubric": "Rubrik", "unit": "Bidang atau unit", "byline": "Penanda tulisan",
}  # fmt: skip
SHOWN = 3  # unchanged blocks in a row that are not folded
COUNTED = {"changed": "berubah", "added": "baru", "removed": "dihapus"}
NOTHING = mark_safe("")


@dataclass(frozen=True)
class Text:
    """What a version of an article says, as words: from an Article, one of its versions, or what somebody typed."""

    title: str = ""
    summary: str = ""
    body: str = ""
    byline: str = ""
    rubric: str = ""
    unit: str = ""
    lead_alt: str = ""
    lead_credit: str = ""
    lead: dict | None = None  # the smallest stored size of the picture: {"name", "width", "height"}


@dataclass(frozen=True)
class Change:
    """One field or one block of the body. `before` is empty when it was added, `after` when it was removed."""

    kind: str  # "same" | "changed" | "added" | "removed"
    before: SafeString  # what is gone stands in <del>
    after: SafeString  # what is new stands in <ins>


@dataclass(frozen=True)
class FieldChange(Change):
    name: str
    label: str


@dataclass(frozen=True)
class Part:
    """Some blocks in a row; `folded` when nothing in them changed and their neighbours show where one is."""

    folded: bool
    blocks: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    fields: tuple[FieldChange, ...]  # only those that differ
    blocks: tuple[Change, ...]  # the whole body in order
    picture: tuple[dict | None, dict | None] | None  # before and after with alt and credit, when it is another picture

    @property
    def changed(self) -> bool:
        return bool(self.fields or self.picture) or any(block.kind != "same" for block in self.blocks)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The body, with more than SHOWN unchanged blocks in a row folded down to those beside a change."""
        return tuple(_parts(self.blocks))

    @property
    def sentence(self) -> str:
        if not self.changed:
            return "Tidak ada yang berubah."
        counts = Counter(block.kind for block in self.blocks)
        told = [f"{counts[kind]} alinea {word}" for kind, word in COUNTED.items() if counts[kind]]
        names = {field.name for field in self.fields} | ({"lead"} if self.picture else set())
        labels = [label.lower() for name, label in LABELS.items() if name in names]
        told += [f"{_listed(labels)} berubah"] if labels else []
        sentence = ", ".join(told)
        return f"{sentence[0].upper()}{sentence[1:]}."


def compare(old: Text, new: Text) -> Comparison:
    budget = Budget()
    names = [name for name in LABELS if name not in ("body", "lead")]
    fields = [_field(name, getattr(old, name), getattr(new, name), budget) for name in names]
    picture = None if _file(old) == _file(new) else (_picture(old), _picture(new))
    blocks = tuple(_body(cut(html.clean(old.body)), cut(html.clean(new.body)), budget))
    return Comparison(tuple(field for field in fields if field), blocks, picture)


def _file(text: Text) -> str:
    return text.lead["name"] if text.lead else ""


def _picture(text: Text) -> dict | None:
    return {**text.lead, "alt": text.lead_alt, "credit": text.lead_credit} if text.lead else None


def _listed(labels: list[str]) -> str:
    return " dan ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def _field(name: str, old: str, new: str, budget: Budget) -> FieldChange | None:
    one, other = words_of(old), words_of(new)
    if one == other:
        return None
    kind = "changed" if one and other else "added" if other else "removed"
    return FieldChange(kind, *_marked(one, other, budget), name, LABELS[name])


def _marked(old: tuple[Word, ...], new: tuple[Word, ...], budget: Budget) -> tuple[SafeString, SafeString]:
    pairs = without_islands(common(old, new, budget), len(old), len(new))
    gone = set(range(len(old))) - {i for i, _ in pairs}
    come = set(range(len(new))) - {j for _, j in pairs}
    return written(old, gone, "del", unseen(new)), written(new, come, "ins", unseen(old))


def _body(old: list[Block], new: list[Block], budget: Budget) -> Iterator[Change]:
    """The blocks of both in order; what is gone comes before what is new in its place."""
    i = j = 0
    for at, to in [*_matched(old, new, budget), (len(old), len(new))]:
        yield from (_only(block, "removed", "del") for block in old[i:at])
        yield from (_only(block, "added", "ins") for block in new[j:to])
        if at < len(old):
            yield _both(old[at], new[to], budget)
        i, j = at + 1, to + 1


def _matched(old: list[Block], new: list[Block], budget: Budget) -> list[Pair]:
    """Equal blocks, and between them those that are alike. Whichever text is the older one, the same pairs."""
    ids: dict[tuple, int] = {}
    keys = [[ids.setdefault(block.key, len(ids)) for block in side] for side in (old, new)]
    if [block.key for block in new] < [block.key for block in old]:
        return [(i, j) for j, i in _pairs(new, old, keys[::-1], budget)]
    return _pairs(old, new, keys, budget)


def _pairs(old: list[Block], new: list[Block], keys: list[list[int]], budget: Budget) -> list[Pair]:
    pairs: list[Pair] = []
    i = j = 0
    for at, to in [*common(keys[0], keys[1], budget), (len(old), len(new))]:
        one, other = [[block.counted for block in side] for side in (old[i:at], new[j:to])]
        pairs += [(i + a, j + b) for a, b in alike(one, other, budget)] if one and other else []
        pairs += [(at, to)] if at < len(old) else []
        i, j = at + 1, to + 1
    return pairs


def _only(block: Block, kind: str, tag: str) -> Change:
    words = written(block.words, range(len(block.words)), tag)
    shown = element(block, words or _name(block, tag))
    return Change(kind, shown, NOTHING) if kind == "removed" else Change(kind, NOTHING, shown)


def _both(old: Block, new: Block, budget: Budget) -> Change:
    if old.key == new.key:
        words = written(old.words, (), "del")
        return Change("same", element(old, words), element(new, words))
    before, after = _marked(old.words, new.words, budget)
    labels = ("", "") if old.within == new.within else (_name(old, "del"), _name(new, "ins"))
    return Change("changed", element(old, before, labels[0]), element(new, after, labels[1]))


def _name(block: Block, tag: str) -> SafeString:
    """What a block is, where that is what changed."""
    opening, closing = mark_safe(f"<{tag}>"), mark_safe(f"</{tag}>")  # noqa: S308  del or ins
    return format_html('<span class="compare__kind">{}{}{}</span> ', opening, block.name, closing)


def _parts(blocks: tuple[Change, ...]) -> Iterator[Part]:
    at = 0
    for same, run in groupby(blocks, key=lambda block: block.kind == "same"):
        group = tuple(run)
        first, last = at == 0, at + len(group) == len(blocks)
        at += len(group)
        if not same or len(group) <= SHOWN:
            yield Part(False, group)
            continue
        start, end = 0 if first else 1, len(group) - (0 if last else 1)
        pieces = (Part(False, group[:start]), Part(True, group[start:end]), Part(False, group[end:]))
        yield from (piece for piece in pieces if piece.blocks)
