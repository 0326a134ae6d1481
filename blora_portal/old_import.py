"""Old addresses from a CSV file: what each line would do, shown first; then exactly that, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import plans, sheets
from accounts.people import is_portal_admin
from accounts.plans import Changed, Plan
from accounts.sheets import SheetRefused
from blora_portal import old_addresses
from blora_portal.models import OldAddress

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
COLUMNS = ("alamat_lama", "alamat_baru")
ALIASES = {"lama": COLUMNS[0], "baru": COLUMNS[1], "alamat lama": COLUMNS[0], "alamat baru": COLUMNS[1]}
MOST_BYTES = 2_000_000
MOST_LINES = 10_000
SHORTENED = 120  # characters of an address that are shown


@dataclass(frozen=True)
class Step:
    """What one line of the file comes to; `text` says it, `was` is where the address led until now."""

    line: int
    outcome: str
    old: str
    new: str
    text: str = ""
    was: str = ""


def plan(text: str) -> Plan:
    """What the file would do now; changes nothing. SheetRefused when it cannot be read as a table."""
    known = _Known()
    steps = [known.step(number, cells) for number, cells in _lines(text)]
    if not steps:
        raise SheetRefused("Berkas ini hanya memuat judul kolom. Isi paling sedikit satu alamat di bawahnya.")
    said = [(step.line, step.outcome, step.old, step.new, step.text, step.was) for step in steps]
    return Plan(steps, plans.digest(text, said), doing=(NEW, CHANGED))


def carry_out(text: str, *, shown: str, by) -> Plan:
    """Do what the plan with the digest `shown` said: all its good lines, or none. Changed when it says something else now."""
    if not is_portal_admin(by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            now = plan(text)
            if now.digest != shown:
                raise Changed(now)
            _write(now)
    except IntegrityError as meanwhile:  # somebody was quicker, between our look and our step
        raise Changed(plan(text)) from meanwhile
    return now


def _write(now: Plan) -> None:
    rows = [OldAddress(path=step.old, target=step.new) for step in now.of(NEW)]
    OldAddress.objects.bulk_create(rows, batch_size=500)
    changed = {step.old: step.new for step in now.of(CHANGED)}
    there = list(OldAddress.objects.filter(path__in=changed).select_for_update())
    for row in there:
        row.target = changed[row.path]
    OldAddress.objects.bulk_update(there, ["target"], batch_size=500)
    old_addresses.settle({step.old: step.new for step in now.to_do})


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The records below the header by column, each with the number of the line it begins at."""
    found = sheets.records(text)
    _, header = next(found, (0, []))
    columns = _columns(header)
    for number, cells in islice(found, MOST_LINES):
        yield number, dict(zip(columns, [cell.strip() for cell in cells], strict=False))
    if next(found, None):
        raise SheetRefused(
            f"Berkas ini memuat lebih dari {MOST_LINES:,} alamat. Bagi menjadi beberapa berkas.".replace(",", ".")
        )


def _columns(header: list[str]) -> list[str]:
    named = [" ".join(cell.lower().split()) for cell in header]
    columns = [ALIASES.get(name, name) for name in named]
    if any(columns.count(column) != 1 for column in COLUMNS):
        raise SheetRefused(f"Baris pertama harus memuat judul kolom {' dan '.join(COLUMNS)}, masing-masing sekali.")
    return columns


class _Known:
    """What the table and the lines above say already, read once for the whole file."""

    def __init__(self) -> None:
        self.pages = old_addresses.Pages()
        self.there = dict(OldAddress.objects.values_list("path", "target"))
        self.lines: dict[str, int] = {}

    def step(self, number: int, cells: dict[str, str]) -> Step:
        typed = [cells.get(column, "") for column in COLUMNS]
        try:
            path, target = old_addresses.old(typed[0], self.pages), old_addresses.new(typed[1], self.pages)
            self._only_once(path, number)
        except ValidationError as error:
            path, target = (one[:SHORTENED] or "(kosong)" for one in typed)
            return Step(number, REFUSED, path, target, text=" ".join(error.messages))
        was = self.there.get(path, "")
        outcome = NEW if not was else SAME if was == target else CHANGED
        return Step(number, outcome, path, target, was=was)

    def _only_once(self, path: str, number: int) -> None:
        if path in self.lines:
            raise ValidationError(f"Alamat lama ini sudah ada di baris {self.lines[path]}. Hapus salah satunya.")
        self.lines[path] = number
