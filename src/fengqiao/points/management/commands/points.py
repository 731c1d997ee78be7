"""``fengqiao points verify`` and ``fengqiao points rules``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from fengqiao.areas.selectors import SYSTEM, area_by_code
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import services
from fengqiao.points.models import Transfer
from fengqiao.points.services import PointsRefused


class Command(BaseCommand):
    help = "Verify the points ledger, or bring in a rule set."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("verify", help="recompute every balance, cap and chain and say what is wrong")
        rules = commands.add_parser("rules", help="bring in a rule set; without a file the shipped one")
        rules.add_argument("file", nargs="?", type=Path, help="a JSON list like the shipped seed_rules.json")
        rules.add_argument("--area", default="", help="official code of the area for which the rules count")
        rules.add_argument("--from", dest="valid_from", default="", help="2026-04-01T00:00+08:00; default now")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "rules":
            self._rules(options)
            return
        faults = services.verify() + services.verify_stock()
        for fault in faults:
            self.stderr.write(f"{fault.where}: {fault.problem}")
        if faults:
            raise CommandError(f"The ledger does not verify: {len(faults)} faults.")
        self.stdout.write(f"The ledger verifies: {Transfer.objects.count()} rows.")

    def _rules(self, options: dict[str, Any]) -> None:
        moment = parse_datetime(options["valid_from"]) if options["valid_from"] else clock.now()
        if moment is None or moment.tzinfo is None:
            raise CommandError("--from needs a time with its zone, like 2026-04-01T00:00+08:00")
        try:
            area_id = area_by_code(options["area"]).id if options["area"] else None
            rows = json.loads(options["file"].read_text("utf-8")) if options["file"] else services.seed_rules()
            new = services.load_rules(rows, valid_from=moment, area_id=area_id, actor=SYSTEM)
        except NotYours as error:
            raise CommandError(f"No area has the code {options['area']}.") from error
        except (OSError, ValueError, PointsRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{new} new rule versions.")
