"""``fengqiao incidents catalogue | calendar | deadlines | search``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fengqiao.areas.selectors import SYSTEM
from fengqiao.core.errors import Refused
from fengqiao.incidents import services


class Command(BaseCommand):
    help = "Bring in what events can be about, the calendar of working days, and how long things may take."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        catalogue = commands.add_parser("catalogue", help="bring in categories; without a file the shipped ones")
        catalogue.add_argument("file", nargs="?", type=Path, help="a JSON list like the shipped catalogue.json")
        commands.add_parser("calendar", help="publish the shipped holidays and make-up workdays, or newer ones")
        deadlines = commands.add_parser("deadlines", help="bring in deadlines; without a file the shipped ones")
        deadlines.add_argument("file", nargs="?", type=Path, help="a JSON list like the shipped deadlines.json")

        commands.add_parser("search", help="write the index by which events are found anew")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(getattr(self, f"_{options['command']}")(options.get("file")))
        except (OSError, ValueError, AttributeError, Refused) as error:
            raise CommandError(str(error)) from error

    def _catalogue(self, file: Path | None) -> str:
        rows = json.loads(file.read_text("utf-8")) if file else services.shipped_catalogue()
        return f"{services.load_catalogue(rows, actor=SYSTEM)} categories are in the catalogue."

    def _calendar(self, file: None) -> str:
        found = services.seed_calendar(actor=SYSTEM).calendar
        return f"Calendar {found.number} is in force; working days are settled until {found.known_until}."

    def _deadlines(self, file: Path | None) -> str:
        rows = json.loads(file.read_text("utf-8")) if file else services.shipped_deadlines()
        return f"{services.load_deadlines(rows, actor=SYSTEM)} deadlines are new; those that were there stay."

    def _search(self, file: None) -> str:
        count = services.rebuild_search(progress=lambda done: self.stderr.write(f"{done} events …"))
        return f"{count} events can be found."
