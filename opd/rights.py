"""Which rights a role gives in an OPD: pure data, as `news/workflow.py` is for moves."""

from django.db import models


class Right(models.TextChoices):
    """What can be done in an OPD; each is a guardian permission on that OPD."""

    WRITE_NEWS = "write_news", "Menulis berita"
    SUBMIT_NEWS = "submit_news", "Mengajukan berita"
    PUBLISH_URGENT = "publish_urgent", "Menerbitkan segera"
    MANAGE_MEDIA = "manage_media", "Mengelola media"
    MANAGE_SITE = "manage_site", "Mengelola situs OPD"
    MANAGE_TEAM = "manage_team", "Mengelola tim"
    REVIEW_NEWS = "review_news", "Meninjau berita"


class Role(models.TextChoices):
    """Who somebody is in an OPD. An editor is one through a desk, the others through a membership."""

    WRITER = "writer", "Penulis"
    ADMIN = "admin", "Admin OPD"
    EDITOR = "editor", "Redaktur"


MEMBER_ROLES = (Role.WRITER, Role.ADMIN)

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.WRITER: frozenset({Right.WRITE_NEWS}),
    Role.ADMIN: frozenset(
        {
            Right.WRITE_NEWS,
            Right.SUBMIT_NEWS,
            Right.PUBLISH_URGENT,
            Right.MANAGE_MEDIA,
            Right.MANAGE_SITE,
            Right.MANAGE_TEAM,
        }
    ),
    Role.EDITOR: frozenset({Right.REVIEW_NEWS}),
}
