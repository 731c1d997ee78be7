"""``fengqiao areas import``: load the official list of a county, or of the whole country."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fengqiao.areas import services
from fengqiao.areas.selectors import SYSTEM

SHOWN = 20


class Command(BaseCommand):
    help = "Load the official list of areas. The county 441821 (Fogang) is shipped; others come from --from."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        load = commands.add_parser("import", help="add new areas and correct the names of known ones; none is removed")
        which = load.add_mutually_exclusive_group(required=True)
        which.add_argument("--county", metavar="CODE", help="the county's code, such as 441821")
        which.add_argument("--all", action="store_true", help="every row of the list")
        load.add_argument(
            "--from",
            dest="folder",
            type=Path,
            metavar="DIR",
            help="folder with provinces, cities, areas, streets and villages.csv, such as china-division's dist",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = services.import_areas(folder=options["folder"], county=options["county"], actor=SYSTEM)
        except services.ListRefused as refused:
            for problem in refused.problems:
                self.stderr.write(problem)
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{report.added} added, {report.changed} changed, {report.unchanged} as they were.")
        if report.gone:
            codes = ", ".join(report.gone[:SHOWN]) + (" …" if len(report.gone) > SHOWN else "")
            self.stdout.write(f"{len(report.gone)} are in the database but not in this list, and stay: {codes}")
