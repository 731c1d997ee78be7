"""``fengqiao points verify``, ``fengqiao points rules`` and ``fengqiao points simulate``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from fengqiao.areas.selectors import SYSTEM, area_by_code
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import services
from fengqiao.points.domain import simulation
from fengqiao.points.domain.quarters import median_words
from fengqiao.points.models import Transfer
from fengqiao.points.services import PointsRefused

# What is known of the place that this is modelled on: the lowest and highest of 104 workers from March to August.
LOW, HIGH = 45, 105


class Command(BaseCommand):
    help = "Verify the points ledger, bring in a rule set, or see what one gives."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("verify", help="recompute every balance, cap and chain and say what is wrong")
        play = commands.add_parser("simulate", help="what the rules give to invented workers over six months")
        play.add_argument("file", nargs="?", type=Path, help="a rule set to try; without it the shipped one")
        play.add_argument("--workers", type=int, default=104)
        play.add_argument("--seed", type=int, default=1)
        play.add_argument("--picture", type=Path, help="draw the distribution into this SVG file")
        rules = commands.add_parser("rules", help="bring in a rule set; without a file the shipped one")
        rules.add_argument("file", nargs="?", type=Path, help="a JSON list like the shipped seed_rules.json")
        rules.add_argument("--area", default="", help="official code of the area for which the rules count")
        rules.add_argument("--from", dest="valid_from", default="", help="2026-04-01T00:00+08:00; default now")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "rules":
            self._rules(options)
            return
        if options["command"] == "simulate":
            self._simulate(options)
            return
        faults = services.verify() + services.verify_stock()
        for fault in faults:
            self.stderr.write(f"{fault.where}: {fault.problem}")
        if faults:
            raise CommandError(f"The ledger does not verify: {len(faults)} faults.")
        self.stdout.write(f"The ledger verifies: {Transfer.objects.count()} rows.")

    def _simulate(self, options: dict[str, Any]) -> None:
        """Invented work under real rules; says so."""
        start = datetime(2026, 3, 2, tzinfo=ZoneInfo(settings.TIME_ZONE))
        try:
            rows = json.loads(options["file"].read_text("utf-8")) if options["file"] else services.seed_rules()
            rules = [services.parsed(row, version=1, valid_from=start) for row in rows]
        except (OSError, ValueError, PointsRefused) as error:
            raise CommandError(str(error)) from error
        played = simulation.simulate(
            rules, workers=options["workers"], start=start, zone=start.tzinfo or UTC, seed=options["seed"]
        )
        totals = sorted(one.points for one in played)
        if not totals:
            raise CommandError("--workers takes a number from 1.")
        self.stdout.write(
            f"{len(totals)} invented workers, {simulation.WEEKS} weeks, seed {options['seed']}: lowest {totals[0]}, "
            f"median {median_words(totals)}, highest {totals[-1]} points; known from a town: {LOW} to {HIGH}."
        )
        groups = sorted({group for one in played for group in one.by_group})
        for group in groups:
            got = sum(one.by_group.get(group, 0) for one in played) / len(played)
            self.stdout.write(f"  {group}: {got:.1f} points a worker")
        self.stdout.write(
            "Assumed, not measured: how diligent workers are (about 1, spread 0.14), how much there is to do in a grid "
            "(about 1, spread 0.2), and the chances a week in points/domain/simulation.py. Only the rules are real."
        )
        if options["picture"]:
            words = {"low": str(LOW), "high": str(HIGH), "under": "points in six months, columns: workers (invented)"}
            options["picture"].write_text(simulation.drawing(totals, low=LOW, high=HIGH, words=words), "utf-8")

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
