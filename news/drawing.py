"""How the portal draws a flat picture by itself: shapes on a sheet, and the teak leaf that is its motif."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Path = list[Point]

CREAM: Colour = (250, 247, 242)
INK: Colour = (31, 26, 23)
OVERSAMPLING = 3


class Sheet:
    """A canvas 100 units high, as wide as `size` in pixels asks; colours are named by their place in `tones`."""

    def __init__(self, size: tuple[int, int], tones: Sequence[Colour]) -> None:
        self.size = size
        self.tones = tones
        self.scale = size[1] * OVERSAMPLING / 100
        self.width = 100 * size[0] / size[1]
        self.image = Image.new("RGB", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING))
        self.pen = ImageDraw.Draw(self.image)

    def fill(self, tone: int) -> None:
        self.pen.rectangle((0, 0, *self.image.size), fill=self.tones[tone])

    def area(self, path: Path, tone: int) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in path], fill=self.tones[tone])

    def dot(self, at: Point, radius: float, tone: int) -> None:
        x, y = at
        box = [(x - radius), (y - radius), (x + radius), (y + radius)]
        self.pen.ellipse([side * self.scale for side in box], fill=self.tones[tone])

    def stroke(self, path: Path, width: float, tone: int) -> None:
        pixels = [(x * self.scale, y * self.scale) for x, y in path]
        self.pen.line(pixels, self.tones[tone], max(1, round(width * self.scale)), joint="curve")

    def shrunk(self) -> Image.Image:
        """The picture at its size, its edges made smooth."""
        return self.image.resize(self.size, Image.Resampling.BOX)


# Colours


def rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21, as WCAG 2.2 measures it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Paths


def steps(count: int) -> list[float]:
    """`count` + 1 numbers evenly from 0 to 1."""
    return [step / count for step in range(count + 1)]


def placed(path: Path, at: Point, angle: float = 0, size: float = 1) -> Path:
    """Turn the path by `angle` radians, enlarge it and move it to `at`."""
    across, up = size * cos(angle), size * sin(angle)
    return [(at[0] + x * across - y * up, at[1] + x * up + y * across) for x, y in path]


def tapered(path: Path, widths: list[float]) -> Path:
    """The outline of a brush stroke along the path, with its full width given at each point."""
    left, right = [], []
    for index, ((x, y), width) in enumerate(zip(path, widths, strict=True)):
        before, after = path[max(index - 1, 0)], path[min(index + 1, len(path) - 1)]
        angle = atan2(after[1] - before[1], after[0] - before[0])
        across = (-sin(angle) * width / 2, cos(angle) * width / 2)
        left.append((x + across[0], y + across[1]))
        right.append((x - across[0], y - across[1]))
    return left + right[::-1]


# Pieces


def half_width(t: float) -> float:
    """How far a teak leaf of length 1 reaches to each side at `t` from its stalk."""
    return 0.36 * float(sin(pi * t**0.82) ** 0.8) * (1 - 0.25 * t) + 0.008 * sin(t * 40) * (1 - t)


def leaf(sheet: Sheet, at: Point, angle: float, length: float, tones: tuple[int, int, int]) -> None:
    """A teak leaf from its stalk at `at`; tones of one half, the other half, and the veins."""
    upper = [(t, -half_width(t)) for t in steps(40)]
    lower = [(t, half_width(t)) for t in steps(40)]
    for half, tone in zip((upper, lower), tones, strict=False):
        sheet.area(placed([*half, (1, 0), (0, 0)], at, angle, length), tone)
    for t in (0.14, 0.27, 0.4, 0.53, 0.66, 0.79):
        for side in (-1, 1):
            reach = min(half_width(t), half_width(t + 0.13)) * 0.86
            vein = [(t, 0), (t + 0.05, side * reach * 0.5), (t + 0.09, side * reach * 0.78), (t + 0.14, side * reach)]
            sheet.stroke(placed(vein, at, angle, length), length * 0.011, tones[2])
    rib = [(-0.16, 0.02), (0.0, 0.0), (0.5, 0.0), (0.97, 0.0)]
    sheet.area(placed(tapered(rib, [0.035, 0.03, 0.02, 0.006]), at, angle, length), tones[2])


def beads(sheet: Sheet, path: Path, gap: float, radius: float, tone: int) -> None:
    """Cecek, the fine dots of batik, along the path and `gap` apart."""
    left = 0.0
    for (ax, ay), (bx, by) in pairwise(path):
        length = hypot(bx - ax, by - ay)
        while left < length:
            share = left / length
            sheet.dot((ax + (bx - ax) * share, ay + (by - ay) * share), radius, tone)
            left += gap
        left -= length
