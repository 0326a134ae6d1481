"""Where pictures, videos and galleries stand in a text: placeholders that name what belongs to the library, found and filled.

    <figure data-media="12" data-size="half" data-alt="…"><figcaption>Keterangan</figcaption></figure>

Several ids are a gallery in that order. All of it is asked of HTML as `html.clean` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from html import unescape

from accounts.words import line
from news.refusals import Refused

FULL, HALF, ALBUM = "full", "half", "album"
MEDIA, SIZE, ALT = "data-media", "data-size", "data-alt"
MOST_ALT = 300  # characters
MOST_INSERTS = 60  # in one text
MOST_IN_ONE = 40  # pictures of a gallery
TOO_MANY = (
    f"Isi berita ini memuat lebih dari {MOST_INSERTS} foto, video, atau galeri. "
    "Kumpulkan beberapa foto menjadi satu galeri, lalu simpan lagi."
)
TOO_LONG = f"Ada galeri dengan lebih dari {MOST_IN_ONE} foto. Bagi menjadi dua galeri, lalu simpan lagi."

# Words hold no `<` once they are cleaned, so a tag begins at each of them; what stands in quotes does not end it.
TAG = re.compile(r'<(/?)([a-z][a-z0-9]*+)((?:[^<>"]|"[^"]*+")*+)>')
ATTRIBUTE = re.compile(r'([a-z-]++)="([^"]*+)"')
SOME_IDS = re.compile(r"[1-9][0-9]{0,17}(?: [1-9][0-9]{0,17})*+")


@dataclass(frozen=True)
class Insert:
    """One placeholder. `alt` is empty when nothing is said here; `start` to `end` is its opening tag in the text."""

    ids: tuple[int, ...]
    size: str
    alt: str
    start: int
    end: int
    lang: str = ""

    @property
    def is_gallery(self) -> bool:
        return len(self.ids) > 1


def valid(name: str, value: str) -> str | None:
    """What stays of an attribute of a `figure`: its value as it may stand, or None when it may not."""
    if name == MEDIA:
        return value if SOME_IDS.fullmatch(value) and _each_once(value) else None
    if name == SIZE:
        return value if value in {FULL, HALF} else None
    return line(line(value)[:MOST_ALT]) or None if name == ALT else value


def settled(cleaned: str) -> str:
    """The text without what says nothing: a size where there is no picture, words on a gallery, a link around a picture.

    Readers open what is in a picture, and there is no link in a link.
    """
    if "data-" not in cleaned:
        return cleaned
    pieces, last = [], 0
    links = _links_around_pictures(cleaned) if "<a" in cleaned else frozenset()
    for tag in TAG.finditer(cleaned):
        written = "" if tag.start() in links else _settled(tag) if tag[2] == "figure" else tag[0]
        if written != tag[0]:
            pieces += [cleaned[last : tag.start()], written]
            last = tag.end()
    return "".join([*pieces, cleaned[last:]])


def found(body: str) -> list[Insert]:
    """All of them, in order."""
    return [insert for tag in _figures(body) if (insert := _read(tag))]


def ids(body: str) -> tuple[int, ...]:
    """Everything of the library that the text names, in order, each once."""
    return tuple(dict.fromkeys(one for insert in found(body) for one in insert.ids))


def check(body: str) -> None:
    """Refuse what no page could show and no reader would look through."""
    inserts = found(body)
    if len(inserts) > MOST_INSERTS:
        raise Refused(TOO_MANY)
    if any(len(insert.ids) > MOST_IN_ONE for insert in inserts):
        raise Refused(TOO_LONG)


def without(body: str, ids: Collection[int]) -> str:
    """The text without these: a gallery keeps its others, a picture goes with its caption.

    Where more stands in the figure than a caption, only the picture goes.
    """
    for insert in reversed(found(body)):  # from the end, so that the places of those before stay right
        left = tuple(one for one in insert.ids if one not in ids)
        if left == insert.ids:
            continue
        if left:
            body = f"{body[: insert.start]}{written(replace(insert, ids=left))}{body[insert.end :]}"
        else:
            body = _taken_out(body, insert)
    return body


def expanded(body: str, show: Callable[[Insert], str]) -> str:
    """The text with what `show` makes of each right after its opening tag, and everything else as it was.

    `show` gives whole elements. Marks around words may stand in the text already.
    """
    pieces, last = [], 0
    for insert in found(body):
        name = ALBUM if insert.is_gallery else insert.size
        lang = f' lang="{insert.lang}"' if insert.lang else ""
        pieces += [body[last : insert.start], f'<figure class="figure figure--{name}"{lang}>', show(insert)]
        last = insert.end
    return "".join([*pieces, body[last:]])


def written(insert: Insert) -> str:
    """Its opening tag."""
    given = {
        MEDIA: " ".join(map(str, insert.ids)),
        SIZE: insert.size if insert.size != FULL else "",
        "lang": insert.lang,
    }
    given[ALT] = insert.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    return "<figure" + "".join(f' {name}="{value}"' for name, value in given.items() if value) + ">"


def _figures(body: str) -> Iterator[re.Match]:
    if MEDIA in body:
        yield from (tag for tag in TAG.finditer(body) if tag[2] == "figure" and not tag[1])


def _read(tag: re.Match) -> Insert | None:
    given = dict(ATTRIBUTE.findall(tag[3]))
    if valid(MEDIA, given.get(MEDIA, "")) is None:
        return None
    ids = tuple(map(int, given[MEDIA].split(" ")))
    size, alt = valid(SIZE, given.get(SIZE, "")) or FULL, valid(ALT, unescape(given.get(ALT, ""))) or ""
    return Insert(ids, size, alt, tag.start(), tag.end(), given.get("lang", ""))


def _each_once(ids: str) -> bool:
    each = ids.split(" ")
    return len(set(each)) == len(each)


def _settled(tag: re.Match) -> str:
    insert = None if tag[1] else _read(tag)
    idle = () if insert and not insert.is_gallery else (SIZE, ALT)
    if not any(name in tag[3] for name in idle):
        return tag[0]
    given = [f' {name}="{value}"' for name, value in ATTRIBUTE.findall(tag[3]) if name not in idle]
    return f"<figure{''.join(given)}>"


def _links_around_pictures(cleaned: str) -> frozenset[int]:
    """Where the tags of those links begin."""
    open_: list[int] = []
    around: set[int] = set()
    for tag in TAG.finditer(cleaned):
        if tag[2] == "figure" and not tag[1] and _read(tag):
            around.update(open_)
        elif tag[2] == "a" and not tag[1]:
            open_.append(tag.start())
        elif tag[2] == "a" and open_ and open_.pop() in around:
            around.add(tag.start())
    return frozenset(around)


def _taken_out(body: str, insert: Insert) -> str:
    before, inside = body[: insert.start], body[insert.end :]
    caption = re.match(
        r"\s*(?:<figcaption\b(?:[^<>\"]|\"[^\"]*+\")*+>(?P<words>.*?)</figcaption>\s*)?</figure>", inside, re.DOTALL
    )
    if caption and not re.search(r"<(?:figure|figcaption)\b", caption["words"] or ""):
        return before + inside[caption.end() :]
    lang = f' lang="{insert.lang}"' if insert.lang else ""
    return f"{before}<figure{lang}>{inside}"
