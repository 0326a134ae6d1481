from django.apps import AppConfig


class OPDConfig(AppConfig):
    name = "opd"
    verbose_name = "OPD"

    def ready(self) -> None:
        from opd import checks  # noqa: F401  (registers the check)
