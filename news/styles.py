"""What an inline style says: its declarations, lengths and colours, read as a browser reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TypeVar

from PIL import ImageColor

Colour = tuple[float, float, float, float]  # red, green, blue of 255, and how dense it is, of 1
T = TypeVar("T")

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
STRING = re.compile(r""""(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?""", re.DOTALL)
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n\r\f]?|\\([^\n])")
IMPORTANT = re.compile(r"!\s*important\s*\Z")
NUMBER = r"[+-]?(?:\d++\.?+\d*+|\.\d++)(?:e[+-]?\d++)?+"  # takes no digit back: a megabyte of them is read once
LENGTH = re.compile(rf"({NUMBER})(%|[a-z]*)")
WITHIN = re.compile(rf"(?<![\w.#-])({NUMBER})(%|[a-z]+)")
HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
FUNCTION = re.compile(r"(rgba?|hsla?|(?:ok)?lab|(?:ok)?lch)\(([^()]*)\)")
COLOUR_AT = re.compile(r"#[0-9a-f]{3,8}\b|[a-z]+\([^()]*\)|[a-z]+")

EM, SCREEN = 16.0, 600.0  # px; per cent of a page that nobody has measured count as of a phone in landscape
UNITS = {
    **{"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": EM},
    **{"%": SCREEN / 100, "vw": SCREEN / 100, "vh": 8, "vmin": SCREEN / 100, "vmax": 8, "ex": 8, "ch": 8},
}


def declared(style: str) -> dict[str, list[str]]:
    """The values of each property in the order in which a browser prefers them, the one it takes last."""
    text = STRING.sub("s", COMMENT.sub(" ", style))
    text = ESCAPE.sub(_character, text).lower()
    plain: dict[str, list[str]] = {}
    strong: dict[str, list[str]] = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            value, important = IMPORTANT.subn("", value.strip())
            (strong if important else plain).setdefault(name.strip(), []).append(value.strip())
    return {name: plain.get(name, []) + strong.get(name, []) for name in plain | strong}


def last(values: list[str], read: Callable[[str], T | None]) -> T | None:
    """What the last value says that can be read at all: browsers pass over the others."""
    return next((said for value in reversed(values) if (said := read(value)) is not None), None)


def length(value: str, em: float = EM) -> float | None:
    """In px. Of a calculation its smallest part counts, so that what is hidden by one is not overlooked."""
    if "(" in value:
        return min(lengths(value, em), default=None)
    found = LENGTH.fullmatch(value.strip())
    return _px(found[1], found[2], em) if found else None


def lengths(value: str, em: float = EM) -> list[float]:
    """Every length in a value: of `margin: 0 0 0 -9999px`, of `translate(-100vw, 0)`."""
    return [_px(number, unit, em) for number, unit in WITHIN.findall(value)]


def colour(value: str) -> Colour | None:
    """None for one that is not known here (a variable, the name of a class of its own)."""
    value = value.strip().lower()
    if value == "transparent":
        return (0, 0, 0, 0)
    named = ImageColor.colormap.get(value)
    if named is not None:
        value = named if isinstance(named, str) else "#{:02x}{:02x}{:02x}".format(*named)
    if found := HEX.fullmatch(value):
        return _from_hex(found[1])
    if found := FUNCTION.fullmatch(value):
        return _from_function(found[1], re.findall(rf"({NUMBER})(%|[a-z]*)", found[2]))
    return None


def ground(value: str) -> Colour | None:
    """The colour in `background: #fff no-repeat`; None where there is none."""
    return next((found for part in COLOUR_AT.findall(value) if (found := colour(part)) is not None), None)


def over(above: Colour, below: Colour) -> Colour:
    """What one sees of a colour that lies, perhaps thinly, over another."""
    dense = above[3]
    red, green, blue = (above[i] * dense + below[i] * (1 - dense) for i in range(3))
    return (red, green, blue, 1)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def _light(of: Colour) -> float:
    parts = [part / 255 for part in of[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _character(escape: re.Match) -> str:
    if escape[2]:
        return escape[2]
    number = int(escape[1], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def _px(number: str, unit: str, em: float) -> float:
    return max(-1e9, min(1e9, float(number))) * (em if unit == "em" else UNITS.get(unit, 1))


def _from_hex(digits: str) -> Colour:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return (red, green, blue, int(digits[6:8] or "ff", 16) / 255)


def _from_function(name: str, parts: list[tuple[str, str]]) -> Colour | None:
    if len(parts) < 3:
        return None
    numbers = [float(number) for number, _ in parts]
    if not all(map(math.isfinite, numbers)):
        return None
    dense = (numbers[3] / 100 if parts[3][1] == "%" else numbers[3]) if len(parts) > 3 else 1.0
    if name.startswith("rgb"):
        red, green, blue = (n * 2.55 if unit == "%" else n for n, (_, unit) in zip(numbers, parts[:3], strict=False))
    elif name.startswith("hsl"):
        red, green, blue = _from_hsl(*numbers[:3])
    else:  # what counts here is how light it is, and that is the first number of all four
        of = 1.0 if name.startswith("ok") and parts[0][1] != "%" else 100.0
        red = green = blue = 255 * numbers[0] / of
    return (_byte(red), _byte(green), _byte(blue), max(0.0, min(1.0, dense)))


def _from_hsl(hue: float, saturation: float, lightness: float) -> tuple[int, ...]:
    whole = f"hsl({hue % 360:.0f},{_percent(saturation)}%,{_percent(lightness)}%)"
    return ImageColor.getrgb(whole)[:3]


def _percent(number: float) -> int:
    return round(max(0.0, min(100.0, number)))


def _byte(number: float) -> float:
    return max(0.0, min(255.0, number))
