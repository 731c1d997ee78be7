"""``fengqiao incidents catalogue``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fengqiao.areas.selectors import SYSTEM
from fengqiao.incidents import services
from fengqiao.incidents.services import IncidentRefused


class Command(BaseCommand):
    help = "Bring in what events can be about."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        catalogue = commands.add_parser("catalogue", help="bring in categories; without a file the shipped ones")
        catalogue.add_argument("file", nargs="?", type=Path, help="a JSON list like the shipped catalogue.json")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        try:
            rows = json.loads(file.read_text("utf-8")) if file else services.shipped_catalogue()
            count = services.load_catalogue(rows, actor=SYSTEM)
        except (OSError, ValueError, IncidentRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} categories are in the catalogue.")
