"""How files are stored: style sheets, scripts and icons with a hash in the name; pictures whole or not at all."""

import os
import secrets

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """CKEditor loads its parts by plain name, so those stay too; a library's broken reference is not our failure."""

    manifest_strict = False


class WholeFiles(FileSystemStorage):
    """The local disk, where nobody ever reads half a file: it is written beside its name and then takes its place.

    A process that is killed leaves a `….part` at most, which has no address and is swept with the strays.
    The same name again takes the place of the file that was there.
    """

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **{"allow_overwrite": True} | options)

    def _save(self, name, content):
        part = f"{name}.{secrets.token_hex(4)}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]  # not in the stubs
            with open(self.path(part), "rb") as written:
                os.fsync(written.fileno())  # or a power cut leaves an empty file under a name that the database has
            os.replace(self.path(part), self.path(name))
        except BaseException:
            self.delete(part)
            raise
        return name
