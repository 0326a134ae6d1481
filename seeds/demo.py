"""The demo's people and news. Each news item goes the way a real one goes, through the services."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.pages import DEMO_PASSWORD
from news import notes, services
from news.models import Article, ArticleEvent, Note, NoteAnswer, NoteTag, Publication, Rubric
from news.workflow import State
from opd import access, pictures, roles
from opd.models import OPD, Desk, Unit
from opd.rights import Role
from seeds import media
from seeds.agencies import DATA, rows
from seeds.covers import cover

ROLES = {"penulis": Role.WRITER, "admin": Role.ADMIN}


def load(tell: Callable[[int, int], None]) -> int:
    """People first, then every news item that is not there yet; how many were made."""
    made = _people()
    missing = [item for item in _items() if _is_missing(item)]
    # The oldest first, so that ids and dates grow together.
    for done, item in enumerate(sorted(missing, key=lambda item: -item["days_ago"]), start=1):
        with transaction.atomic():
            _Story(item).tell()
        tell(done, len(missing))
    return made + len(missing)


# --- People --------------------------------------------------------------------------------------------------------
@transaction.atomic
def _people() -> int:
    password, made = make_password(DEMO_PASSWORD), 0
    for row in rows("people.csv"):
        fields = {
            "name": row["name"],
            "email": row["email"],
            "position": row["position"],
            "password": password,
            "is_demo": True,
        }
        user, new = User.objects.get_or_create(
            username=row["username"], defaults=fields | {"is_superuser": row["role"] == "pengelola"}
        )
        if new:
            _give_role(user, row)
        made += new
    roles.seat_editors()
    return made


def _give_role(user: User, row: dict[str, str]) -> None:
    if row["role"] == "redaktur":
        Desk.objects.earliest("pk").members.add(user)  # the one `agencies.load` makes, whatever it is called by now
    if row["role"] in ROLES:
        opd = OPD.objects.get(slug=row["opd"])
        roles.appoint(user, opd, ROLES[row["role"]], unit=Unit.objects.filter(opd=opd, name=row["unit"]).first())


# --- News ----------------------------------------------------------------------------------------------------------
def _items() -> list[dict]:
    files = sorted((DATA / "news").glob("*.toml"))
    return [item | {"opd": path.stem} for path in files for item in tomllib.loads(path.read_text("utf-8"))["news"]]


def _is_missing(item: dict) -> bool:
    """Asked of all versions: one whose title was changed or that has moved does not come back, nor one of a renamed OPD."""
    there = Article.versions.filter(opd__slug=item["opd"], title=item["title"]).exists()
    return not there and OPD.objects.filter(slug=item["opd"]).exists()


class _Story:
    """One item on its way: written by the OPD's writer, submitted by its admin, decided by an editor."""

    def __init__(self, item: dict) -> None:
        self.item = item
        self.opd = OPD.objects.get(slug=item["opd"])
        self.admin = _person(f"admin.{item['opd']}")
        self.writer = _person(f"penulis.{item['opd']}") or self.admin
        self.editor = _person("redaktur")

    def tell(self) -> None:
        article = services.write(self.opd, by=self.writer, picture=self._cover(), **self._text())
        article = getattr(self, f"_{self.item['state']}")(article)
        _backdate(article, _daytime(self.item["days_ago"]))

    def _draft(self, article):
        return article

    def _handed_in(self, article):
        return services.hand_in(article, by=self.writer)

    def _in_review(self, article):
        said = {"urgent": "urgent_because" in self.item, "note": self.item.get("urgent_because", "")}
        return self._read(services.submit(article, by=self.admin, seen=article.version, **said))

    def _read(self, article):
        """The editor's notes at passages, the writer's answers, and what the editor changed by hand."""
        for told in self.item.get("notes", ()):
            tag = NoteTag.objects.filter(name=told["tag"]).first() or NoteTag.objects.earliest("pk")
            note = notes.write(article, by=self.editor, tag=tag, words=told["words"], quote=told["quote"])
            if "answer" in told:
                notes.answer(note, by=self.writer, words=told["answer"])
        if edited := self.item.get("edited"):
            body = article.body.replace(edited["old"], edited["new"])
            return services.save_text(article, by=self.editor, seen=article.version, why=edited["why"], body=body)
        return article

    def _returned(self, article):
        return services.send_back(self._in_review(article), by=self.editor, note=self.item["note"])

    def _published(self, article):
        praise = self.item.get("praise", "")
        return services.publish(self._in_review(article), by=self.editor, seen=article.version, note=praise)

    def _corrected(self, article):
        """Published with a mistake, put right, and published again with a correction note."""
        right, mistake = article.body, self.item["mistake"]
        wrong = right.replace(mistake["right"], mistake["wrong"])
        article = services.save_text(article, by=self.writer, seen=article.version, body=wrong)
        article = services.revise(self._published(article), by=self.writer)
        article = services.save_text(article, by=self.writer, seen=article.version, body=right)
        done = {"by": self.editor, "seen": article.version, "correction": mistake["correction"]}
        return services.publish(self._in_review(article), **done)

    def _scheduled(self, article):
        at = _daytime(-self.item["days_ahead"])
        return services.publish(self._in_review(article), by=self.editor, seen=article.version, at=at)

    def _withdrawn(self, article):
        return services.withdraw(self._published(article), by=self.editor, note=self.item["note"])

    def _urgent(self, article):
        return services.publish_urgent(article, by=self.admin, seen=article.version, note=self.item["note"])

    def _revising(self, article):
        article = services.revise(self._published(article), by=self.writer)
        body = article.body + self.item["revised_body_extra"]
        return services.save_text(article, by=self.writer, seen=article.version, body=body)

    def _text(self) -> dict:
        item = self.item
        return {
            "title": item["title"],
            "summary": item["summary"],
            "body": media.placed(item["body"], self.opd, self.writer),
            "rubric": Rubric.objects.get(slug=item["rubric"]),
            "unit": Unit.objects.filter(opd=self.opd, name=item.get("unit", "")).first(),
            "parties": item.get("parties", ""),
            "summary_jv": item.get("summary_jv", ""),
            "lead_alt": item.get("cover_alt", ""),
            "lead_credit": item.get("cover_credit", ""),
        }

    def _cover(self) -> pictures.Accepted | None:
        if "cover" not in self.item:
            return None
        return media.accepted(cover(self.item["cover"], self.opd.accent, self.item["key"]))


