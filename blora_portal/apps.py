from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with our own site in it."""

    default_site = "blora_portal.desk.NewsDesk"


class PortalConfig(AppConfig):
    name = "blora_portal"
    verbose_name = "Portal"
