"""Who is told by mail of what happened to an article."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from accounts import letters
from news.workflow import Action
from opd import roles

SENTENCES = {
    Action.HAND_IN: "{by} menyerahkan naskah ini. Periksa, lalu ajukan kepada redaksi.",
    Action.RECALL: "{by} menarik kembali naskah yang sedang Anda tinjau. Anda tidak perlu membacanya lagi.",
    Action.SEND_BACK: "Redaksi mengembalikan naskah ini dengan catatan berikut.",
    Action.PUBLISH: "Naskah ini sudah terbit di portal. Terima kasih atas tulisan Anda.",
    Action.SCHEDULE: "Naskah ini disetujui dan akan terbit sesuai jadwal.",
    Action.WITHDRAW: "Berita ini ditarik dari portal dengan alasan berikut.",
}


def tell(event, *, holder=None) -> None:
    """Send the letter for this event, if there is one; a mail server that is down never stops the newsroom.

    `holder` is the editor who had taken the article for reading, or None.
    """
    if event.action not in SENTENCES:
        return
    for person in _listeners(event, holder):
        letters.post(_letter(event, person))


def _listeners(event, holder) -> list:
    article = event.article
    if event.action == Action.HAND_IN:
        people = roles.admins(article.opd)
    elif event.action == Action.RECALL:
        people = [holder]
    else:
        people = [article.keeper, article.submitted_by]
    once = {person.pk: person for person in people if person is not None}
    return [person for person in once.values() if person.email and person.is_active and person.pk != event.by_id]


def _letter(event, person) -> EmailMessage:
    article = event.article
    lines = [
        f"Yth. {person},",
        SENTENCES[Action(event.action)].format(by=event.by),
        f"Judul: {article.title}",
        event.note and f"Catatan: {event.note}",
        f"Buka naskah: {settings.PORTAL_URL}/admin/news/article/{article.pk}/change/",
        "Surat ini dikirim otomatis oleh Portal Blora.",
    ]
    subject = f"[Portal Blora] {Action(event.action).label}: {article.title}"[:150]
    return EmailMessage(subject, "\n\n".join(line for line in lines if line), to=[person.email])


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
