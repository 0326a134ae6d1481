"""Made-up agencies, people and news, named after situations."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from accounts.models import User
from news.models import Article, MediaAsset, MediaKind, Note, NoteTag, Publication, Rubric
from news.workflow import State
from opd import roles
from opd.models import OPD, Desk, Invitation, OfficialAccount, Platform, Unit
from opd.rights import Role


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"orang{n}")
    name = factory.Sequence(lambda n: f"Orang {n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@contoh.test")


class OPDFactory(factory.django.DjangoModelFactory):
    """An OPD with its groups, rights and desks."""

    class Meta:
        model = OPD

    short_name = factory.Sequence(lambda n: f"Dinas {n}")
    name = factory.LazyAttribute(lambda o: f"{o.short_name} Kabupaten Blora")
    slug = factory.Sequence(lambda n: f"dinas{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return roles.establish(model_class(**kwargs))


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    opd = factory.SubFactory(OPDFactory)
    name = factory.Sequence(lambda n: f"Bidang {n}")


class PlatformFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Platform
        django_get_or_create = ("name",)

    name = "Instagram"
    begins = "https://www.instagram.com/"


class OfficialAccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfficialAccount

    opd = factory.SubFactory(OPDFactory)
    platform = factory.SubFactory(PlatformFactory)
    address = factory.Sequence(lambda n: f"https://www.instagram.com/akun{n}")


class DeskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Desk

    name = factory.Sequence(lambda n: f"Redaksi {n}")


class RubricFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rubric

    name = factory.Sequence(lambda n: f"Rubrik {n}")
    slug = factory.Sequence(lambda n: f"rubrik-{n}")


class InvitationFactory(factory.django.DjangoModelFactory):
    """An open one; whoever wants its link asks `opd.invitations`."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"calon{n}@contoh.test")
    role = Role.WRITER
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    invited_by = factory.SubFactory(UserFactory)


class MediaAssetFactory(factory.django.DjangoModelFactory):
    """A photo as an upload leaves it, its files only named; tests/news/library_files.py writes some."""

    class Meta:
        model = MediaAsset

    opd = factory.SubFactory(OPDFactory)
    created_by = factory.SubFactory(UserFactory)
    kind = MediaKind.PHOTO
    base = factory.Sequence(lambda n: f"{n:032x}")
    original = factory.LazyAttribute(
        lambda o: _jpeg(f"{int(o.base, 16) + (1 << 100):032x}.jpg") if o.kind != MediaKind.VIDEO else {}
    )
    sizes = factory.LazyAttribute(lambda o: [_jpeg(f"{o.base}-960.jpg", 960, 640)] if o.kind != MediaKind.VIDEO else [])

    class Params:
        told = factory.Trait(
            title="Kader menimbang balita", alt="Kader menimbang balita di balai desa.", credit="Dinkes"
        )
        infographic = factory.Trait(
            kind=MediaKind.INFOGRAPHIC,
            title="Angka stunting 2026",
            alt="Diagram batang angka stunting.",
            text_equivalent="Tahun 2025 ada 210 anak, tahun 2026 ada 180 anak.",
            table=[["Tahun", "Anak"], ["2025", "210"], ["2026", "180"]],
        )
        video = factory.Trait(
            kind=MediaKind.VIDEO,
            title="Cara menimbang balita",
            youtube="dQw4w9WgXcQ",
            captioned=True,
            still=factory.SubFactory(
                "tests.factories.MediaAssetFactory",
                told=True,
                opd=factory.SelfAttribute("..opd"),
                created_by=factory.SelfAttribute("..created_by"),
            ),
        )


def _jpeg(name: str, width: int = 1200, height: int = 800) -> dict:
    return {"name": name, "width": width, "height": height, "type": "image/jpeg"}


class ArticleFactory(factory.django.DjangoModelFactory):
    """A complete draft; the traits put it somewhere on its way without asking the services."""

    class Meta:
        model = Article

    opd = factory.SubFactory(OPDFactory)
    rubric = factory.SubFactory(RubricFactory)
    created_by = factory.SubFactory(UserFactory)
    keeper = factory.SelfAttribute("created_by")
    title = factory.Sequence(lambda n: f"Posyandu Ngawen Buka Setiap Selasa Pekan {n}")
    summary = "Warga dapat menimbang balita dan memeriksakan kehamilan tanpa biaya."
    body = "<p>Posyandu di Ngawen buka setiap Selasa pukul 08.00 sampai 11.00 WIB.</p>"
    saved_at = factory.LazyFunction(timezone.now)

    class Params:
        in_review = factory.Trait(
            state=State.IN_REVIEW,
            submitted_by=factory.SubFactory(UserFactory),
            submitted_at=factory.LazyFunction(timezone.now),
            first_submitted_at=factory.LazyFunction(timezone.now),
        )
        returned = factory.Trait(state=State.RETURNED, first_submitted_at=factory.LazyFunction(timezone.now))
        published = factory.Trait(state=State.PUBLISHED, first_submitted_at=factory.LazyFunction(timezone.now))
        withdrawn = factory.Trait(state=State.WITHDRAWN, first_submitted_at=factory.LazyFunction(timezone.now))


class PublicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Publication

    article = factory.SubFactory(ArticleFactory, published=True)
    opd = factory.SelfAttribute("article.opd")
    rubric = factory.SelfAttribute("article.rubric")
    version = factory.SelfAttribute("article.version")
    title = factory.SelfAttribute("article.title")
    slug = "posyandu-ngawen-buka-setiap-selasa"
    summary = factory.SelfAttribute("article.summary")
    body = factory.SelfAttribute("article.body")
    byline = factory.LazyAttribute(lambda o: o.opd.byline)
    search_text = "posyandu ngawen"
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))

    class Params:
        ahead = factory.Trait(published_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1)))
        withdrawn = factory.Trait(
            article=factory.SubFactory(ArticleFactory, withdrawn=True),
            withdrawn_at=factory.LazyFunction(timezone.now),
            withdrawn_reason="Jadwal yang dimuat keliru.",
        )


class NoteTagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NoteTag

    name = factory.Sequence(lambda n: f"jenis {n}")


class NoteFactory(factory.django.DjangoModelFactory):
    """An open note at words of the factory's own body."""

    class Meta:
        model = Note

    article = factory.SubFactory(ArticleFactory, in_review=True)
    version = factory.SelfAttribute("article.version")
    field = "body"
    quote = "setiap Selasa"
    before = "Posyandu di Ngawen buka "
    after = " pukul 08.00 sampai 11.00 WIB."
    tag = factory.SubFactory(NoteTagFactory)
    words = "Selasa pekan ke berapa?"
    by = factory.SubFactory(UserFactory)

    class Params:
        settled = factory.Trait(
            settled_by=factory.SubFactory(UserFactory), settled_at=factory.LazyFunction(timezone.now)
        )
