"""The second factor at /akun/2fa/, under allauth's names; what it offers beyond these has no address here."""

from django.urls import path, re_path

from accounts import second_factor_pages as pages
from accounts.pages import page

urlpatterns = [
    path("", page(pages.overview), name="mfa_index"),
    path("authenticate/", page(pages.SecondStep.as_view()), name="mfa_authenticate"),
    path("reauthenticate/", page(pages.Again.as_view()), name="mfa_reauthenticate"),
    path("totp/activate/", page(pages.AddApp.as_view()), name="mfa_activate_totp"),
    path("totp/deactivate/", page(pages.remove_app), name="mfa_deactivate_totp"),
    path("recovery-codes/", page(pages.codes), name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", page(pages.renew_codes), name="mfa_generate_recovery_codes"),
    path("webauthn/add/", page(pages.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("webauthn/login/", page(pages.PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path("webauthn/reauthenticate/", page(pages.AgainByPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
    re_path(r"^webauthn/keys/(?P<pk>[0-9]{1,18})/remove/$", page(pages.remove_passkey), name="mfa_remove_webauthn"),
    re_path(r"^webauthn/keys/(?P<pk>[0-9]{1,18})/edit/$", page(pages.rename_passkey), name="mfa_edit_webauthn"),
]
