"""What the link in an invitation leads to, under /akun/undangan/."""

from django.urls import path

from opd import invitation_pages

urlpatterns = [
    path("selesai/", invitation_pages.done, name="invitation_done"),
    path("<str:token>/", invitation_pages.invitation, name="invitation"),
]
