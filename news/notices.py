"""Who is told by mail of what happened to an article."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from accounts import letters
from news import keepers
from news.models.event import APPROVALS
from news.workflow import SAVES_TEXT, Action, State
from opd import roles

SENTENCES = {
    Action.HAND_IN: "{by} menyerahkan naskah ini. Periksa, lalu ajukan kepada redaksi.",
    Action.RECALL: "{by} menarik kembali naskah yang sedang Anda tinjau. Anda tidak perlu membacanya lagi.",
    Action.SEND_BACK: "{by} mengembalikan naskah ini dengan alasan berikut.",
    Action.PUBLISH: "Naskah ini sudah terbit di portal. Terima kasih atas tulisan Anda.",
    Action.SCHEDULE: "Naskah ini disetujui dan terbit {hour}.",
    Action.RESCHEDULE: "{by} mengubah jadwal naskah ini: terbit {hour}.",
    Action.UNSCHEDULE: "{by} membatalkan jadwal terbit naskah ini. Naskah menunggu tinjauan lagi.",
    Action.CONFIRM_URGENT: "Redaksi sudah memeriksa dan mengesahkan berita yang terbit segera ini.",
    Action.WITHDRAW: "Berita ini ditarik dari portal dengan alasan berikut, yang juga dibaca umum.",
}
REASONED = frozenset({Action.SEND_BACK, Action.WITHDRAW})
PUBLIC = frozenset({Action.PUBLISH, Action.CONFIRM_URGENT})
GIVEN_TO_EDITORS = frozenset({Action.SUBMIT, Action.CORRECT})


def tell(event, *, holder=None) -> None:
    """Send the letter for this event, if there is one; a mail server that is down never stops the newsroom.

    `holder` is the editor who had taken the article for reading, or None.
    """
    if event.action not in SENTENCES:
        return
    listeners = _listeners(event, holder)
    told = _told(event) if listeners else []
    for person in listeners:
        letters.post(_letter(event, person, told))


def _listeners(event, holder) -> list:
    article = event.article
    if event.action == Action.HAND_IN:
        people = roles.admins(article.opd)
    elif event.action == Action.RECALL:
        people = [holder]
    else:
        people = _still_there(article, [article.keeper, article.submitted_by]) + _writer(event)
    once = {person.pk: person for person in people if person is not None}
    return [person for person in once.values() if person.email and person.is_active and person.pk != event.by_id]


def _still_there(article, people: list) -> list:
    """Of these the ones who may read it today: it may have gone to another OPD, and people leave theirs."""
    asked = [person.pk for person in people if person is not None]
    team = set(keepers.colleagues(article.opd).filter(pk__in=asked).values_list("pk", flat=True))
    return [person for person in people if person is not None and (person.pk in team or person.is_superuser)]


def _writer(event) -> list:
    """Who wrote it hears of its approval even when a colleague keeps it by now, as long as they are colleagues."""
    article = event.article
    if event.action not in APPROVALS or article.created_by_id == article.keeper_id:
        return []
    return list(keepers.colleagues(article.opd).filter(pk=article.created_by_id))


def _letter(event, person, told: list[str]) -> EmailMessage:
    article = event.article
    lines = [
        f"Yth. {person},",
        SENTENCES[Action(event.action)].format(by=event.by, hour=event.hour),
        f"Judul: {article.title}",
        *told,
        "Surat ini dikirim otomatis oleh Portal Blora.",
    ]
    subject = f"[Portal Blora] {Action(event.action).label}: {article.title}"
    return EmailMessage(" ".join(subject.split())[:150], "\n\n".join(lines), to=[person.email])


def _told(event) -> list[str]:
    """What else stands in the letter, the same for everybody: the words that were written, what to look at, where."""
    said = f"Alasan: {event.message}" if event.action in REASONED else f"{event.by} menulis: {event.message}"
    parts = [
        event.message and said,
        event.correction and f"Ralat untuk pembaca: {event.correction}",
        *(_open_notes(event) if event.action == Action.SEND_BACK else []),
        *(_changes(event) if event.action in APPROVALS else []),
        event.action in PUBLIC and f"Baca di portal: {settings.PORTAL_URL}/berita/{event.article_id}/",
        f"Buka naskah: {_desk(event, 'change')}",
    ]
    return [part for part in parts if part]


def _open_notes(event) -> list[str]:
    open_notes = event.article.notes.open().count()
    many = f"{open_notes} catatan redaktur di naskah ini belum selesai. " if open_notes else ""
    return [f"{many}Baca naskah beserta catatannya: {_desk(event, 'review')}"]


def _changes(event) -> list[str]:
    """Where to see what the editors changed between the text they were given and the one they let out."""
    events = event.article.events.filter(pk__lt=event.pk).newest_first()
    given = events.filter(action__in=GIVEN_TO_EDITORS).first()
    if given is None or event.action == Action.CONFIRM_URGENT:  # no editor touches what went out in a hurry
        return []
    if not events.filter(pk__gt=given.pk, action__in=SAVES_TEXT, start=State.IN_REVIEW).exists():
        return []
    there = f"{_desk(event, 'compare')}?dari={given.version}&ke={event.version}"
    return [f"Redaksi mengubah naskah ini saat meninjaunya. Lihat apa yang berubah: {there}"]


def _desk(event, page: str) -> str:
    return f"{settings.PORTAL_URL}/admin/news/article/{event.article_id}/{page}/"


LISTED = 30


def tell_keeper(person, articles: list, by) -> None:
    """One letter to whoever keeps these articles from now on, however many they are."""
    if not (articles and person.email and person.is_active) or person.pk == by.pk:
        return
    titles = [f"- {article.title} ({article.opd}, {article.state_word})" for article in articles[:LISTED]]
    more = len(articles) - len(titles)
    lines = [
        f"Yth. {person},",
        f"{by} mengalihkan {len(articles)} naskah kepada Anda. Mulai sekarang Anda yang memegangnya:",
        "\n".join([*titles, *([f"dan {more} naskah lain."] if more else [])]),
        f"Buka tulisan Anda: {settings.PORTAL_URL}/admin/news/article/?milik=saya",
        "Surat ini dikirim otomatis oleh Portal Blora.",
    ]
    letter = EmailMessage(
        f"[Portal Blora] {len(articles)} naskah dialihkan kepada Anda", "\n\n".join(lines), to=[person.email]
    )
    letters.post(letter)
