"""What each action of the audit trail is called, in the words of the office."""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format

# In the order of the list's filter. A word is `group.what`; a test reads the code for words that are missing here.
GROUPS = {
    "role": "Peran dan tim",
    "invitation": "Undangan",
    "duty": "Serah terima tugas",
    "desk": "Meja redaksi",
    "opd": "OPD",
    "person": "Data orang",
    "people": "Impor orang",
    "account": "Akun",
    "password": "Kata sandi",
    "factor": "Pengaman kedua",
    "session": "Sesi masuk",
    "content": "Isi berita",
    "trail": "Jejak audit",
}

ACTIONS = {
    "role.given": "Peran diberikan",
    "role.changed": "Peran diubah",
    "role.ended": "Peran diakhiri",
    "invitation.sent": "Undangan dikirim",
    "invitation.sent_again": "Undangan dikirim ulang",
    "invitation.accepted": "Undangan diterima",
    "invitation.revoked": "Undangan dibatalkan",
    "duty.handed_over": "Tugas diserahterimakan",
    "desk.created": "Meja redaksi dibuat",
    "desk.changed": "Meja redaksi diubah",
    "opd.created": "OPD dibuat",
    "opd.changed": "OPD diubah",
    "opd.closed": "OPD dinonaktifkan",
    "opd.opened": "OPD diaktifkan kembali",
    "person.created": "Akun orang dibuat",
    "person.imported": "Akun orang dibuat dari berkas",
    "people.imported": "Berkas orang dijalankan",
    "person.changed": "Data orang diubah",
    "account.switched_off": "Akun dinonaktifkan",
    "account.switched_on": "Akun diaktifkan kembali",
    "password.changed": "Kata sandi diganti",
    "password.link_made": "Tautan kata sandi dibuat",
    "factor.added": "Pengaman kedua dipasang",
    "factor.removed": "Pengaman kedua dilepas",
    "factor.codes_renewed": "Kode cadangan dibuat ulang",
    "factor.reset": "Pengaman kedua dihapus oleh pengelola",
    "session.ended": "Satu sesi dikeluarkan",
    "session.ended_all": "Semua sesi dikeluarkan",
    "content.hidden_links": "Tautan tersembunyi dibuang",
    "content.pinned": "Berita dipasang di puncak beranda",
    "content.unpinned": "Berita dilepas dari puncak beranda",
    "content.pin_moved": "Urutan di puncak beranda diubah",
    "trail.forgotten": "Catatan lama dihapus menurut masa simpan",
}


def label(action: str) -> str:
    """The action as people say it; a word without a label is shown as it was written."""
    return ACTIONS.get(action, action)


def group(action: str) -> str:
    name = action.partition(".")[0]
    return GROUPS.get(name, name)


# The keys of `before` and `after`, and what stands behind them. A key without a label is shown as it was written.
FIELDS = {
    "name": "Nama",
    "username": "Nama pengguna",
    "email": "E-mail",
    "nip": "NIP",
    "phone": "Telepon",
    "position": "Jabatan",
    "is_superuser": "Pengelola portal",
    "active": "Aktif",
    "role": "Peran",
    "rights": "Hak",
    "opd": "OPD",
    "opds": "OPD",
    "all_opds": "Semua OPD",
    "unit": "Bidang atau unit",
    "desk": "Meja redaksi",
    "members": "Redaktur",
    "since": "Sejak",
    "until": "Sampai",
    "acting": "Pelaksana tugas",
    "successor": "Penerus",
    "invited_by": "Diundang oleh",
    "keeper": "Pemegang naskah",
    "roles": "Peran",
    "article_count": "Jumlah naskah",
    "articles": "Nomor naskah",
    "invitations_passed": "Undangan yang dialihkan",
    "invitations_revoked": "Undangan yang dibatalkan",
    "count": "Jumlah",
    "hosts": "Situs",
    "line": "Baris di berkas",
    "new": "Akun baru",
    "new_roles": "Sudah ada, mendapat peran",
    "same": "Sudah ada, tidak berubah",
    "refused": "Ditolak",
    "people": "Nomor orang",
    "file_sha256": "Sidik berkas (SHA-256)",
    "aktif": "Aktif",
    "pengaman": "Pengaman",
    "cara": "Cara",
    "sesi": "Sesi",
    "peranti": "Peranti",
    "alamat": "Alamat",
    "jumlah": "Jumlah",
}
# The words of opd/rights.py, which this app does not know; a test compares them.
VALUES = {
    "writer": "Penulis",
    "admin": "Admin OPD",
    "editor": "Redaktur",
    "write_news": "Menulis berita",
    "submit_news": "Mengajukan berita",
    "publish_urgent": "Menerbitkan segera",
    "manage_media": "Mengelola media",
    "manage_site": "Mengelola situs OPD",
    "manage_team": "Mengelola tim",
    "review_news": "Meninjau berita",
}
CODED = {"role", "rights"}
A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def in_order(keys) -> list[str]:
    """The keys as this list has them, unknown ones last: PostgreSQL keeps no order of its own in jsonb."""
    place = {key: number for number, key in enumerate(FIELDS)}
    return sorted(dict.fromkeys(keys), key=lambda key: (place.get(key, len(place)), key))


def field(key: str) -> str:
    return FIELDS.get(key, key.replace("_", " ").capitalize())


def value(key: str, what: object) -> str:
    """A value as people say it: `Ya`, `24 November 2026`, `Menulis berita, Mengajukan berita`; empty for nothing."""
    if isinstance(what, list):
        return ", ".join(filter(None, (value(key, each) for each in what)))
    if isinstance(what, dict):
        return "; ".join(f"{field(name)}: {value(name, each) or '–'}" for name, each in what.items())
    if isinstance(what, bool):
        return "Ya" if what else "Tidak"
    if what is None:
        return ""
    if key in CODED:
        return VALUES.get(str(what), str(what))
    return _day(str(what)) if A_DATE.fullmatch(str(what)) else str(what)


def _day(iso: str) -> str:
    try:
        return date_format(date.fromisoformat(iso), "j F Y", use_l10n=False)
    except ValueError:  # it only looked like one
        return iso
