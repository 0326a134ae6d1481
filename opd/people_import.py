"""People from a file: what each line would do, shown first; then exactly that, and nothing else."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import audit, plans
from accounts.models import User
from accounts.people import is_portal_admin, username_problem
from accounts.plans import Changed, Plan
from accounts.sheets import even
from opd import roles
from opd.import_places import Place, PlaceRefused, Places
from opd.models import OPD, Desk
from opd.people_sheet import Line, lines
from opd.roles import RoleRefused

NEW, ROLE, SAME, REFUSED = "new", "role", "same", "refused"
FIELDS = {  # of a person, by column
    "nama": "name", "nama_pengguna": "username", "email": "email", "nip": "nip", "jabatan": "position", "telepon": "phone",
}  # fmt: skip
KEYS = {"nip": "NIP", "email": "e-mail", "username": "nama pengguna"}  # what a person is known by, the surest first


@dataclass(frozen=True)
class Step:
    """What one line of the file comes to."""

    line: int
    name: str
    outcome: str
    text: str
    hints: tuple[str, ...] = ()
    person: User | None = None
    place: Place | None = None


class _No(Exception):
    """This line is refused; the message says why."""


def plan(text: str) -> Plan:
    """What the file would do now; changes nothing. SheetRefused when it cannot be read as a table."""
    known = _Known()
    steps = [known.step(line) for line in lines(text)]
    said = [
        (step.line, step.outcome, step.text, step.hints, step.person and step.person.pk, step.place and step.place.key)
        for step in steps
    ]
    return Plan(steps, plans.digest(text, said), doing=(NEW, ROLE))


def carry_out(text: str, *, shown: str, by) -> Plan:
    """Do what the plan with the digest `shown` said: all its good lines, or none. Changed when it says something else now."""
    if not is_portal_admin(by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            _lock_places(plan(text))
            now = plan(text)
            if now.digest != shown:
                raise Changed(now)
            for step in now.to_do:
                _do(step, by)
            _seat(now)
            _record(now, text)
    except (IntegrityError, RoleRefused) as meanwhile:  # somebody was quicker, between our look and our step
        raise Changed(plan(text)) from meanwhile
    return now


def _lock_places(wanted: Plan) -> None:
    """All at once and in one order: two files that name the same OPDs in another order would wait for each other."""
    places = [step.place for step in wanted.to_do if step.place]
    for model, named in ((OPD, [place.opd for place in places]), (Desk, [place.desk for place in places])):
        keys = {one.pk for one in named if one is not None}
        list(model.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _seat(done: Plan) -> None:
    """The new editors, desk by desk."""
    joining = defaultdict(list)  # type: dict[Desk, list[User]]
    for step in done.to_do:
        if step.place is not None and step.place.desk is not None and step.person is not None:
            joining[step.place.desk].append(step.person)
    for desk, people in joining.items():
        roles.join_desk_together(desk, people)


def _do(step: Step, by) -> None:
    person = step.person
    assert person is not None
    if step.outcome == NEW:
        person.set_unusable_password()
        person.is_demo = by.is_demo  # whom the demo lets in, leaves with the demo
        person.save()
        after = {name: getattr(person, name) for name in ("username", "email", "nip", "name")}
        audit.record("person.imported", person, after=after | {"line": step.line})
    if step.place is not None:
        step.place.give(person)


def _record(done: Plan, text: str) -> None:
    after = {
        "new": len(done.of(NEW)),
        "new_roles": len(done.of(ROLE)),
        "same": len(done.of(SAME)),
        "refused": len(done.of(REFUSED)),
        "people": [step.person.pk for step in done.to_do if step.person],
        "file_sha256": hashlib.sha256(even(text).encode()).hexdigest(),
    }
    audit.record("people.imported", after=after)


class _Known:
    """Who and what there is already, in the portal and in the lines above, read once for the whole file."""

    def __init__(self) -> None:
        self.places = Places()
        self.people = {key: {} for key in KEYS}  # type: dict[str, dict[str, User]]
        for person in User.objects.all():
            for key in KEYS:
                if value := getattr(person, key).lower():
                    self.people[key][value] = person
        self.above: dict[tuple, tuple[int, str]] = {}

    def step(self, line: Line) -> Step:
        name = line.cells["nama"] or line.cells["nama_pengguna"]
        try:
            return self._good(line, name[:150])
        except (_No, PlaceRefused, RoleRefused) as no:
            return Step(line.number, name[:150], REFUSED, str(no))

    def _good(self, line: Line, name: str) -> Step:
        typed = _person(line)
        keys = [(key, value) for key in KEYS if (value := getattr(typed, key).lower())]
        twice = [(key, self.above[key, value]) for key, value in keys if (key, value) in self.above]
        for key, value in keys:
            self.above.setdefault((key, value), (line.number, name))
        if line.problems:
            raise _No(". ".join(line.problems) + ".")
        if twice:
            key, (number, other) = twice[0]
            raise _No(f"{KEYS[key]} dipakai {other} (baris {number}). Satu orang, satu baris.")
        there = self._there(typed, keys)
        step = (
            Step(line.number, name, NEW, "", person=typed)
            if there is None
            else self._again(line.number, name, typed, there)
        )
        return _with_place(step, self.places.of(line.cells, there))

    def _there(self, typed: User, keys: list[tuple[str, str]]) -> User | None:
        """The one person of the portal whom this line means, or nobody."""
        found = {key: self.people[key][value] for key, value in keys if value in self.people[key]}
        if not found:
            _check_data(typed)
            return None
        whose = "; ".join(f"{KEYS[key]} milik {person}" for key, person in found.items())
        if len({person.pk for person in found.values()}) > 1:
            raise _No(f"Baris ini cocok dengan lebih dari satu orang: {whose}. Periksa datanya.")
        there = next(iter(found.values()))
        if typed.nip and there.nip and typed.nip != there.nip:
            raise _No(f"{whose}, yang NIP-nya lain. Periksa NIP-nya, atau pakai data orang yang dimaksud.")
        if set(found) == {"username"} and not _same_person(typed, there):
            raise _No(
                f"{whose}, yang nama atau e-mailnya lain. Pilih nama pengguna lain, "
                "atau isi NIP atau e-mail yang tercatat bila orangnya sama."
            )
        if not there.is_active:
            raise _No(f"Akun {there} dinonaktifkan. Aktifkan dulu di halaman orangnya.")
        return there

    def _again(self, number: int, name: str, typed: User, there: User) -> Step:
        if ("person", there.pk) in self.above:
            raise _No(f"{there} sudah ada di baris {self.above['person', there.pk][0]}. Satu orang, satu baris.")
        self.above["person", there.pk] = (number, name)
        hints = [
            f"{column} di portal tetap “{getattr(there, field) or 'kosong'}”"
            for column, field in FIELDS.items()
            if getattr(typed, field) and getattr(typed, field).lower() != getattr(there, field).lower()
        ]
        return Step(number, name, SAME, f"sudah ada ({there})", tuple(hints), there)


def _person(line: Line) -> User:
    """The person as the line describes them, not saved."""
    typed = User(**{field: line.cells[column] for column, field in FIELDS.items()})
    typed.nip = typed.nip.replace(" ", "").removeprefix("'")
    typed.phone = typed.phone.removeprefix("'")
    typed.clean()
    return typed


def _check_data(typed: User) -> None:
    """What the form of a person would say; whether somebody has the same is known already."""
    problems = []
    if not typed.name:
        problems.append("nama masih kosong.")
    if wrong_name := username_problem(typed.username):
        problems.append(wrong_name)
    if typed.nip.endswith("000"):
        problems.append("NIP berakhir 000: Excel membulatkannya. Jadikan kolom NIP Teks, lalu ketik ulang.")
    try:
        typed.clean_fields(exclude=["password", "name"] if not typed.name else ["password"])
    except ValidationError as wrong:
        columns = {field: column for column, field in FIELDS.items()}
        problems += [
            f"Kolom {columns.get(field, field)}: {' '.join(said)}" for field, said in wrong.message_dict.items()
        ]
    if problems:
        raise _No(" ".join(problems))


def _same_person(typed: User, there: User) -> bool:
    """A username alone is no proof: the name must be the same, and no address speak against it."""
    other_address = typed.email and there.email and typed.email != there.email.lower()
    return typed.name.casefold() == there.name.casefold() and not other_address


def _with_place(step: Step, place: Place | None) -> Step:
    """The step with the role that the line asks for, in words."""
    new = step.outcome == NEW
    begins = f"akun baru {step.person.username}" if new and step.person else step.text
    if place is None:
        return replace(step, text=f"{begins}, tanpa peran" if new else f"{begins}, tidak berubah")
    if place.held:
        return replace(step, text=f"{begins}, tidak berubah", hints=(*step.hints, *place.hints))
    becomes = "menjadi" if new else "akan menjadi"
    return replace(step, outcome=NEW if new else ROLE, text=f"{begins}; {becomes} {place}", place=place)
