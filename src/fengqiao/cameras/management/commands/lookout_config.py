"""``fengqiao lookout_config`` prepares what cameras begin with and writes the engine's settings file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from fengqiao.cameras import services


class Command(BaseCommand):
    help = "Write the camera engine's settings file (it may hold passwords and is readable by its owner only)."

    def handle(self, *args: Any, **options: Any) -> None:
        services.set_up()
        path = services.write_engine_config()
        if int(options["verbosity"]) > 1:
            self.stdout.write(str(path))
