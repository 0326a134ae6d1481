from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Portal"

    def ready(self) -> None:
        from accounts import (
            checks,  # noqa: F401  (registers the check)
            session_signals,
        )

        session_signals.connect()
