"""What a person may do to an article now, as buttons: each verb with its words, its form and its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from news import moments, notes, policy, services, versions
from news.admin import links
from news.admin import verb_forms as forms
from news.models import Article
from news.workflow import Action


@dataclass(frozen=True)
class Verb:
    """`call(article, by, typed)` runs the service; `done` is what the person reads afterwards.

    `place` is where its button stands: on the article's own panel, at a note, or at an older version.
    `warn(made, typed)` is what else they read, as sentences; `made` is what the service gave back.
    """

    call: Callable
    done: str | Callable[[dict], str]  # the words, or what makes them of what was typed
    form: type[forms.VerbForm] = forms.VerbForm
    explain: str = ""
    look: str = "quiet"  # primary, quiet or danger
    place: str = "panel"
    rare: bool = False  # one tap further, under "Lainnya"
    warn: Callable = lambda made, typed: ()

    def said(self, typed: dict) -> str:
        """What the person reads afterwards."""
        return self.done if isinstance(self.done, str) else self.done(typed)


def _not_restored(made: Article, typed: dict) -> list[str]:
    """What of the older version did not come back, and what was hidden in it."""
    old = versions.numbered(made, typed["version"])
    if old is None:
        return []
    return [
        sentence for sentence in (*versions.left_out(old, versions.text_fields(old)), links.told(old.body)) if sentence
    ]


VERBS: dict[Action, Verb] = {
    Action.SUBMIT: Verb(
        lambda a, by, typed: services.submit(a, by=by, seen=typed["seen"], urgent=typed["urgent"], note=typed["note"]),
        "Diajukan. Redaksi Dinkominfo akan meninjaunya.",
        form=forms.SubmitForm,
        explain="Kirim kepada redaksi Dinkominfo untuk ditinjau.",
        look="primary",
    ),
    Action.PUBLISH: Verb(
        lambda a, by, typed: services.publish(
            a, by=by, seen=typed["seen"], note=typed["note"], correction=typed.get("correction", "")
        ),
        "Terbit. Pembaca sudah bisa membacanya di portal.",
        form=forms.PublishForm,
        explain="Tampilkan naskah ini kepada pembaca sekarang.",
        look="primary",
    ),
    Action.HAND_IN: Verb(
        lambda a, by, typed: services.hand_in(a, by=by),
        "Diserahkan. Admin OPD sudah diberi tahu.",
        explain="Beri tahu admin OPD bahwa tulisan ini sudah siap.",
        look="primary",
    ),
    Action.CONFIRM_URGENT: Verb(
        lambda a, by, typed: services.confirm_urgent(a, by=by, seen=typed["seen"], note=typed["note"]),
        "Disahkan. Tinjauan susulan selesai.",
        form=forms.PraiseForm,
        explain="Nyatakan bahwa berita yang terbit segera ini sudah diperiksa.",
        look="primary",
    ),
    Action.SCHEDULE: Verb(
        lambda a, by, typed: services.publish(a, by=by, seen=typed["seen"], at=typed["at"], note=typed["note"]),
        lambda typed: f"Dijadwalkan terbit {moments.minute(typed['at'])}.",
        form=forms.ScheduleForm,
        explain="Setujui sekarang, terbit pada waktu yang dipilih.",
    ),
    Action.RESCHEDULE: Verb(
        lambda a, by, typed: services.reschedule(a, by=by, at=typed["at"]),
        lambda typed: f"Jadwal diubah: terbit {moments.minute(typed['at'])}.",
        form=forms.TimeForm,
        explain="Pilih waktu terbit yang lain.",
    ),
    Action.SEND_BACK: Verb(
        lambda a, by, typed: services.send_back(a, by=by, note=typed["note"]),
        "Dikembalikan. Penulis menerima catatan Anda.",
        form=forms.ReturnForm,
        explain="Kembalikan kepada OPD dengan catatan apa yang perlu diperbaiki.",
    ),
    Action.REVISE: Verb(
        lambda a, by, typed: services.revise(a, by=by),
        "Naskah terbuka lagi. Pembaca tetap melihat versi lama sampai revisinya disetujui.",
        explain="Buka naskah untuk diubah. Pembaca tetap melihat versi yang sudah disetujui.",
    ),
    Action.CORRECT: Verb(
        lambda a, by, typed: services.correct(a, by=by),
        "Naskah terbuka dalam tinjauan. Redaktur lain yang menerbitkan perbaikannya.",
        explain="Perbaiki sendiri sebagai redaktur; redaktur lain yang menerbitkannya.",
        rare=True,
    ),
    Action.RECALL: Verb(
        lambda a, by, typed: services.recall(a, by=by),
        "Ditarik kembali. Naskah menjadi draf lagi.",
        explain="Ambil kembali dari antrean tinjauan untuk diperbaiki.",
    ),
    Action.UNSCHEDULE: Verb(
        lambda a, by, typed: services.unschedule(a, by=by),
        "Jadwal dibatalkan. Naskah kembali menunggu tinjauan.",
        explain="Batalkan jadwal; naskah kembali ke antrean tinjauan.",
    ),
    Action.PUBLISH_URGENT: Verb(
        lambda a, by, typed: services.publish_urgent(
            a, by=by, seen=typed["seen"], note=typed["note"], correction=typed.get("correction", "")
        ),
        "Terbit segera. Redaksi akan meninjaunya menyusul.",
        form=forms.UrgentForm,
        explain="Hanya untuk kabar yang tidak bisa menunggu, misalnya bencana. Terbit tanpa tinjauan; redaksi memeriksanya menyusul.",
    ),
    Action.TRANSFER: Verb(
        lambda a, by, typed: services.transfer(a, by=by, seen=typed["seen"], opd=typed["opd"]),
        "Naskah sudah dipindahkan.",
        form=forms.OPDForm,
        explain="Pindahkan draf ini ke OPD lain. Bidang dan fotonya tidak ikut.",
        rare=True,
    ),
    Action.PASS_ON: Verb(
        lambda a, by, typed: services.pass_on(Article.objects.filter(pk=a.pk), by=by, to=typed["to"]),
        "Dialihkan. Rekan itu sekarang memegang naskah ini dan sudah diberi tahu.",
        form=forms.KeeperForm,
        explain="Serahkan naskah ini untuk dilanjutkan rekan satu tim. Isinya dan nama penulisnya tidak berubah.",
        rare=True,
    ),
    Action.WITHDRAW: Verb(
        lambda a, by, typed: services.withdraw(a, by=by, note=typed["note"]),
        "Ditarik dari portal. Pembaca melihat alasan yang Anda tulis.",
        form=forms.WithdrawForm,
        explain="Berita ini tidak bisa dibaca lagi. Bila hanya ada yang keliru, revisi dan terbitkan dengan ralat.",
        look="danger",
    ),
    Action.TAKE: Verb(
        lambda a, by, typed: services.take(a, by=by),
        "Diambil. Redaktur lain melihat bahwa Anda sedang membacanya.",
        explain="Beri tahu redaktur lain bahwa Anda sedang membaca naskah ini.",
    ),
    Action.LET_GO: Verb(
        lambda a, by, typed: services.let_go(a, by=by),
        "Dilepaskan. Redaktur lain bisa mengambilnya.",
        explain="Biarkan redaktur lain membaca naskah ini.",
    ),
    Action.LOOK_AGAIN: Verb(
        lambda a, by, typed: services.look_again(a, by=by, on=typed["on"]),
        lambda typed: (
            f"Dicatat: perlu ditinjau ulang pada {moments.day(typed['on'])}."
            if typed["on"]
            else "Dicatat: tidak perlu ditinjau ulang."
        ),
        form=forms.LookAgainForm,
        explain="Pada tanggal ini beritanya muncul di halaman Mulai, supaya ada yang memeriksa apakah isinya masih benar.",
        rare=True,
    ),
    Action.RESTORE: Verb(
        lambda a, by, typed: services.restore(a, by=by, seen=typed["seen"], version=typed["version"]),
        "Versi lama dipakai lagi sebagai versi terbaru. Periksa, lalu lanjutkan menulis.",
        form=forms.VersionForm,
        place="version",
        warn=_not_restored,
    ),
    Action.NOTE: Verb(
        lambda a, by, typed: notes.write(a, by=by, **{name: typed[name] for name in forms.NoteForm.PASSED}),
        "Catatan tersimpan. Penulis melihatnya di bagian yang Anda pilih.",
        form=forms.NoteForm,
        place="note",
    ),
    Action.ANSWER: Verb(
        lambda a, by, typed: notes.answer(typed["about"], by=by, words=typed["words"]),
        "Jawaban tersimpan.",
        form=forms.AnswerForm,
        place="note",
    ),
    Action.SETTLE: Verb(
        lambda a, by, typed: notes.settle(typed["about"], by=by),
        "Catatan ditandai selesai.",
        form=forms.AboutNoteForm,
        place="note",
    ),
    Action.REOPEN: Verb(
        lambda a, by, typed: notes.reopen(typed["about"], by=by),
        "Catatan dibuka lagi.",
        form=forms.AboutNoteForm,
        place="note",
    ),
}


@dataclass(frozen=True)
class Button:
    """One verb as the page shows it: its address, its words and its form, perhaps with what was typed already."""

    action: Action
    verb: Verb
    form: forms.VerbForm
    address: str
    look: str

    @property
    def asks(self) -> bool:
        return bool(self.form.visible_fields())

    @property
    def rare(self) -> bool:
        return self.verb.rare


def buttons(user, article: Article, typed: dict[Action, forms.VerbForm] | None = None, page: str = "") -> list[Button]:
    """The panel's buttons this person has on this article now, the obvious next step first; `page` is where they stand."""
    offered = set(policy.open_actions(user, article))
    open_verbs = [(action, verb) for action, verb in VERBS.items() if action in offered and verb.place == "panel"]
    return [
        Button(
            action,
            verb,
            form=_typed_again(typed, action, blank(action, article, page=page)),
            address=address(action, article),
            look="quiet" if place and verb.look == "primary" else verb.look,  # one next step, not two
        )
        for place, (action, verb) in enumerate(open_verbs)
    ]


