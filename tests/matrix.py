"""The table of the desk: address, then status for GET and POST on a thing of dinkes, GET and POST on one of dpupr.

Each line stands on a sentence of ARCHITECTURE.md (sections 3, 4 and 7), not on the code; `tests/test_matrix.py` asks.
A `+` says that something was changed. writer and admin are dinkes', the outsider is the admin of dpupr, the editor's
desk covers dinkes only, nobody is signed in without a role.
"""

from __future__ import annotations

PEOPLE = ("visitor", "nobody", "writer", "admin", "outsider", "editor", "superuser")

TABLE = """
admin/
admin/news/article/
    302 302 302 302      visitor nobody
    200 200 200 200      writer admin outsider editor superuser

admin/^(?P<app_label>accounts|opd|news|blora_portal)/$
    404 404 404 404      visitor nobody writer admin outsider editor superuser

admin/accounts/auditentry/
admin/accounts/auditentry/<path:object_id>/change/
admin/accounts/auditentry/export/
admin/blora_portal/oldaddress/export/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor
    200 405 200 405      superuser

admin/accounts/signinattempt/
admin/accounts/signinattempt/<path:object_id>/history/
admin/accounts/user/
admin/accounts/user/<path:object_id>/history/
admin/blora_portal/browserreport/
admin/blora_portal/oldaddress/
admin/blora_portal/oldaddress/<path:object_id>/history/
admin/blora_portal/oldaddress/import/
admin/news/notetag/
admin/news/notetag/<path:object_id>/history/
admin/news/rubric/
admin/news/rubric/<path:object_id>/history/
admin/opd/desk/
admin/opd/desk/<path:object_id>/history/
admin/opd/platform/
admin/opd/platform/<path:object_id>/history/
admin/opd/holiday/
admin/opd/holiday/<path:object_id>/history/
admin/opd/people-import/
admin/opd/workinghours/
admin/opd/workinghours/<path:object_id>/history/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor
    200 200 200 200      superuser

admin/accounts/signinattempt/<path:object_id>/change/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor
    200 403 200 403      superuser

admin/accounts/signinattempt/<path:object_id>/delete/
admin/accounts/signinattempt/add/
admin/accounts/user/<path:object_id>/delete/
admin/news/notetag/<path:object_id>/delete/
admin/news/rubric/<path:object_id>/delete/
admin/opd/desk/<path:object_id>/delete/
admin/opd/opd/<path:object_id>/delete/
admin/opd/platform/<path:object_id>/delete/
admin/opd/unit/<path:object_id>/delete/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor superuser

admin/blora_portal/oldaddress/<path:object_id>/change/
admin/blora_portal/oldaddress/<path:object_id>/delete/
admin/blora_portal/oldaddress/add/
admin/opd/holiday/<path:object_id>/change/
admin/opd/holiday/<path:object_id>/delete/
admin/opd/holiday/add/
admin/opd/holiday/import/
admin/opd/workinghours/<path:object_id>/change/
admin/opd/workinghours/<path:object_id>/delete/
admin/opd/workinghours/add/
admin/accounts/user/<path:object_id>/change/
admin/accounts/user/add/
admin/news/notetag/<path:object_id>/change/
admin/news/notetag/add/
admin/news/rubric/<path:object_id>/change/
admin/news/rubric/add/
admin/opd/desk/<int:desk_id>/invitations/
admin/opd/desk/<path:object_id>/change/
admin/opd/desk/add/
admin/opd/platform/<path:object_id>/change/
admin/opd/platform/add/
admin/opd/opd/add/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor
    200 302+ 200 302+    superuser

admin/accounts/user/<path:object_id>/end-sessions/
admin/accounts/user/<path:object_id>/reset-second-factor/
admin/accounts/user/<path:object_id>/switch-off/
admin/accounts/user/<path:object_id>/switch-on/
admin/opd/desk/<int:desk_id>/invitations/<int:invitation_id>/resend/
admin/opd/desk/<int:desk_id>/invitations/<int:invitation_id>/revoke/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor
    405 302+ 405 302+    superuser

admin/accounts/user/<path:object_id>/password-link/
admin/blora_portal/oldaddress/import/run/
admin/opd/people-import/run/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider editor
    405 200+ 405 200+    superuser

admin/autocomplete/
admin/search/
    302 302 302 302      visitor nobody
    404 404 404 404      writer admin outsider editor superuser

admin/jsi18n/
    302 302 302 302      visitor nobody
    200 405 200 405      writer admin outsider editor superuser

admin/news/readers/
admin/news/readers/export/
    302 302 302 302      visitor nobody
    200 405 200 405      writer admin outsider editor superuser

admin/login/
    302 302 302 302      visitor writer admin outsider editor superuser
    403 403 403 403      nobody

admin/logout/
admin/password_change/
admin/password_change/done/
    302 302 302 302      visitor nobody writer admin outsider editor superuser

admin/news/article/<int:article_id>/confirm-urgent/
admin/news/article/<int:article_id>/correct/
admin/news/article/<int:article_id>/let-go/
admin/news/article/<int:article_id>/note/
admin/news/article/<int:article_id>/publish/
admin/news/article/<int:article_id>/reschedule/
admin/news/article/<int:article_id>/schedule/
admin/news/article/<int:article_id>/send-back/
admin/news/article/<int:article_id>/take/
    302 302 302 302      visitor nobody
    405 403 404 404      writer admin
    404 404 405 403      outsider
    405 302+ 404 404     editor
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/answer/
admin/news/article/<int:article_id>/look-again/
admin/news/article/<int:article_id>/reopen/
admin/news/article/<int:article_id>/settle/
    302 302 302 302      visitor nobody
    405 302+ 404 404     writer admin editor
    404 404 405 302+     outsider
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/hand-in/
admin/news/article/<int:article_id>/restore/
    302 302 302 302      visitor nobody
    405 302+ 404 404     writer admin
    404 404 405 302+     outsider
    404 404 404 404      editor
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/here/
    302 302 302 302      visitor nobody
    405 200+ 404 404     writer admin editor
    404 404 405 200+     outsider
    405 200+ 405 200+    superuser

admin/news/article/<int:article_id>/pass-on/
admin/news/article/<int:article_id>/publish-urgent/
admin/news/article/<int:article_id>/submit/
    302 302 302 302      visitor nobody
    405 403 404 404      writer
    405 302+ 404 404     admin
    404 404 405 302+     outsider
    404 404 404 404      editor
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/compare/
admin/news/article/<int:article_id>/preview/
admin/news/article/<int:article_id>/review/
admin/news/article/<path:object_id>/history/
    302 302 302 302      visitor nobody
    200 200 404 404      writer admin editor
    404 404 200 200      outsider
    200 200 200 200      superuser

admin/news/article/<int:article_id>/recall/
    302 302 302 302      visitor nobody
    405 403 404 404      writer editor
    405 302+ 404 404     admin
    404 404 405 302+     outsider
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/revise/
    302 302 302 302      visitor nobody
    405 302+ 404 404     writer admin
    404 404 405 302+     outsider
    405 403 404 404      editor
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/transfer/
    302 302 302 302      visitor nobody
    405 403 404 404      writer admin
    404 404 405 403      outsider
    404 404 404 404      editor
    405 302+ 405 302+    superuser

admin/news/article/<int:article_id>/unschedule/
admin/news/article/<int:article_id>/withdraw/
    302 302 302 302      visitor nobody
    405 403 404 404      writer
    405 302+ 404 404     admin editor
    404 404 405 302+     outsider
    405 302+ 405 302+    superuser

admin/news/article/<path:object_id>/change/
admin/news/article/<path:object_id>/delete/
    302 302 302 302      visitor nobody
    200 302+ 404 404     writer admin
    404 404 200 302+     outsider
    404 404 404 404      editor
    200 302+ 200 302+    superuser

admin/news/article/add/
    302 302 302 302      visitor nobody
    200 302+ 200 302+    writer admin outsider superuser
    403 403 403 403      editor

admin/news/mediaasset/
    302 302 302 302      visitor nobody
    200 200 200 200      writer admin outsider editor superuser

admin/news/mediaasset/<int:asset_id>/share/
    302 302 302 302      visitor nobody
    405 403 405 404      writer
    405 302+ 405 404     admin
    405 404 405 302+     outsider
    405 404 405 404      editor
    405 302+ 405 302+    superuser

admin/news/mediaasset/<int:asset_id>/unshare/
    302 302 302 302      visitor nobody
    405 403 405 403      writer editor
    405 302+ 405 403     admin
    405 403 405 302+     outsider
    405 302+ 405 302+    superuser

admin/news/mediaasset/<int:asset_id>/thumb/
    302 302 302 302      visitor nobody
    302 405 404 405      writer admin
    404 405 302 405      outsider
    404 405 404 405      editor
    302 405 302 405      superuser

admin/news/mediaasset/<path:object_id>/change/
admin/news/mediaasset/<path:object_id>/delete/
    302 302 302 302      visitor nobody
    200 302+ 404 404     writer admin
    404 404 200 302+     outsider
    404 404 404 404      editor
    200 302+ 200 302+    superuser

admin/news/mediaasset/<path:object_id>/history/
    302 302 302 302      visitor nobody
    200 200 404 404      writer admin
    404 404 200 200      outsider
    404 404 404 404      editor
    200 200 200 200      superuser

admin/news/mediaasset/add/
    302 302 302 302      visitor nobody
    200 302+ 200 302+    writer admin outsider superuser
    403 403 403 403      editor

admin/news/mediaasset/choose/
    302 302 302 302      visitor nobody
    200 405 404 405      writer admin editor
    404 405 200 405      outsider
    200 405 200 405      superuser

admin/news/mediaasset/upload/
    302 302 302 302      visitor nobody
    200 201+ 404 404     writer admin
    404 404 200 201+     outsider
    403 403 403 403      editor
    200 201+ 200 201+    superuser

admin/news/opd/<int:opd_id>/hand-over/<int:user_id>/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    200 302+ 404 404     admin
    404 404 200 302+     outsider
    200 302+ 200 302+    superuser

admin/news/opd/<int:opd_id>/site/
admin/news/opd/<int:opd_id>/site/<str:kind>/history/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    200 200 404 404      admin
    404 404 200 200      outsider
    200 200 200 200      superuser

admin/news/opd/<int:opd_id>/site/<str:kind>/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    200 302+ 404 404     admin
    404 404 200 302+     outsider
    200 302+ 200 302+    superuser

admin/news/opd/<int:opd_id>/site/<str:kind>/down/
admin/news/opd/<int:opd_id>/site/<str:kind>/hide/
admin/news/opd/<int:opd_id>/site/<str:kind>/restore/
admin/news/opd/<int:opd_id>/site/<str:kind>/show/
admin/news/opd/<int:opd_id>/site/<str:kind>/up/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    405 302+ 404 404     admin
    404 404 405 302+     outsider
    405 302+ 405 302+    superuser

admin/opd/officialaccount/<path:object_id>/delete/
    302 302 302 302      visitor nobody
    403 403 403 403      writer editor
    200 302+ 404 404     admin
    404 404 200 302+     outsider
    200 302+ 200 302+    superuser

admin/news/opd/<int:opd_id>/switch-off/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    403 403 404 404      admin
    404 404 403 403      outsider
    200 302+ 200 302+    superuser

admin/news/opd/<int:opd_id>/switch-on/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor superuser
    403 403 404 404      admin
    404 404 403 403      outsider

admin/news/article/<int:article_id>/pin-down/
admin/news/article/<int:article_id>/pin-up/
admin/news/article/<int:article_id>/pin/
admin/news/article/<int:article_id>/unpin/
    302 302 302 302      visitor nobody
    405 403 404 404      writer admin
    404 404 405 403      outsider
    405 302+ 404 404     editor
    405 302+ 405 302+    superuser

admin/news/pins/
admin/news/queue/
admin/news/searchmiss/
    302 302 302 302      visitor nobody
    403 403 403 403      writer admin outsider
    200 200 200 200      editor superuser

admin/opd/officialaccount/
admin/opd/opd/
admin/opd/unit/
    302 302 302 302      visitor nobody
    403 403 403 403      writer editor
    200 200 200 200      admin outsider superuser

admin/opd/opd/<int:opd_id>/team/
admin/opd/officialaccount/<path:object_id>/history/
admin/opd/opd/<path:object_id>/history/
admin/opd/unit/<path:object_id>/history/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    200 200 404 404      admin
    404 404 200 200      outsider
    200 200 200 200      superuser

admin/opd/opd/<int:opd_id>/team/<int:membership_id>/dismiss/
admin/opd/opd/<int:opd_id>/team/appoint/
admin/opd/opd/<int:opd_id>/team/invitations/<int:invitation_id>/resend/
admin/opd/opd/<int:opd_id>/team/invitations/<int:invitation_id>/revoke/
    302 302 302 302      visitor nobody
    404 404 404 404      writer editor
    405 302+ 404 404     admin
    404 404 405 302+     outsider
    405 302+ 405 302+    superuser

admin/opd/officialaccount/<path:object_id>/change/
admin/opd/opd/<path:object_id>/change/
admin/opd/unit/<path:object_id>/change/
    302 302 302 302      visitor nobody
    403 403 403 403      writer editor
    200 302+ 404 404     admin
    404 404 200 302+     outsider
    200 302+ 200 302+    superuser

admin/opd/officialaccount/add/
admin/opd/unit/add/
    302 302 302 302      visitor nobody
    403 403 403 403      writer editor
    200 302+ 200 200     admin
    200 200 200 302+     outsider
    200 302+ 200 302+    superuser

"""


def _read(table: str) -> dict[str, dict[str, str]]:
    """address → person → the four answers."""
    read: dict[str, dict[str, str]] = {}
    for block in table.strip().split("\n\n"):
        lines = block.splitlines()
        rows = [line.split() for line in lines if line.startswith(" ")]
        answers = {who: " ".join(words[:4]) for words in rows for who in words[4:]}
        read |= {line: answers for line in lines if not line.startswith(" ")}
    return read


MATRIX = _read(TABLE)
