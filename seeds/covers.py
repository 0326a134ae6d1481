"""What does a news item without a photograph look like: a flat, batik-like cover in the colour of its OPD."""

from collections.abc import Callable
from io import BytesIO
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from news import drawing
from news.drawing import CREAM, INK, Path, Point, beads, half_width, leaf, mix, placed, rgb, steps, tapered
from opd.accents import ACCENTS

JPEG_QUALITY = 78


def cover(motif: str, accent: int, seed: str, size: tuple[int, int] = (1200, 800)) -> bytes:
    """Return a JPEG of `size` pixels; the same arguments give the same picture.

    Raises KeyError for a motif outside MOTIFS or an accent outside ACCENTS.
    """
    draw = _DRAWN[motif]
    sheet = Sheet(size, accent, Random(f"{motif}/{accent}/{seed}"))
    draw(sheet)
    jpeg = BytesIO()
    sheet.shrunk().save(jpeg, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return jpeg.getvalue()


class Sheet(drawing.Sheet):
    """A sheet whose tones run from cream (0) over the accent (5) to nearly ink (6)."""

    def __init__(self, size: tuple[int, int], accent: int, rng: Random) -> None:
        base = rgb(ACCENTS[accent])
        tints = [mix(CREAM, base, share) for share in (0, 0.1, 0.24, 0.45, 0.72, 1)]
        super().__init__(size, [*tints, mix(base, INK, 0.42)])
        self.rng = rng


# Shapes


def _curl(turns: float = 1.6) -> Path:
    """A tendril from the origin to the right that rolls up at its end, about 1 unit long."""
    points = [(0.0, 0.0)]
    count = 56
    for t in steps(count)[1:]:
        angle = -0.5 + turns * 2 * pi * t**2.2
        x, y = points[-1]
        points.append((x + cos(angle) * 1.9 / count * (1 - 0.62 * t), y + sin(angle) * 1.9 / count * (1 - 0.62 * t)))
    return points


def _ridge(sheet: Sheet, level: float, height: float) -> Path:
    """A soft line of hills across the sheet at `level`, up to `height` above and below it."""
    start, pace = sheet.rng.uniform(0, 2 * pi), sheet.rng.uniform(0.8, 1.25)
    line = []
    for t in steps(90):
        rise = sin(start + pace * 5 * t) * 0.7 + sin(start * 2.3 + pace * 11 * t) * 0.3
        line.append((t * sheet.width, level - height * rise))
    return line


def _down(sheet: Sheet, line: Path) -> Path:
    """The area from the line down to the lower edge."""
    return [*line, (sheet.width, 101), (0, 101)]


# Pieces shared by several motifs


def _leafy_sky(sheet: Sheet, tone: int, ink: int) -> None:
    """The portal's pattern: small teak leaves at low contrast."""
    sheet.fill(tone)
    for row in range(9):
        for column in range(int(sheet.width / 12) + 2):
            at = (column * 12 + row % 2 * 6 - 3, row * 9 + 2)
            leaf(sheet, at, -pi / 4 + row % 2 * -pi / 2, 7, (ink, ink, tone))


def _sun(sheet: Sheet, at: Point, radius: float, tone: int) -> None:
    ring = [(cos(2 * pi * t), sin(2 * pi * t)) for t in steps(120)]
    sheet.dot(at, radius, tone)
    beads(sheet, placed(ring, at, 0, radius + 2.6), 2.3, 0.5, tone)
    beads(sheet, placed(ring, at, 0, radius + 5), 3.6, 0.35, tone)


def _through_moon(sheet: Sheet, draw: Callable[[Sheet, bool], None]) -> None:
    """Draw a pattern light, then dark inside one large disc: a still point for the eye."""
    draw(sheet, False)
    light = sheet.image.copy()
    draw(sheet, True)
    mask = Image.new("L", sheet.image.size, 255)
    radius = sheet.rng.uniform(32, 37)
    x = sheet.width * sheet.rng.choice((0.3, 0.5, 0.7))
    y = sheet.rng.uniform(46, 54)
    box = [(x - radius), (y - radius), (x + radius), (y + radius)]
    ImageDraw.Draw(mask).ellipse([side * sheet.scale for side in box], fill=0)
    sheet.image.paste(light, mask=mask)
    ring = [(cos(2 * pi * t), sin(2 * pi * t)) for t in steps(180)]
    sheet.stroke(placed(ring, (x, y), 0, radius), 1.2, 0)


# The motifs


def _jati(sheet: Sheet) -> None:
    """Teak leaves, large, in alternating directions."""
    sheet.fill(1)
    step, turn = sheet.rng.uniform(33, 37), sheet.rng.uniform(-0.3, 0.3)
    schemes = [(5, 4, 1), (4, 3, 1), (6, 5, 2)]
    for row in range(-1, 5):
        for column in range(-1, int(sheet.width / step) + 2):
            at = (column * step + row % 2 * step / 2, row * step * 0.78 + 8)
            angle = -pi / 4 + turn + ((row + column) % 2) * pi / 2 + sheet.rng.uniform(-0.12, 0.12)
            _jati_sprig(sheet, at, angle, schemes[(row * 2 + column) % 3])


def _jati_sprig(sheet: Sheet, at: Point, angle: float, tones: tuple[int, int, int]) -> None:
    """One leaf with a halo of dots, its stalk end marked by three fruits."""
    length = sheet.rng.uniform(24.5, 26.5)
    stalk = placed([(-length / 2, 0)], at, angle)[0]
    edge = [(t, -half_width(t)) for t in steps(60)] + [(t, half_width(t)) for t in steps(60)[::-1]]
    halo = [(0.5 + (x - 0.5) * 1.12, y * 1.2) for x, y in edge]
    beads(sheet, placed(halo, stalk, angle, length), 1.7, 0.32, 4)
    leaf(sheet, stalk, angle, length, tones)
    for spread in (-0.5, 0, 0.5):
        fruit = placed([(-length * 0.17, 0)], stalk, angle + spread)[0]
        sheet.dot(fruit, 1.1, tones[0])


def _kawung(sheet: Sheet) -> None:
    """Four palm-fruit ovals around each crossing."""
    _through_moon(sheet, _kawung_cloth)


def _kawung_cloth(sheet: Sheet, dark: bool) -> None:
    sheet.fill(6 if dark else 1)
    step = 25.0
    for row in range(-1, 6):
        for column in range(-1, int(sheet.width / step) + 2):
            centre = (column * step, row * step)
            for quarter in range(4):
                angle = pi / 4 + quarter * pi / 2
                _kawung_seed(sheet, centre, angle, (4, 2, 6) if dark else (3, 1, 5), step)
            sheet.dot(centre, 1.7, 0 if dark else 5)
            middle = (centre[0] + step / 2, centre[1] + step / 2)
            for x, y in ((3.2, 0), (-3.2, 0), (0, 3.2), (0, -3.2), (0, 0)):
                sheet.dot((middle[0] + x, middle[1] + y), 0.8, 2 if dark else 5)


def _kawung_seed(sheet: Sheet, centre: Point, angle: float, tones: tuple[int, int, int], step: float) -> None:
    oval = [(0.5 + 0.46 * cos(2 * pi * t), 0.3 * sin(2 * pi * t)) for t in steps(36)]
    length = step * 0.7
    sheet.area(placed(oval, centre, angle, length), tones[0])
    inner = [(0.5 + (x - 0.5) * 0.74, y * 0.68) for x, y in oval]
    sheet.area(placed(inner, centre, angle, length), tones[1])
    for x in (0.36, 0.64):
        sheet.dot(placed([(x * length, 0)], centre, angle)[0], 1.2, tones[2])


def _parang(sheet: Sheet) -> None:
    """Slanting ranks of interlocking blades."""
    _through_moon(sheet, _parang_cloth)


def _parang_cloth(sheet: Sheet, dark: bool) -> None:
    tones = (6, 3, 5, 1) if dark else (1, 4, 2, 5)
    sheet.fill(tones[0])
    slant = -pi / 4
    for rank in range(-4, 5):
        middle = (sheet.width / 2 + rank * 34 * sin(-slant), 50 + rank * 34 * cos(slant))
        for blade in range(-10, 11):
            at = placed([(blade * 13, 0)], middle, slant)[0]
            _parang_blade(sheet, at, slant, tones)
        for bead in range(-24, 25):
            at = placed([(bead * 5.2, 17)], middle, slant)[0]
            sheet.area(placed([(-2, 0), (0, -1.5), (2, 0), (0, 1.5)], at, slant), tones[1])


def _parang_blade(sheet: Sheet, at: Point, slant: float, tones: tuple[int, int, int, int]) -> None:
    """A double blade, the same turned upside down: two round heads joined by a slim waist."""
    path = [(5.6 * sin(2 * pi * t) - 4.5 + 9 * t, 13 - 26 * t) for t in steps(120)]
    for tone, cut, share in ((1, 0, 1), (2, 5, 0.56)):
        body = path[cut : 121 - cut]
        round_ends = [(1 - max(0, 1 - 7 * min(t, 1 - t)) ** 2) ** 0.5 for t in steps(len(body) - 1)]
        swell = [2 + 6.8 * abs(cos(pi * t)) ** 1.3 for t in steps(len(body) - 1)]
        widths = [share * wide * end for wide, end in zip(swell, round_ends, strict=True)]
        sheet.area(placed(tapered(body, widths), at, slant), tones[tone])
    beads(sheet, placed(path[14:108], at, slant), 2.05, 0.42, tones[3])


def _sawah(sheet: Sheet) -> None:
    """Rice terraces under a low sun."""
    _leafy_sky(sheet, 1, 2)
    _sun(sheet, (sheet.width * sheet.rng.choice((0.26, 0.5, 0.74)), 26), 12, 3)
    sheet.area(_down(sheet, _ridge(sheet, 36, 6)), 3)
    start, lean = sheet.rng.uniform(0, 2 * pi), sheet.rng.choice((-1, 1))
    for number in range(9):
        level = 43 + 4.6 * number + 0.4 * number**2
        bank = _terrace(sheet, level, start + lean * number * 0.2, 3.6 + number * 0.55)
        _paddy(sheet, bank, number)


def _terrace(sheet: Sheet, level: float, start: float, height: float) -> Path:
    return [
        (t * sheet.width, level + height * sin(start + 6.4 * t) * (0.75 + 0.25 * sin(start / 2 + 3 * t)))
        for t in steps(100)
    ]


def _paddy(sheet: Sheet, bank: Path, number: int) -> None:
    """One terrace: its bank, its water or its rows of seedlings."""
    sheet.area(_down(sheet, bank), 1)
    field = [(x, y + 0.7 + number * 0.06) for x, y in bank]
    planted = number % 3 != 1
    sheet.area(_down(sheet, field), (5, 3, 4)[number % 3])
    size = 1.1 + number * 0.17
    for x, y in field[number % 2 :: 2]:
        if planted:
            for lean in (-0.5, 0, 0.5):
                sheet.stroke([(x, y + size * 2.1), (x + lean * size, y + size * 0.7)], 0.24 + number * 0.03, 2)
    if not planted:
        beads(sheet, [(x, y + size * 1.5) for x, y in field], 3.2, 0.4, 1)


def _pompa(sheet: Sheet) -> None:
    """A nodding oil pump before the evening sun."""
    _leafy_sky(sheet, 1, 2)
    mirrored = sheet.rng.choice((-1, 1))
    middle = sheet.width / 2
    _sun(sheet, (middle + mirrored * sheet.rng.uniform(-14, 4), 44), 27, 3)
    sheet.area(_down(sheet, _ridge(sheet, 76, 4)), 4)
    sheet.area(_down(sheet, _ridge(sheet, 84, 1.2)), 6)
    _pump(sheet, (middle, 84), mirrored, sheet.rng.uniform(-0.2, 0.16))
    for row in range(3):
        dots = [(x, y + 5 + row * 4) for x, y in _ridge(sheet, 86, 0.8)]
        beads(sheet, dots, 4 + row, 0.45, 3)


def _pump(sheet: Sheet, foot: Point, mirrored: int, nod: float) -> None:
    def at(path: Path) -> Path:
        return [(foot[0] + mirrored * x, foot[1] + y) for x, y in path]

    beam = placed([(-27, 0), (25, 0)], (0, -48), nod)
    head, tail = beam[1], beam[0]
    sheet.stroke(at([(-10, 0), (0, -48), (10, 0)]), 2.4, 6)
    for half, height in ((7.0, -14.0), (4.2, -28.0)):
        sheet.stroke(at([(-half, height), (half, height)]), 2.4, 6)
    sheet.area(at(tapered([tail, (0, -48), head], [3.2, 5.6, 3.6])), 6)
    sheet.dot(at([(0, -48)])[0], 3.2, 6)
    sheet.dot(at([(0, -48)])[0], 1.3, 2)
    _horse_head(sheet, at, head, nod)
    _crank(sheet, at, tail)
    sheet.area(at([(-42, 0), (-42, -3), (18, -3), (18, 0)]), 6)


def _horse_head(sheet: Sheet, at: Callable[[Path], Path], head: Point, nod: float) -> None:
    """The curved head of the beam, the polished rod below it and the well."""
    rim = [(9 * cos(angle) - 3, 12 * sin(angle)) for angle in (-1.15 + 2.3 * t for t in steps(24))]
    sheet.area(at(placed([(-5, -3), *rim, (-5, 4)], head, nod)), 6)
    rod = head[0] + 5.6
    sheet.stroke(at([(rod, head[1]), (rod, -4)]), 0.8, 6)
    for half, top, bottom in ((1.7, -10, 0), (2.6, -11.4, -9.8), (3.2, -5.6, -3.8), (4, -1.6, 1)):
        sheet.area(at([(rod - half, bottom), (rod - half, top), (rod + half, top), (rod + half, bottom)]), 6)


def _crank(sheet: Sheet, at: Callable[[Path], Path], tail: Point) -> None:
    """The gear box with its counterweight, tied to the beam by the pitman arm."""
    axle = (-27.0, -15.0)
    pin = placed([(8, 0)], axle, -0.9)[0]
    sheet.area(at([(-34, 0), (-31.5, -13), (-22.5, -13), (-20, 0)]), 6)
    sheet.stroke(at([pin, tail]), 1.7, 6)
    weight = placed([(-13, -5), (-9, -7), (-4, -3.4), (9, -2), (9, 2), (-4, 3.4), (-9, 7), (-13, 5)], axle, -0.9)
    sheet.area(at(weight), 6)
    sheet.dot(at([axle])[0], 1.4, 2)
    sheet.dot(at([pin])[0], 1.1, 2)


def _barongan(sheet: Sheet) -> None:
    """The mane of the barongan: rings of curls around a still centre."""
    sheet.fill(6)
    centre = (sheet.width * sheet.rng.choice((0.32, 0.5, 0.68)), sheet.rng.uniform(48, 58))
    hand = sheet.rng.choice((-1, 1))
    for ring, (radius, count, length, tone) in enumerate(
        [(112, 34, 52, 4), (80, 29, 42, 5), (53, 24, 33, 3), (31, 17, 26, 5), (13, 11, 20, 2)]
    ):
        for number in range(count):
            _mane_curl(sheet, centre, 2 * pi * (number + ring / 2) / count, (radius, length, hand, tone))
    sheet.dot(centre, 13, 6)
    _sun(sheet, centre, 6, 1)
    sheet.dot(centre, 2.6, 5)


def _mane_curl(sheet: Sheet, centre: Point, angle: float, shape: tuple[float, float, int, int]) -> None:
    radius, length, hand, tone = shape
    root = placed([(radius, 0)], centre, angle)[0]
    path = [(x, hand * y) for x, y in _curl(1.4)]
    widths = [0.02 + 0.31 * (min(t, 0.25) * 4) ** 0.7 * (1 - t) ** 0.9 for t in steps(len(path) - 1)]
    edge = [width + 0.06 for width in widths]
    sheet.area(placed(tapered(path, edge), root, angle, length), 6)
    sheet.area(placed(tapered(path, widths), root, angle, length), tone)
    vein = placed(path[6:40], root, angle, length)
    beads(sheet, vein, length * 0.06, length * 0.012, 6 if tone < 4 else 2)


def _air(sheet: Sheet) -> None:
    """Waves in ranks, each with its echo lines."""
    _leafy_sky(sheet, 1, 2)
    _sun(sheet, (sheet.width * sheet.rng.uniform(0.3, 0.7), 34), 17, 3)
    start = sheet.rng.uniform(0, 40)
    for number in range(7):
        level = 40 + number * 10.5
        long = 26 + number * 2.2
        crest = [
            (x / 2 - 4, level + _swell(x / 2 + start + number * long / 2, long))
            for x in range(int(sheet.width * 2) + 20)
        ]
        _wave(sheet, crest, number)


def _swell(x: float, long: float) -> float:
    """Height of a cycloid-like wave: broad troughs, rounded crests."""
    return -long * 0.16 * float(abs(sin(pi * x / long)) ** 1.5)


def _wave(sheet: Sheet, crest: Path, number: int) -> None:
    body = (3, 4, 5)[number % 3]
    line = 1 if body != 3 else 5
    sheet.area(_down(sheet, [(x, y - 0.9) for x, y in crest]), 0)
    sheet.area([*crest, (sheet.width + 5, 101), (-5, 101)], body)
    for echo, width in ((2.4, 0.55), (4.4, 0.35)):
        sheet.stroke([(x, y + echo) for x, y in crest], width, line)
    beads(sheet, [(x, y + 6.8) for x, y in crest], 2.4, 0.42, line)


def _gunung(sheet: Sheet) -> None:
    """Hills one behind the other, teak trees on the nearer ridges."""
    _leafy_sky(sheet, 1, 2)
    _sun(sheet, (sheet.width * sheet.rng.choice((0.24, 0.42, 0.7)), 27), 13, 3)
    for tone, level, height in ((2, 44, 11), (3, 55, 9), (4, 68, 8), (5, 80, 6), (6, 93, 4)):
        ridge = _ridge(sheet, level, height)
        if tone in (4, 5):
            _trees(sheet, ridge, tone)
        sheet.area(_down(sheet, ridge), tone)
        for row in range(2):
            beads(sheet, [(x, y + 3 + row * 2.6) for x, y in ridge], 2.4 + row, 0.36, tone - 1 if tone > 2 else 1)


def _trees(sheet: Sheet, ridge: Path, tone: int) -> None:
    """Upright teak trees in loose groups along the ridge."""
    size = 9 if tone == 4 else 13
    place = sheet.rng.randint(2, 8)
    while place < len(ridge) - 2:
        x, y = ridge[place]
        height = size * sheet.rng.uniform(0.8, 1.15)
        sheet.stroke([(x, y + 1), (x, y - height * 0.5)], 0.6, tone)
        leaf(sheet, (x, y - height * 0.3), -pi / 2, height, (tone, tone, tone - 1))
        place += sheet.rng.choice((4, 5, 6, 16))


_DRAWN: dict[str, Callable[[Sheet], None]] = {
    "jati": _jati,
    "kawung": _kawung,
    "parang": _parang,
    "sawah": _sawah,
    "pompa": _pompa,
    "barongan": _barongan,
    "air": _air,
    "gunung": _gunung,
}
MOTIFS: tuple[str, ...] = tuple(_DRAWN)
