"""``fengqiao demo`` fills an empty database with the invented town; a filled one is left as it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Fill the database with the invented town (demo settings only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The invented town exists only in demo mode: `fengqiao demo`.")
        from fengqiao.config.demo import areas, cameras, spine

        for part in (areas, spine, cameras):
            part.seed()