def address(action: Action, article: Article) -> str:
    """Where the verb is posted to: an address of its own."""
    return f"/admin/news/article/{article.pk}/{action.value}/"


def shelved(shown: list[Button], typed: dict[Action, forms.VerbForm] | None = None) -> dict:
    """The same buttons as the panel shows them: what stands at hand, what is one tap further (open when it was just
    refused), and apart from both what is dangerous."""
    common = [button for button in shown if not button.rare]
    return {
        "at_hand": [button for button in common if button.look != "danger"],
        "rare": [button for button in shown if button.rare],
        "rare_open": any(button.rare and button.action in (typed or {}) for button in shown),
        "danger": [button for button in common if button.look == "danger"],
    }


# What stands in the bar under a text that is read: a thumb has room for few.
AT_THE_THUMB = frozenset(
    {Action.SUBMIT, Action.HAND_IN, Action.PUBLISH, Action.CONFIRM_URGENT, Action.SEND_BACK, Action.REVISE}
) | {Action.RESCHEDULE, Action.UNSCHEDULE}


def at_the_thumb(shown: list[Button], typed: dict[Action, forms.VerbForm] | None = None) -> dict:
    """As `shelved`, for the page on which a text is read."""
    return {
        "at_hand": [button for button in shown if button.action in AT_THE_THUMB],
        "rare": [button for button in shown if button.action not in AT_THE_THUMB],
        "rare_open": bool((typed or {}).keys() - AT_THE_THUMB),
    }


