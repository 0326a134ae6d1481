"""The base of every tenant's admin page: reading is a queryset (404), acting is a right on the OPD (403)."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import PermissionDenied

from accounts.desk_page import DeskPage
from opd import access
from opd.models import OPD
from opd.rights import Right


class OPDScopedAdmin(DeskPage):
    """Pages of a model with an `opd` (or of OPD itself) whose manager has `seen_by` (opd/querysets.py).

    `reads`: any of these rights, anywhere, opens the list. `changes`: any of these, on the object's OPD, saves.
    """

    reads: ClassVar[tuple[Right, ...]] = ()
    changes: ClassVar[tuple[Right, ...]] = ()

    def opd_of(self, obj) -> OPD:
        return obj if isinstance(obj, OPD) else obj.opd

    def holds_any(self, user, rights, obj=None) -> bool:
        """Any of the rights: on the OPD of `obj`, or without one anywhere."""
        if obj is None:
            return bool(access.opds_where(user, *rights))
        return access.holds_any(user, rights, self.opd_of(obj))

    def get_queryset(self, request):
        return super().get_queryset(request).seen_by(request.user)

    def has_module_permission(self, request) -> bool:
        return self.holds_any(request.user, self.reads)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.holds_any(request.user, self.reads, obj)

    def has_add_permission(self, request) -> bool:
        return self.holds_any(request.user, self.changes)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.holds_any(request.user, self.changes, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Choices of a foreign key are the rows this person may read, never another OPD's."""
        rows = kwargs.get("queryset")
        if rows is None:  # and not when it is empty: no choice must never mean every choice
            rows = db_field.remote_field.model._default_manager.all()
        if hasattr(rows, "seen_by"):
            kwargs["queryset"] = rows.seen_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        """Ask again for the OPD that was posted: the form's choices alone do not guard it."""
        if not self.holds_any(request.user, self.changes, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def history_view(self, request, object_id, extra_context=None):
        """The history of an object one may read; Django asks no queryset here."""
        if self.get_object(request, object_id) is None:
            self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)
