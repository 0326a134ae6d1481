"""Where a line of a file of people wants to put somebody: which role, in which OPD or at which desk, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from opd import roles, terms
from opd.models import OPD, Desk, Membership, Unit
from opd.rights import Role

ROLES = {"penulis": Role.WRITER, "admin": Role.ADMIN, "admin opd": Role.ADMIN, "redaktur": Role.EDITOR}
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
YEARS = range(1990, 2100)  # what lies outside is a slip of the keyboard
ONLY_WITH_A_ROLE = ("opd", "bidang", "sejak", "sampai")


class PlaceRefused(Exception):
    """There is no such place, or nobody is put there; the message says why."""


@dataclass(frozen=True)
class Place:
    """A role to be given. `held`: this person has it already, and `hints` says what of the file is not applied."""

    role: Role
    opd: OPD | None = None
    desk: Desk | None = None
    unit: Unit | None = None
    since: date | None = None
    until: date | None = None
    held: bool = False
    hints: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.desk is not None:
            return f"Redaktur di {self.desk}"
        unit = f" ({self.unit})" if self.unit else ""
        dates = f", {terms.period(self.since, self.until)}" if self.since or self.until else ""
        return f"{self.role.label} {self.opd}{unit}{dates}"

    @property
    def key(self) -> list[int | None]:
        """Names could come to mean another place meanwhile; these do not."""
        return [one.pk if one else None for one in (self.opd, self.desk, self.unit)]

    def give(self, person) -> None:
        """A membership at once; the seats at a desk are given together, `opd.people_import`."""
        if self.opd is not None:
            since = self.since or timezone.localdate()
            roles.appoint(person, self.opd, self.role, unit=self.unit, since=since, until=self.until)


class Places:
    """All OPDs, units, desks and roles there are, read once for the whole file."""

    def __init__(self) -> None:
        self.opds = {name.casefold(): opd for opd in OPD.objects.all() for name in (opd.short_name, opd.slug)}
        self.units = {(unit.opd_id, unit.name.casefold()): unit for unit in Unit.objects.all()}
        self.desks = {desk.name.casefold(): desk for desk in Desk.objects.all()}
        held = Membership.objects.select_related("opd", "unit")
        self.held = {(one.user_id, one.opd_id, one.role): one for one in held}
        self.seated = set(Desk.members.through.objects.values_list("user_id", "desk_id"))

    def of(self, cells: dict[str, str], person) -> Place | None:
        """The place the cells name, for that person of the portal (None: a new one); None when they name no role."""
        wanted = cells["peran"].casefold()
        if not wanted:
            if filled := [column for column in ONLY_WITH_A_ROLE if cells[column]]:
                raise PlaceRefused(
                    f"Kolom {filled[0]} terisi, tetapi peran kosong. Isi perannya, atau kosongkan keduanya."
                )
            return None
        if wanted not in ROLES:
            raise PlaceRefused(f"Peran “{cells['peran'][:40]}” tidak dikenal. Tulis penulis, admin, atau redaktur.")
        role = ROLES[wanted]
        return self._seat(cells, person) if role is Role.EDITOR else self._membership(role, cells, person)

    def _seat(self, cells: dict[str, str], person) -> Place:
        if filled := [column for column in ("opd", "sejak", "sampai") if cells[column]]:
            raise PlaceRefused(f"Redaktur diangkat lewat meja redaksi. Kosongkan kolom {', '.join(filled)}.")
        desk = self.desks.get(cells["bidang"].casefold())
        if desk is None and not cells["bidang"] and len(self.desks) == 1:
            (desk,) = self.desks.values()
        if desk is None:
            raise PlaceRefused(
                "Meja redaksinya tidak ditemukan. Tulis namanya di kolom bidang, persis seperti di portal."
            )
        held = person is not None and (person.pk, desk.pk) in self.seated
        return Place(Role.EDITOR, desk=desk, held=held)

    def _membership(self, role: Role, cells: dict[str, str], person) -> Place:
        opd = self._opd(cells["opd"])
        unit = self._unit(cells["bidang"], opd)
        since, until = _day(cells, "sejak"), _day(cells, "sampai")
        there = self.held.get((person.pk, opd.pk, role.value)) if person else None
        if there is not None and there.phase != "ended":
            return Place(role, opd, held=True, hints=_not_applied(there, unit, since, until))
        offered = Membership(opd=opd, role=role.value, unit=unit, since=since or timezone.localdate(), until=until)
        roles.check(offered)
        return Place(role, opd, None, unit, since, until)

    def _opd(self, name: str) -> OPD:
        if not name:
            raise PlaceRefused("Kolom opd kosong. Tulis OPD tempat perannya berlaku.")
        if name.casefold() not in self.opds:
            raise PlaceRefused(f"OPD “{name[:40]}” tidak ada. Tulis alamat atau nama pendeknya, contoh: dinkes.")
        return self.opds[name.casefold()]

    def _unit(self, name: str, opd: OPD) -> Unit | None:
        if name and (opd.pk, name.casefold()) not in self.units:
            raise PlaceRefused(
                f"Bidang “{name[:60]}” tidak ada di {opd}. Buat dulu bidangnya, atau kosongkan kolomnya."
            )
        return self.units[opd.pk, name.casefold()] if name else None


def _day(cells: dict[str, str], column: str) -> date | None:
    if not cells[column]:
        return None
    for pattern in DATES:
        try:
            day = datetime.strptime(cells[column], pattern).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise PlaceRefused(f"Tanggal {column} “{cells[column][:20]}” tidak terbaca. Contoh: 31-01-2027.")


def _not_applied(there: Membership, unit: Unit | None, since: date | None, until: date | None) -> tuple[str, ...]:
    """What the file says differently about a role that is held already: shown, never changed from here."""
    same = (unit in (None, there.unit), since in (None, there.since), until in (None, there.until))
    names = [name for name, is_same in zip(("bidang", "sejak", "sampai"), same, strict=True) if not is_same]
    return (f"peran ini sudah ada; {', '.join(names)} tidak diubah (ubah di halaman tim)",) if names else ()
