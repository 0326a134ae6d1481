"""Old addresses at the desk: the list, one row, a file in and a file out; for portal administrators alone."""

from __future__ import annotations

import csv

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts import plans
from accounts.desk_page import PortalPage
from accounts.plans import AGAIN, BROKEN, Changed, Plan
from accounts.sheets import SheetRefused
from blora_portal import old_addresses, old_import
from blora_portal.models import OldAddress
from blora_portal.old_import import CHANGED, COLUMNS, MOST_BYTES, NEW, REFUSED, SAME

HERE, SAMPLE = "/admin/blora_portal/oldaddress/import/", "sheets/alamat-lama.csv"
SHOWN = 500  # lines of each kind on the page; what is refused is shown in full
GROUPS = (
    (REFUSED, "Ditolak", "returned"),
    (NEW, "Alamat lama baru", "published"),
    (CHANGED, "Sudah ada, tujuannya diganti", "handed-in"),
    (SAME, "Sudah ada, tidak berubah", "draft"),
)


class AddressForm(forms.ModelForm):
    class Meta:
        model = OldAddress
        fields = ("path", "target")
        widgets = {"path": UnfoldAdminTextInputWidget, "target": UnfoldAdminTextInputWidget}

    def clean_path(self) -> str:
        return old_addresses.old(self.cleaned_data["path"], old_addresses.Pages())

    def clean_target(self) -> str:
        return old_addresses.new(self.cleaned_data["target"], old_addresses.Pages())


class FileForm(plans.FileForm):
    most = MOST_BYTES

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "Paling banyak 10.000 alamat dan 2 MB. Belum ada yang diubah pada langkah ini."


class RunForm(plans.RunForm):
    most = MOST_BYTES


@admin.register(OldAddress)
class OldAddressAdmin(PortalPage):
    form = AddressForm
    list_display = ("path", "target")
    search_fields = ("path", "target")
    search_help_text = "Cari bagian alamat lama atau alamat baru"
    ordering = ("path",)
    list_before_template = "blora_portal/old_addresses_above.html"

    has_delete_permission = PortalPage.is_portal_admin

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        old_addresses.settle({obj.path: obj.target})

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = (
            ("import/", self.upload, "import"),
            ("import/run/", self.run, "import_run"),
            ("export/", self.export, "export"),
        )
        own = [path(route, view(page), name=f"blora_portal_oldaddress_{name}") for route, page, name in pages]
        return [*own, *super().get_urls()]

    # --- A file in --------------------------------------------------------------------------------------------------
    def upload(self, request):
        """GET asks for the file, POST shows what it would do; nothing is changed here."""
        self._only_portal_admin(request)
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if form.is_valid():
            text = form.cleaned_data["file"]
            try:
                return self._show_plan(request, old_import.plan(text), text)
            except SheetRefused as refusal:
                form.add_error("file", str(refusal))
        return self._show_form(request, form)

    def run(self, request):
        """POST does what was shown, or shows what it would be now."""
        self._only_portal_admin(request)
        if request.method != "POST":
            response = self._show_form(request, FileForm(), status=405)
            response.headers["Allow"] = "POST"
            return response
        form = RunForm(request.POST)
        if not form.is_valid():
            messages.error(request, BROKEN)
            return self._show_form(request, FileForm(), status=422)
        return self._run(request, **form.cleaned_data)

    def _run(self, request, text: str, plan: str):
        try:
            done = old_import.carry_out(text, shown=plan, by=request.user)
        except SheetRefused as refusal:
            messages.error(request, str(refusal))
            return self._show_form(request, FileForm(), status=422)
        except Changed as changed:
            messages.warning(request, AGAIN)
            return self._show_plan(request, changed.plan, text, status=422)
        return self._show(request, "imported", "Impor alamat lama selesai", {"done": done, "groups": _groups(done)})

    # --- A file out -------------------------------------------------------------------------------------------------
    def export(self, request):
        """All of them, in the form that can be brought in again."""
        self._only_portal_admin(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="alamat-lama-{timezone.localdate()}.csv"'
        table = csv.writer(response, delimiter=";")
        table.writerow(COLUMNS)
        rows = OldAddress.objects.order_by("path").values_list("path", "target")
        table.writerows(map(_cells, rows.iterator(chunk_size=1000)))
        return response

    # --- Pages ------------------------------------------------------------------------------------------------------
    def _show_form(self, request, form: FileForm, status: int = 200):
        return self._show(
            request,
            "import",
            "Impor alamat lama",
            {"form": form, "sample": SAMPLE},
            status=422 if form.errors else status,
        )

    def _show_plan(self, request, plan: Plan, text: str, status: int = 200):
        form = RunForm(initial={"text": text, "plan": plan.digest})
        context = {"plan": plan, "groups": _groups(plan), "form": form}
        return self._show(request, "plan", "Rencana impor alamat lama", context, status=status)

    def _show(self, request, page: str, title: str, more: dict, status: int = 200):
        context = self.admin_site.each_context(request) | {"title": title, "opts": self.opts, "here": HERE} | more
        return render(request, f"blora_portal/old_addresses_{page}.html", context, status=status)

    def _only_portal_admin(self, request) -> None:
        if not self.is_portal_admin(request):
            raise PermissionDenied("Hanya pengelola portal yang mengatur alamat lama.")


def _cells(row: tuple[str, str]) -> list[str]:
    """As a spreadsheet can take them: an address begins with a slash, so only behind a separator could a formula begin."""
    path, target = row
    quoted = path.replace("%", "%25")  # it is unquoted when it comes in
    return [each.replace(",", "%2C").replace(";", "%3B") for each in (quoted, target)]


def _groups(plan: Plan) -> list[dict]:
    """The steps by what they come to, what needs a look first; and the colour of the pill."""
    groups = []
    for outcome, title, pill in GROUPS:
        steps = plan.of(outcome)
        shown = steps if outcome == REFUSED else steps[:SHOWN]
        more = len(steps) - len(shown)
        groups.append(
            {"title": title, "pill": pill, "count": len(steps), "steps": shown, "more": more, "outcome": outcome}
        )
    return groups