def _typed_again(typed: dict[Action, forms.VerbForm] | None, action: Action, blank: forms.VerbForm) -> forms.VerbForm:
    """What was typed, beside the version that now stands on the page: whoever reads it may press again."""
    if action not in (typed or {}):
        return blank
    form = typed[action]  # type: ignore[index]
    form.data = {**dict(form.data.items()), "seen": blank.initial["seen"]}
    return form


WRITTEN = ("note", "correction", "words")  # the fields of all the forms that somebody writes sentences in


def left_over(typed: dict[Action, forms.VerbForm] | None, shown: list[Button]) -> list[str]:
    """Reasons typed for a verb that is no longer offered (somebody was quicker): shown for copying, or they are lost."""
    offered = {button.action for button in shown}
    return [
        str(form[name].value())
        for action, form in (typed or {}).items()
        for name in WRITTEN
        if action not in offered and name in form.fields and form[name].value()
    ]


def blank(action: Action, article: Article, *, page: str = "", **initial) -> forms.VerbForm:
    """The empty form of a verb, with what it begins with."""
    readers_version = article.publication.version if action is Action.CONFIRM_URGENT else article.version
    tomorrow = timezone.localtime() + timedelta(days=1)
    begins_with = {"seen": readers_version, "page": page, "at": tomorrow.replace(hour=7, minute=0)}
    begins_with["on"] = article.look_again_on
    return VERBS[action].form(article=article, initial=begins_with | initial, auto_id=f"{action.value}_%s")
