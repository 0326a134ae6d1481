"""What a person may do to an article now, as buttons: each verb with its words, its form and its service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from news import html, keepers, policy, services
from news.models import Article
from news.workflow import Action
from opd.models import OPD

TIME = "%Y-%m-%dT%H:%M"
NO_REASON = "Tuliskan alasannya lebih dulu."


class VerbForm(forms.Form):
    """`seen` is the version of the text that stood beside the button; `article` is what the verb is done to."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, article: Article, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.article = article


class ReasonForm(VerbForm):
    note = forms.CharField(
        label="Alasan",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NO_REASON},
    )

    def clean_note(self) -> str:
        """Readers may be shown it, so nothing in it that they cannot see."""
        note = html.seen(self.cleaned_data["note"])
        if not html.line(note):
            raise forms.ValidationError(NO_REASON)
        return note


class TimeForm(VerbForm):
    at = forms.DateTimeField(
        label="Waktu terbit (WIB)",
        input_formats=[TIME],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME),
        error_messages={
            "required": "Pilih waktu terbitnya.",
            "invalid": "Waktu ini tidak terbaca. Contoh: 2024-05-16T13:44",
        },
    )


class OPDForm(VerbForm):
    opd = forms.ModelChoiceField(
        label="OPD tujuan", queryset=OPD.objects.none(), error_messages={"required": "Pilih OPD tujuannya."}
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].queryset = OPD.objects.active()  # type: ignore[attr-defined]


class KeeperForm(VerbForm):
    to = forms.ModelChoiceField(
        label="Rekan",
        queryset=get_user_model().objects.none(),
        empty_label="Pilih rekan",
        error_messages={
            "required": "Pilih rekannya.",
            "invalid_choice": "Orang ini bukan anggota tim OPD naskah ini hari ini. Pilih rekan yang lain.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = keepers.colleagues(self.article.opd).exclude(pk=self.article.keeper_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Verb:
    """`call(article, by, typed)` runs the service; `done` is what the person reads afterwards."""

    call: Callable
    done: str
    form: type[VerbForm] = VerbForm
    explain: str = ""
    look: str = "quiet"  # primary, quiet or danger


VERBS: dict[Action, Verb] = {
    Action.SUBMIT: Verb(
        lambda a, by, typed: services.submit(a, by=by, seen=typed["seen"]),
        "Diajukan. Redaksi Dinkominfo akan meninjaunya.",
        explain="Kirim kepada redaksi Dinkominfo untuk ditinjau.",
        look="primary",
    ),
    Action.PUBLISH: Verb(
        lambda a, by, typed: services.publish(a, by=by, seen=typed["seen"]),
        "Terbit. Pembaca sudah bisa membacanya di portal.",
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
        lambda a, by, typed: services.confirm_urgent(a, by=by, seen=typed["seen"]),
        "Disahkan. Tinjauan susulan selesai.",
        explain="Nyatakan bahwa berita yang terbit segera ini sudah diperiksa.",
        look="primary",
    ),
    Action.SCHEDULE: Verb(
        lambda a, by, typed: services.publish(a, by=by, seen=typed["seen"], at=typed["at"]),
        "Dijadwalkan. Berita terbit sendiri pada waktunya.",
        form=TimeForm,
        explain="Setujui sekarang, terbit pada waktu yang dipilih.",
    ),
    Action.RESCHEDULE: Verb(
        lambda a, by, typed: services.reschedule(a, by=by, at=typed["at"]),
        "Jadwal terbit sudah diubah.",
        form=TimeForm,
        explain="Pilih waktu terbit yang lain.",
    ),
    Action.SEND_BACK: Verb(
        lambda a, by, typed: services.send_back(a, by=by, note=typed["note"]),
        "Dikembalikan. Penulis menerima catatan Anda.",
        form=ReasonForm,
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
        lambda a, by, typed: services.publish_urgent(a, by=by, seen=typed["seen"], note=typed["note"]),
        "Terbit segera. Redaksi akan meninjaunya menyusul.",
        form=ReasonForm,
        explain="Hanya untuk kabar yang tidak bisa menunggu, misalnya bencana. Terbit tanpa tinjauan; redaksi memeriksanya menyusul.",
    ),
    Action.TRANSFER: Verb(
        lambda a, by, typed: services.transfer(a, by=by, opd=typed["opd"]),
        "Naskah sudah dipindahkan.",
        form=OPDForm,
        explain="Pindahkan draf ini ke OPD lain. Bidang dan fotonya tidak ikut.",
    ),
    Action.PASS_ON: Verb(
        lambda a, by, typed: services.pass_on(Article.objects.filter(pk=a.pk), by=by, to=typed["to"]),
        "Dialihkan. Rekan itu sekarang memegang naskah ini dan sudah diberi tahu.",
        form=KeeperForm,
        explain="Serahkan naskah ini untuk dilanjutkan rekan satu tim. Isinya dan nama penulisnya tidak berubah.",
    ),
    Action.WITHDRAW: Verb(
        lambda a, by, typed: services.withdraw(a, by=by, note=typed["note"]),
        "Ditarik dari portal. Pembaca melihat alasan yang Anda tulis.",
        form=ReasonForm,
        explain="Berita tidak bisa dibaca lagi; alasan yang Anda tulis tampil untuk umum.",
        look="danger",
    ),
}


@dataclass(frozen=True)
class Button:
    """One verb as the page shows it: its address, its words and its form, perhaps with what was typed already."""

    action: Action
    verb: Verb
    form: VerbForm
    address: str
    look: str

    @property
    def asks(self) -> bool:
        return bool(self.form.visible_fields())


def buttons(user, article: Article, typed: dict[Action, VerbForm] | None = None) -> list[Button]:
    """The buttons this person has on this article now, the obvious next step first."""
    offered = set(policy.open_actions(user, article))
    open_verbs = [(action, verb) for action, verb in VERBS.items() if action in offered]
    return [
        Button(
            action,
            verb,
            form=_typed_again(typed, action, _blank(action, verb, article)),
            address=f"/admin/news/article/{article.pk}/{action.value}/",
            look="quiet" if place and verb.look == "primary" else verb.look,  # one next step, not two
        )
        for place, (action, verb) in enumerate(open_verbs)
    ]


def _typed_again(typed: dict[Action, VerbForm] | None, action: Action, blank: VerbForm) -> VerbForm:
    """What was typed, beside the version that now stands on the page: whoever reads it may press again."""
    if action not in (typed or {}):
        return blank
    form = typed[action]  # type: ignore[index]
    form.data = {**dict(form.data.items()), "seen": blank.initial["seen"]}
    return form


def left_over(typed: dict[Action, VerbForm] | None, shown: list[Button]) -> list[str]:
    """Reasons typed for a verb that is no longer offered (somebody was quicker): shown for copying, or they are lost."""
    offered = {button.action for button in shown}
    return [
        form["note"].value()
        for action, form in (typed or {}).items()
        if action not in offered and "note" in form.fields
    ]


def _blank(action: Action, verb: Verb, article: Article) -> VerbForm:
    readers_version = article.publication.version if action is Action.CONFIRM_URGENT else article.version
    tomorrow = timezone.localtime() + timedelta(days=1)
    return verb.form(
        article=article,
        initial={"seen": readers_version, "at": tomorrow.replace(hour=7, minute=0)},
        auto_id=f"{action.value}_%s",
    )
