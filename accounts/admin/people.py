"""The people's pages at the desk, for portal administrators only."""

from __future__ import annotations

from functools import wraps

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from unfold.decorators import display

from accounts import audit, second_factor
from accounts import people as service
from accounts.desk_page import PortalPage
from accounts.forms import PersonForm
from accounts.models import User

# Libraries register these by themselves. Rights come from roles (opd/roles.py), addresses from User.email;
# nobody reads another's secrets or sessions.
for registered_by_a_library in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(registered_by_a_library)

RECORDED = ("username", "email", "nip", "is_superuser")  # what somebody signs in by, and what opens everything
DATA = ("name", "username", "email", "nip", "phone", "position")


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [("aktif", "Aktif"), ("nonaktif", "Dinonaktifkan"), ("pengelola", "Pengelola portal")]

    def queryset(self, request, queryset):
        meant = {"aktif": {"is_active": True}, "nonaktif": {"is_active": False}, "pengelola": {"is_superuser": True}}
        return queryset.filter(**meant.get(self.value() or "", {}))


def verb(act):
    """An address that does something to one person: administrators only, POST only, and a refusal says why."""

    @wraps(act)
    def view(self, request, object_id):
        if not self.has_change_permission(request):
            raise PermissionDenied
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if request.method != "POST":
            sentence = "Alamat ini hanya bekerja lewat tombol di halaman orang tersebut. Tidak ada yang diubah."
            answer = self.answer(
                request, person, "accounts/sentence.html", status=405, title="Bukan lewat sini", sentence=sentence
            )
            answer.headers["Allow"] = "POST"
            return answer
        try:
            with transaction.atomic():
                return act(self, request, person)
        except service.Refused as refused:
            return self.answer(
                request, person, "accounts/sentence.html", status=422, title="Tidak jadi", sentence=str(refused)
            )

    return view


@admin.register(User)
class PersonAdmin(PortalPage):
    form = PersonForm
    list_display = ("name", "username", "email", "position", "status")
    list_filter = (StatusFilter,)
    search_fields = ("name", "username", "email", "nip")
    search_help_text = "Cari nama, nama pengguna, e-mail, atau NIP"
    readonly_fields = ("status", "demo", "last_login", "date_joined")
    add_fieldsets = [
        (
            None,
            {
                "fields": DATA,
                "description": "Kata sandi dibuat orang itu sendiri: setelah disimpan, buatkan tautan kata sandi di halamannya.",
            },
        )
    ]
    fieldsets = [
        (None, {"fields": DATA}),
        ("Akun", {"fields": ("is_superuser", "status", "demo", "last_login", "date_joined")}),
    ]
    list_before_template = "accounts/people_above.html"
    change_form_outer_before_template = "accounts/person_verbs.html"

    @display(description="status", ordering="is_active", label={"Aktif": "success", "Dinonaktifkan": "danger"})
    def status(self, person):
        return "Aktif" if person.is_active else "Dinonaktifkan"

    @display(description="akun demo")
    def demo(self, person):
        return "Ya, hanya bekerja di portal contoh" if person.is_demo else "Bukan"

    # --- Writing ------------------------------------------------------------------------------------------------
    def get_readonly_fields(self, request, obj=None):
        themselves = obj is not None and obj.pk == request.user.pk
        return (*super().get_readonly_fields(request, obj), *(["is_superuser"] if themselves else []))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request, obj, form, change) -> None:
        before = User.objects.select_for_update().values(*RECORDED).get(pk=obj.pk) if change else {}
        if change:  # a password or a switching off of the meantime stays
            obj.save(update_fields={field.name for field in obj._meta.concrete_fields} & {*form.changed_data})
            obj.refresh_from_db()
        else:
            obj.set_unusable_password()
            super().save_model(request, obj, form, change)
        after = {name: getattr(obj, name) for name in RECORDED}
        changed = [name for name in RECORDED if before.get(name) != after[name]]
        if changed:
            audit.record(
                "person.changed" if change else "person.created",
                obj,
                before={name: before[name] for name in changed if change},
                after={name: after[name] for name in changed} if change else after,
            )

    def render_change_form(self, request, context, *args, **kwargs):
        person = context.get("original")
        context |= {"has_second_factor": person is not None and second_factor.has(person)}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request, obj):
        """To the new person's page, where the link to a first password is made."""
        return redirect("admin:accounts_user_change", obj.pk)

    # --- Verbs --------------------------------------------------------------------------------------------------
    def get_urls(self):
        verbs = {"switch-off": self.switch_off, "switch-on": self.switch_on, "password-link": self.password_link}
        verbs["end-sessions"] = self.end_sessions
        verbs["reset-second-factor"] = self.reset_second_factor
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"accounts_user_{name.replace('-', '_')}",
            )
            for name, view in verbs.items()
        ]
        return own + super().get_urls()

    @verb
    def switch_off(self, request, person):
        service.switch_off(person, by=request.user)
        self.log_change(request, person, "Akun dinonaktifkan.")
        return self._back(request, person, f"Akun {person} dinonaktifkan dan dikeluarkan dari semua peranti.")

    @verb
    def switch_on(self, request, person):
        service.switch_on(person)
        self.log_change(request, person, "Akun diaktifkan kembali.")
        return self._back(request, person, f"Akun {person} aktif kembali, dengan kata sandi yang lama.")

    @verb
    def password_link(self, request, person):
        link = service.password_link(person)
        self.log_change(request, person, "Tautan kata sandi dibuat.")
        return self.answer(request, person, "accounts/password_link.html", title="Tautan kata sandi", link=link)

    @verb
    def end_sessions(self, request, person):
        ended = service.end_sessions(person)
        self.log_change(request, person, "Dikeluarkan dari semua peranti.")
        said = "dikeluarkan dari semua peranti" if ended else "sedang tidak masuk di peranti mana pun"
        return self._back(request, person, f"{person} {said}.")

    @verb
    def reset_second_factor(self, request, person):
        second_factor.reset(person, by=request.user)
        self.log_change(request, person, "Pengaman kedua direset.")
        return self._back(
            request, person, f"Pengaman kedua {person} direset. Ia masuk dengan kata sandi, lalu memasang yang baru."
        )

    def _back(self, request, person, message):
        self.message_user(request, message, messages.SUCCESS)
        return redirect("admin:accounts_user_change", person.pk)

    def answer(self, request, person, template, *, status=200, **context):
        """A page of its own about one person, with the way back to them."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "person": person, **context}
        return TemplateResponse(request, template, context, status=status)
