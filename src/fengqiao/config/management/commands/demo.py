"""``fengqiao demo`` fills an empty database with the invented town; a filled one is left as it is.

``fengqiao demo fill --events N`` brings the number of its invented events up to N; ``fengqiao demo centre-year`` makes
a year at its neighbourhood centre.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

BAR = 30


class Command(BaseCommand):
    help = "Fill the database with the invented town, or with very many invented events (demo settings only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", choices=["seed", "fill", "centre-year"], default="seed")
        parser.add_argument("--events", type=int, default=1_000_000, help="with fill: how many events there shall be")
        parser.add_argument("--visits", type=int, default=1100, help="with centre-year: how many visits in the year")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The invented town exists only in demo mode: `fengqiao demo`.")
        from fengqiao.config.demo import (
            areas,
            cameras,
            centre,
            centre_activities,
            centre_books,
            centre_council,
            centre_rooms,
            effects,
            events,
            field,
            gifts,
            hazards,
            hearings,
            mediation,
            patrols,
            quarters,
            spine,
            studio,
            volunteers,
        )

        if options["what"] != "seed":
            call_command("migrate", interactive=False, verbosity=0)
        for part in (
            areas,
            spine,
            cameras,
            events,
            centre,
            centre_rooms,
            centre_activities,
            centre_books,
            centre_council,
            gifts,
            effects,
            quarters,
            hearings,
            studio,
            hazards,
            volunteers,
            mediation,
            field,
            patrols,
        ):
            part.seed()
        if options["what"] == "fill":
            self._fill(options["events"])
        if options["what"] == "centre-year":
            self._centre_year(options["visits"])

    def _fill(self, events: int) -> None:
        from fengqiao.config.demo import fill

        if not 0 < events <= 20_000_000:
            raise CommandError("--events takes a number from 1 to 20000000.")
        added = fill.fill(events=events, progress=self._show)
        self.stderr.write("")
        self.stdout.write(f"{added} events were added; now there are at least {events}.")

    def _centre_year(self, visits: int) -> None:
        from fengqiao.areas.selectors import SYSTEM
        from fengqiao.centre.selectors import centres
        from fengqiao.config.demo import centre, centre_year

        if not 0 < visits <= 20_000:
            raise CommandError("--visits takes a number from 1 to 20000.")
        (house,) = (one for one in centres(SYSTEM) if one.name == centre.NAME)
        made = centre_year.seed(house, visits=visits, progress=self._show)
        self.stderr.write("")
        counted = made.figures
        self.stdout.write(
            f"Counted from the records: {counted.visits} visits, {counted.problems} problems, {counted.solved} solved, "
            f"{made.meetings} meetings with published minutes. Made in {made.seconds:.0f} s."
        )

    def _show(self, progress: Any) -> None:
        share = progress.done / progress.total
        bar = "█" * round(share * BAR)
        line = f"\r{bar:░<{BAR}} {progress.done:,} of {progress.total:,}, {progress.seconds:.0f} s"
        self.stderr.write(line, ending="")
        self.stderr.flush()
