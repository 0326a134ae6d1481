"""The page that brings people in from a CSV file: it shows first what each line would do, and does it when told to."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts import letters, people, plans
from accounts.plans import AGAIN, BROKEN, Changed, Plan
from accounts.sheets import SheetRefused
from opd import people_import
from opd.people_import import NEW, REFUSED, ROLE, SAME
from opd.people_sheet import COLUMNS, MOST_BYTES, NEEDED

HERE = "/admin/opd/people-import/"


class FileForm(plans.FileForm):
    most = MOST_BYTES

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "Paling banyak 1.000 orang dan 1 MB. Belum ada yang diubah pada langkah ini."


class RunForm(plans.RunForm):
    most = MOST_BYTES
    letters = forms.BooleanField(
        label="Kirim tautan kata sandi lewat e-mail kepada setiap orang baru",
        required=False,
    )


def upload(request):
    """GET asks for the file, POST shows what it would do; nothing is changed here."""
    _only_portal_administrators(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        text = form.cleaned_data["file"]
        try:
            return _show_plan(request, people_import.plan(text), text)
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
    return _show_form(request, form)


def run(request):
    """POST does what was shown, or shows what it would be now."""
    _only_portal_administrators(request)
    if request.method != "POST":
        response = _show_form(request, FileForm(), status=405)
        response.headers["Allow"] = "POST"
        return response
    form = RunForm(request.POST)
    if not form.is_valid():
        messages.error(request, BROKEN)
        return _show_form(request, FileForm(), status=422)
    return _run(request, **form.cleaned_data)


def _run(request, text: str, plan: str, letters: bool):
    try:
        done = people_import.carry_out(text, shown=plan, by=request.user)
    except SheetRefused as refusal:
        messages.error(request, str(refusal))
        return _show_form(request, FileForm(), status=422)
    except Changed as changed:
        messages.warning(request, AGAIN)
        return _show_plan(request, changed.plan, text, letters=letters, status=422)
    written_to = _send_links(done) if letters else []
    context = {
        "title": "Impor orang selesai",
        "done": done,
        "groups": _groups(done),
        "without_letter": [step for step in done.of(NEW) if step not in written_to],
        "letters": len(written_to),
    }
    return _render(request, "opd/admin/people_imported.html", context)


def _send_links(done: Plan) -> list:
    """A letter with a link to a first password to everybody who is new and has an address; who that is."""
    written_to, posted = [], []
    for step in done.of(NEW):
        if step.person and step.person.email:
            context = {"person": step.person, "link": people.password_link(step.person)}
            body = render_to_string("opd/letters/first_password.txt", context)
            posted.append(EmailMessage("Akun Anda di Portal Kabupaten Blora", body, to=[step.person.email]))
            written_to.append(step)
    letters.post_all(posted)
    return written_to


def _show_form(request, form: FileForm, status: int = 200):
    context = {"title": "Impor orang", "form": form, "columns": COLUMNS, "needed": NEEDED, "sample": "sheets/orang.csv"}
    return _render(request, "opd/admin/people_import.html", context, status=422 if form.errors else status)


def _show_plan(request, plan: Plan, text: str, *, letters: bool = False, status: int = 200):
    form = RunForm(initial={"text": text, "plan": plan.digest, "letters": letters})
    context = {"title": "Rencana impor orang", "plan": plan, "groups": _groups(plan), "form": form}
    return _render(request, "opd/admin/people_plan.html", context, status=status)


def _groups(plan: Plan) -> list[dict]:
    """The steps by what they come to, what needs a look first; and the colour of the pill."""
    named = [
        (REFUSED, "Ditolak", "returned"),
        (NEW, "Akun baru", "published"),
        (ROLE, "Sudah ada, mendapat peran", "handed-in"),
        (SAME, "Sudah ada, tidak berubah", "draft"),
    ]
    found = [(outcome, title, pill, plan.of(outcome)) for outcome, title, pill in named]
    return [
        {"title": title, "pill": pill, "steps": steps, "count": len(steps), "outcome": outcome}
        for outcome, title, pill, steps in found
    ]


def _render(request, template: str, context: dict, status: int = 200):
    return render(request, template, admin.site.each_context(request) | {"here": HERE} | context, status=status)


def _only_portal_administrators(request) -> None:
    if not people.is_portal_admin(request.user):
        raise PermissionDenied("Hanya pengelola portal yang mengimpor orang.")


admin.site.add_page("opd/people-import/", upload, "opd_people_import")  # type: ignore[attr-defined]
admin.site.add_page("opd/people-import/run/", run, "opd_people_import_run")  # type: ignore[attr-defined]
