from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "fengqiao.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Let every app's ``receivers`` module register its receivers."""
        autodiscover_modules("receivers")
