"""The one application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PositionsConfig(AppConfig):
    name = "positions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let `positions.tasks` hang up the doorbell of jobs, and `bounces` hear what mail services tell."""
        autodiscover_modules("tasks", "digests.bounces")
