"""Sign-in at /akun/: allauth's own path names; what the portal does not offer has no address here."""

from allauth.account import views
from django.urls import include, path, re_path

from accounts import pages, security_page
from accounts.pages import closed, page

urlpatterns = [
    # allauth sends people from the bare /akun/ to "account_email" when that answers 404; here it is the way in.
    path("", page(pages.entrance), name="account_email"),
    path("login/", page(pages.SignIn.as_view()), name="account_login"),
    path("logout/", page(views.logout), name="account_logout"),
    path("inactive/", page(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", page(pages.Reauthenticate.as_view()), name="account_reauthenticate"),
    path("password/change/", page(pages.ChangePassword.as_view()), name="account_change_password"),
    path("password/change/done/", page(pages.password_changed), name="account_change_password_done"),
    path("password/reset/", page(pages.Forgotten.as_view()), name="account_reset_password"),
    path("password/reset/done/", page(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(pages.NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        page(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("accounts.second_factor_urls")),
    path("keamanan/", page(security_page.overview), name="account_security"),
    path("keamanan/keluarkan-yang-lain/", page(security_page.end_others), name="account_security_end_others"),
    re_path(
        r"^keamanan/keluarkan/(?P<pk>[1-9][0-9]{0,17})/$", page(security_page.end_one), name="account_security_end"
    ),
    # Names that allauth asks for by itself.
    path("signup/", closed, name="account_signup"),
    path("password/set/", closed, name="account_set_password"),
]
