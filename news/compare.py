"""What changed between two texts: the fields, the blocks of the body side by side, and the words in them.

    compare(old, new).sentence    "3 alinea berubah, 1 alinea baru, judul dan ringkasan berubah."

Both bodies are cleaned first, whatever they are: what comes out may be printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from news import html, media_change
from news.alignment import Budget, Pair, alike, common, without_islands
from news.blocks import Block, Word, cut, words_of
from news.media_change import Shown, Side
from news.written import element, unseen, written

LABELS = {  # in the order one writes
    "title": "Judul", "summary": "Ringkasan", "body": "Isi", "lead": "Foto utama", "lead_alt": "Teks alternatif foto",
    "lead_credit": "Sumber foto", "rubric": "Rubrik", "unit": "Bidang atau unit", "parties": "Pihak terkait",
    "summary_jv": "Ringkasan Basa Jawa", "byline": "Penanda tulisan",
}  # fmt: skip
SHOWN = 3  # unchanged blocks in a row that are not folded
COUNTED = {"changed": "berubah", "added": "baru", "removed": "dihapus"}
NOTHING = mark_safe("")
Library = Mapping[int, Shown]
Matcher = Callable[[list[Block], list[Block]], list[Pair]]


@dataclass(frozen=True)
class Text:
    """What a version of an article says, as words: from an Article, one of its versions, or what somebody typed."""

    title: str = ""
    summary: str = ""
    body: str = ""
    byline: str = ""
    rubric: str = ""
    unit: str = ""
    parties: str = ""
    summary_jv: str = ""
    lead_alt: str = ""
    lead_credit: str = ""
    lead: dict | None = None  # the smallest stored size of the picture: {"name", "width", "height"}
    media: Library = field(default_factory=dict)  # what the body shows of the library


@dataclass(frozen=True)
class Change:
    """One field or one block of the body. `before` is empty when it was added, `after` when it was removed."""

    kind: str  # "same" | "changed" | "added" | "removed"
    before: SafeString  # what is gone stands in <del>
    after: SafeString  # what is new stands in <ins>
    _: KW_ONLY
    what: str = "alinea"  # or "foto", "video", "infografis", "galeri"
    how: str = ""  # what became of it, in another word than its kind says


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
        told = [f"{count} {what} {how or COUNTED[kind]}" for (kind, what, how), count in self._counted.items()]
        names = {field.name for field in self.fields} | ({"lead"} if self.picture else set())
        labels = [f"{label[0].lower()}{label[1:]}" for name, label in LABELS.items() if name in names]
        told += [f"{_listed(labels)} berubah"] if labels else []
        sentence = ", ".join(told)
        return f"{sentence[0].upper()}{sentence[1:]}."

    @property
    def _counted(self) -> Counter:
        """How many of each kind differ, in the order in which that is told: paragraphs, then media."""
        told = [
            (kind, block.what, block.how)
            for media in (False, True)
            for kind in COUNTED
            for block in self.blocks
            if block.kind == kind and (block.what != "alinea") is media
        ]
        return Counter(told)


def compare(old: Text, new: Text) -> Comparison:
    budget = Budget()
    names = [name for name in LABELS if name not in ("body", "lead")]
    fields = [_field(name, getattr(old, name), getattr(new, name), budget) for name in names]
    picture = None if _file(old) == _file(new) else (_picture(old), _picture(new))
    blocks = tuple(_body(old, new, budget))
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


def _body(before: Text, after: Text, budget: Budget) -> Iterator[Change]:
    """The blocks of both in order; what is gone comes before what is new in its place."""
    old, new = cut(html.clean(before.body)), cut(html.clean(after.body))
    i = j = 0
    for at, to in [*_matched(old, new, budget), (len(old), len(new))]:
        yield from (_only(block, "removed", "del", before.media) for block in old[i:at])
        yield from (_only(block, "added", "ins", after.media) for block in new[j:to])
        if at < len(old):
            write = _both_media if old[at].media else _both
            yield write(old[at], new[to], (before.media, after.media), budget)
        i, j = at + 1, to + 1


def _matched(old: list[Block], new: list[Block], budget: Budget) -> list[Pair]:
    """Equal blocks, and between them those that are alike. Whichever text is the older one, the same pairs."""
    ids: dict[tuple, int] = {}
    keys = [[ids.setdefault(block.key, len(ids)) for block in side] for side in (old, new)]
    if [block.key for block in new] < [block.key for block in old]:
        return [(i, j) for j, i in _pairs(new, old, keys[::-1], budget)]
    return _pairs(old, new, keys, budget)


def _pairs(old: list[Block], new: list[Block], keys: list[list[int]], budget: Budget) -> list[Pair]:
    return _between(common(keys[0], keys[1], budget), old, new, lambda one, other: _same_media(one, other, budget))


def _same_media(old: list[Block], new: list[Block], budget: Budget) -> list[Pair]:
    """Photos and galleries that are still the same ones, whatever is written below them; between them, blocks that are alike."""
    places = [[at for at, block in enumerate(side) if block.media] for side in (old, new)]
    one, other = [[Counter(block.media.ids) for block in side if block.media] for side in (old, new)]
    pairs = alike(one, other, budget) if one and other else []
    same = [(places[0][i], places[1][j]) for i, j in pairs]
    return _between(same, old, new, lambda one, other: _alike(one, other, budget))


def _alike(old: list[Block], new: list[Block], budget: Budget) -> list[Pair]:
    return alike([block.counted for block in old], [block.counted for block in new], budget)


def _between(pairs: list[Pair], old: list[Block], new: list[Block], more: Matcher) -> list[Pair]:
    """These pairs, and those that `more` finds among the blocks between them."""
    found: list[Pair] = []
    i = j = 0
    for at, to in [*pairs, (len(old), len(new))]:
        one, other = old[i:at], new[j:to]
        found += [(i + a, j + b) for a, b in more(one, other)] if one and other else []
        found += [(at, to)] if at < len(old) else []
        i, j = at + 1, to + 1
    return found


def _only(block: Block, kind: str, tag: str, shown: Library) -> Change:
    words, what = written(block.words, range(len(block.words)), tag), "alinea"
    if block.media:
        side, alt = Side(block.media, shown), words_of(block.media.alt)
        what = side.what
        drawn = media_change.figure(side, None, tag, words, written(alt, range(len(alt)), tag))
    else:
        drawn = element(block, words or _name(block, tag))
    return Change(kind, drawn, NOTHING, what=what) if kind == "removed" else Change(kind, NOTHING, drawn, what=what)


def _both(old: Block, new: Block, shown: tuple[Library, Library], budget: Budget) -> Change:
    if old.key == new.key:
        words = written(old.words, (), "del")
        return Change("same", element(old, words), element(new, words))
    before, after = _marked(old.words, new.words, budget)
    labels = ("", "") if old.within == new.within else (_name(old, "del"), _name(new, "ins"))
    return Change("changed", element(old, before, labels[0]), element(new, after, labels[1]))


def _both_media(old: Block, new: Block, shown: tuple[Library, Library], budget: Budget) -> Change:
    assert old.media
    assert new.media
    one, other = Side(old.media, shown[0]), Side(new.media, shown[1])
    captions = _marked(old.words, new.words, budget)
    alts = _marked(words_of(old.media.alt), words_of(new.media.alt), budget)
    return Change(
        "same" if old.key == new.key else "changed",
        media_change.figure(one, other, "del", captions[0], alts[0]),
        media_change.figure(other, one, "ins", captions[1], alts[1], media_change.became(one, other)),
        what=other.what,
        how="diganti" if media_change.replaced(one, other) else "",
    )


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
