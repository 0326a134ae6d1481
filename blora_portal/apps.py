from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class DeskConfig(AdminConfig):
    """Django's admin, with our own site in it."""

    default_site = "blora_portal.desk.NewsDesk"


class StaticConfig(StaticFilesConfig):
    """What collectstatic leaves out: pages of CKEditor that are for its developers, where its known holes are (SECURITY.md),
    and the parts that would call other hosts."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "samples",
        "tests",
        *(
            f"ckeditor/ckeditor/plugins/{name}/*"
            for name in ("codesnippetgeshi", "exportpdf", "preview", "scayt", "wsc")
        ),
    ]


class PortalConfig(AppConfig):
    name = "blora_portal"
    verbose_name = "Portal"
