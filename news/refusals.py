"""Why a service said no, in words for the person at the desk."""

from __future__ import annotations


class Refused(Exception):
    """The service changed nothing. The message says what happened and what to do next."""


class NotNow(Refused):
    """The article is not (or no longer) where this action starts."""

    def __init__(self, action, article) -> None:
        super().__init__(
            f"“{action.label}” tidak bisa dilakukan sekarang, karena naskah ini berkeadaan “{article.state_word}”. "
            "Mungkin orang lain baru saja mengubahnya; muat ulang halaman ini."
        )


class Outdated(Refused):
    """The text was saved by somebody since this person read it."""

    def __init__(self, article) -> None:
        self.article = article
        super().__init__("Naskah ini sudah diubah orang lain sejak Anda membukanya. Baca versi terbaru, lalu ulangi.")


class Incomplete(Refused):
    """Something a reader needs is missing."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("Naskah belum lengkap: " + " ".join(missing))
