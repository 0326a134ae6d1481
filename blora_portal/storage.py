"""How style sheets, scripts and icons are stored: with a hash in the name, beside their plain names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """CKEditor loads its parts by plain name, so those stay too; a library's broken reference is not our failure."""

    manifest_strict = False
