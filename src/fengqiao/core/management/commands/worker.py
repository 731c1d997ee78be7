"""``fengqiao worker``: jobs, timers and the journal's receivers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fengqiao.core import worker


class Command(BaseCommand):
    help = "Run jobs and timers, and hand the journal to its receivers, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="jobs at a time (default 4)")

    def handle(self, *args: Any, **options: Any) -> None:
        worker.run(concurrency=options["concurrency"])
