"""How an element looked on the page it came from: whether readers saw it, going by its attributes and inline style."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from news import styles
from news.styles import Colour

GONE = "disembunyikan dari tampilan"
OFF_SCREEN = "ditaruh di luar layar"
NO_SIZE = "dibuat tanpa ukuran"
SEE_THROUGH = "dibuat tembus pandang"
OF_THE_GROUND = "berwarna sama dengan latarnya"
BENEATH = "ditaruh di bawah lapisan lain"
LONG_STYLE = "gayanya terlalu panjang untuk diperiksa"
MOST_STYLE = 2000  # characters; what hides may stand after them, so links in a longer one are doubtful

TELLING = frozenset({"style", "hidden", "popover", "open", "class", "color", "bgcolor", "size", "width", "height"})
WHITE: Colour = (255, 255, 255, 1)
INK: Colour = (31, 26, 23, 1)
LEAST_CONTRAST = 1.3
LEAST_LETTERS = 2.0  # px
LEAST_OPACITY = 0.1
OFF, FAR_OFF = -500, 3000  # px to the left or above, to the right or below
NO_BOX = 1.0  # px
PLACES = (
    "left",
    "top",
    "right",
    "bottom",
    "inset",
    "text-indent",
    "translate",
    "transform",
    *tuple(
        f"{name}{side}"
        for name in ("margin", "inset-inline", "inset-block")
        for side in ("", "-left", "-top", "-start")
    ),
)
SIDES = ("width", "height", "max-width", "max-height", "inline-size", "block-size", "max-inline-size", "max-block-size")
CUT = re.compile(r"hidden|clip|scroll|auto")
FLAT = re.compile(
    r"\bscale(?:3d|x|y)?\(\s*+(?:0*+\.0\d*+|0++)\s*+[,)]|\brotate[xy]\(\s*-?(?:90|270)deg|\bmatrix\(\s*0\s*,\s*0\s*,\s*0\s*,\s*0\b"
)
CLIPPED = re.compile(
    r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0|ellipse\(\s*0|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?\s*(?:,\s*0(?:px|%)?\s+0(?:px|%)?\s*)*\)"
)
RECT = re.compile(r"rect\(([^()]*)\)")
CLASSES = frozenset(
    [
        "sr-only",
        "visually-hidden",
        "screen-reader-text",
        "d-none",
        "hidden",
        "hide",
        "invisible",
        "offscreen",
        "off-screen",
    ]
)
LETTERS = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0}
SHOWN_AS = re.compile(r"none|contents|block|inline|flex|grid|table|list-item|flow-root|inline-\w+|table-[\w-]+")


@dataclass(frozen=True)
class Look:
    """What an element hands on to those in it. Each of the four reasons is empty when there is none."""

    letters: float = 16.0
    colour: Colour | None = INK
    ground: Colour | None = WHITE
    visible: bool = True
    opacity: float = 1.0
    gone: str = ""  # not shown, with all that is in it
    for_the_ear: bool = False  # hidden the way in which words for screen readers are
    doubtful: str = ""  # perhaps not shown

    @property
    def unreadable(self) -> str:
        """Why words here are certainly not read."""
        if not self.visible:
            return GONE
        return NO_SIZE if self.letters < LEAST_LETTERS else ""

    @property
    def faint(self) -> str:
        """Why words here are perhaps not read."""
        if self.colour is None or self.ground is None:
            return ""
        if self.colour[3] < LEAST_OPACITY:
            return SEE_THROUGH
        like_the_ground = styles.contrast(styles.over(self.colour, self.ground), self.ground) < LEAST_CONTRAST
        return OF_THE_GROUND if like_the_ground else ""


BEFORE_ALL = Look()


def look(tag: str, given: dict[str, str], around: Look) -> Look:
    """How an element with these attributes looks inside `around`."""
    telling = tuple((name, value) for name, value in given.items() if name in TELLING)
    return _look(tag, telling, around) if telling or tag == "dialog" else around


@lru_cache(maxsize=1024)  # a text pasted from elsewhere has the same few styles in every line
def _look(tag: str, telling: tuple[tuple[str, str], ...], around: Look) -> Look:
    given = dict(telling)
    style = styles.declared(given["style"][:MOST_STYLE]) if "style" in given else {}
    shown = replace(
        around,
        letters=_letters(tag, given, style, around.letters),
        colour=_colour(given, style, around.colour),
        ground=_ground(given, style, around.ground),
        visible=_visible(style, around.visible),
        opacity=around.opacity * _opacity(style),
    )
    gone, ear = around.gone or _gone(tag, given, style, shown), ""
    if not gone:
        gone = ear = _no_box(style) or _clipped(style)
    doubtful = around.doubtful or _doubtful(given, style)
    return replace(
        shown, gone=gone, for_the_ear=bool(ear) or (around.for_the_ear and bool(around.gone)), doubtful=doubtful
    )


# --- Handed on, and taken back by an element inside ----------------------------------------------------------------
def _letters(tag: str, given: dict, style: dict, around: float) -> float:
    if tag == "font" and re.fullmatch(r"0+|-0*[5-9]\d*|-\d{2,}", given.get("size", "").strip()):
        return 0.0
    sizes = style.get("font-size", []) or [
        part.partition("/")[0] for value in style.get("font", []) for part in value.split() if part[:1].isdigit()
    ]
    found = styles.last(sizes, lambda value: _letter_size(value, around))
    return around if found is None else found


def _letter_size(value: str, around: float) -> float | None:
    if value.endswith("%"):
        part = styles.length(value)
        return None if part is None else part / styles.SCREEN * around
    return LETTERS.get(value, styles.length(value, around))


def _colour(given: dict, style: dict, around: Colour | None) -> Colour | None:
    values = style.get("-webkit-text-fill-color", []) or style.get("color", [])
    if not values:
        return styles.colour(given["color"]) or around if "color" in given else around
    if values[-1] in {"inherit", "currentcolor", "unset"}:
        return around
    return styles.last(values, styles.colour)


def _ground(given: dict, style: dict, around: Colour | None) -> Colour | None:
    values = style.get("background-color", []) + style.get("background", [])
    if any("url(" in v or "gradient(" in v or "var(" in v for v in values + style.get("background-image", [])):
        return None  # a picture: nobody knows what is behind the words
    found = styles.last(values, styles.ground) or (styles.colour(given["bgcolor"]) if "bgcolor" in given else None)
    if found is None:
        return around
    return styles.over(found, around) if around is not None or (found[3] < 1 and (around := WHITE)) else found


def _visible(style: dict, around: bool) -> bool:
    said = {"hidden": False, "collapse": False, "visible": True, "initial": True}
    found = styles.last(style.get("visibility", []), said.get)
    return around if found is None else found


def _opacity(style: dict) -> float:
    found = styles.last(style.get("opacity", []), styles.length)
    if any(value.endswith("%") for value in style.get("opacity", [])[-1:]) and found is not None:
        found = found / styles.SCREEN
    through = any(re.search(r"opacity\(\s*+0*+(?:\.0\d*+)?+%?+\s*+\)", value) for value in style.get("filter", []))
    return 0.0 if through else 1.0 if found is None else found


# --- Not taken back by anything inside -----------------------------------------------------------------------------
def _gone(tag: str, given: dict, style: dict, shown: Look) -> str:
    display = styles.last(style.get("display", []), lambda value: value if SHOWN_AS.fullmatch(value) else None)
    if display == "none" or (display is None and ("hidden" in given or "popover" in given)):
        return GONE
    if (tag == "dialog" and "open" not in given) or "hidden" in style.get("content-visibility", []):
        return GONE
    if tag == "marquee" and any(given.get(side, "").strip() in {"0", "1"} for side in ("width", "height")):
        return NO_SIZE
    if shown.opacity < LEAST_OPACITY:
        return SEE_THROUGH
    return _off_screen(style, shown.letters) or _flat(style)


def _off_screen(style: dict, em: float) -> str:
    for name in PLACES:
        found = [px for value in style.get(name, [])[-1:] for px in styles.lengths(value, em)]
        if any(px <= OFF or px >= FAR_OFF for px in found):
            return OFF_SCREEN
    return ""


def _flat(style: dict) -> str:
    flat = any(FLAT.search(value) for name in ("transform", "scale") for value in style.get(name, []))
    nothing = any(styles.length(value) == 0 for name in ("zoom", "scale") for value in style.get(name, [])[-1:])
    return NO_SIZE if flat or nothing else ""


def _no_box(style: dict) -> str:
    cut = any(CUT.search(value) for name in style if name.startswith("overflow") for value in style[name])
    if not cut:
        return ""
    for name in SIDES:
        px = styles.last(style.get(name, []), styles.length)
        if px is not None and px <= NO_BOX:
            return NO_SIZE
    return ""


def _clipped(style: dict) -> str:
    if any(CLIPPED.search(value) for value in style.get("clip-path", [])):
        return GONE
    for value in style.get("clip", []):
        for sides in RECT.findall(value):
            px = [styles.length(side) for side in re.split(r"[\s,]+", sides.strip())]
            if len(px) == 4 and None not in px and (px[1] - px[3] <= 1 or px[2] - px[0] <= 1):  # type: ignore[operator]
                return GONE
    return ""


def _doubtful(given: dict, style: dict) -> str:
    under = styles.last(style.get("z-index", []), styles.length)
    if under is not None and under < 0:
        return BENEATH
    if len(given.get("style", "")) > MOST_STYLE:
        return LONG_STYLE
    return GONE if CLASSES & set(given.get("class", "").lower().split()) else ""
