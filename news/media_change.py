"""How a photo, a video or a gallery is shown beside its other version: small pictures, and in words what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from news.blocks import Media

NOTHING = mark_safe("")
SIZES = {"full": "lebar penuh", "half": "setengah lebar"}
GALLERY = "Galeri"
GONE = "Media ini tidak ada lagi, atau tidak boleh dipakai OPD ini."


@dataclass(frozen=True)
class Shown:
    """What the desk shows of one asset: its kind (`Foto`) and title, and a small picture of it when there is one."""

    kind: str
    title: str
    address: str = ""
    width: int = 0
    height: int = 0


class Side(NamedTuple):
    """What stands on one side, and what is known of the media there."""

    media: Media
    shown: Mapping[int, Shown]

    @property
    def what(self) -> str:
        """`foto`, `video`, `infografis`, `galeri`."""
        return self.name.lower()

    @property
    def name(self) -> str:
        if len(self.media.ids) > 1:
            return GALLERY
        one = self.shown.get(self.media.ids[0])
        return one.kind if one else "Foto"


def name_of(side: Side, other: Side | None, tag: str) -> SafeString:
    """`Foto, setengah lebar`, what of it differs from the other side in `<del>` or `<ins>`."""
    size = SIZES[side.media.size]
    pieces = [(side.name, other is None or side.name != other.name)]
    if len(side.media.ids) > 1:
        pieces.append((f"{len(side.media.ids)} foto", other is None))
    if side.media.size != "full" or (other and side.media.size != other.media.size):
        pieces.append((size, other is None or side.media.size != other.media.size))
    return format_html_join(", ", "{}", [(_tagged(word, tag, marked=marked),) for word, marked in pieces])


def figure(side: Side, other: Side | None, tag: str, caption: SafeString, alt: SafeString, how: str = "") -> SafeString:
    """One side as a small figure; `caption` and `alt` are marked already, `how` says what became of it."""
    gone = set(side.media.ids) - set(other.media.ids if other else ())
    below = format_html('<figcaption class="compare__caption">{}</figcaption>', caption) if caption else NOTHING
    told = format_html('<span class="compare__kind">Teks alternatif: {}</span>', alt) if alt else NOTHING
    became_ = format_html(": <ins>{}</ins>", how) if how else NOTHING
    return format_html(
        '<figure class="compare__media"><span class="compare__kind">{}{}</span>{}{}{}</figure>',
        name_of(side, other, tag), became_, pictures(side, gone, tag), below, told,
    )  # fmt: skip


def replaced(old: Side, new: Side) -> bool:
    """One single thing for another."""
    return len(old.media.ids) == len(new.media.ids) == 1 and old.media.ids != new.media.ids


def became(old: Side, new: Side) -> str:
    """`2 foto baru, 1 foto dihapus, urutan berubah`, or `diganti`; empty when the same are shown in the same order."""
    if replaced(old, new):
        return "diganti"
    before, after = old.media.ids, new.media.ids
    added, removed = set(after) - set(before), set(before) - set(after)
    stayed = [[one for one in ids if one in set(before) & set(after)] for ids in (before, after)]
    told = [f"{len(added)} foto baru"] if added else []
    told += [f"{len(removed)} foto dihapus"] if removed else []
    told += ["urutan berubah"] if stayed[0] != stayed[1] else []
    return ", ".join(told)


def pictures(side: Side, marked: Iterable[int], tag: str) -> SafeString:
    """All that it shows, small and in order; those at `marked` within `<del>` or `<ins>`."""
    marked = frozenset(marked)
    drawn = [(_tagged(_picture(side.shown.get(one)), tag, marked=one in marked),) for one in side.media.ids]
    return format_html('<span class="compare__thumbs">{}</span>', format_html_join("", "{}", drawn))


def _picture(shown: Shown | None) -> SafeString:
    if shown is None:
        return format_html('<span class="compare__kind">{}</span>', GONE)
    if not shown.address:
        return format_html('<span class="compare__kind">{}</span>', shown.title)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        shown.address, shown.width, shown.height, shown.title,
    )  # fmt: skip


def _tagged(words: SafeString | str, tag: str, *, marked: bool) -> SafeString:
    opening, closing = mark_safe(f"<{tag}>"), mark_safe(f"</{tag}>")  # noqa: S308  del or ins
    return format_html("{}{}{}", opening, words, closing) if marked else format_html("{}", words)