def _person(username: str) -> User | None:
    """Somebody whose rights are asked anew."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        access.forget(user)
    return user


def _daytime(days_ago: float) -> datetime:
    """That many days ago (negative: ahead), moved into office hours so that no news is born at three in the morning."""
    moment = timezone.localtime() - timedelta(days=days_ago)
    if not 7 <= moment.hour < 20:
        moment = moment.replace(hour=8 + moment.minute % 11)
    return min(moment, timezone.localtime()) if days_ago >= 0 else moment


def _backdate(article: Article, at: datetime) -> None:
    """Sample news has a past. The one place that turns the clock back, and only for rows it has just made.

    Versions keep the hour at which the seed saved them: PostgreSQL lets nobody change one.
    """
    written = at - timedelta(hours=3)
    Article.objects.filter(pk=article.pk).update(created_at=written, saved_at=written)
    for name in ("handed_in_at", "submitted_at", "first_submitted_at"):
        Article.objects.filter(pk=article.pk, **{f"{name}__isnull": False}).update(**{name: at - timedelta(hours=1)})
    if article.state != State.PUBLISHED or article.live != "ahead":
        Publication.objects.filter(pk=article.pk).update(published_at=at)
    for page in Publication.objects.filter(pk=article.pk, revised_at__isnull=False):
        put_right = [one | {"at": at.isoformat()} for one in page.corrections]
        first = {"published_at": at - timedelta(hours=2), "revised_at": at, "corrections": put_right}
        Publication.objects.filter(pk=article.pk).update(**first)
    Note.objects.filter(article=article).update(at=at - timedelta(minutes=40))
    NoteAnswer.objects.filter(note__article=article).update(at=at - timedelta(minutes=10))
    events = list(ArticleEvent.objects.filter(article=article).order_by("pk"))
    pace = min(timedelta(minutes=45), timedelta(hours=3) / len(events))
    for step, event in enumerate(events):
        # Past the manager's own `update`, which refuses: to everybody else an event is never changed.
        QuerySet.update(ArticleEvent.objects.filter(pk=event.pk), at=written + step * pace)
