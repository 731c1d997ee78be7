"""``fengqiao journal verify`` and ``fengqiao journal anchor``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fengqiao.core import journal
from fengqiao.core.models import JournalHead


def anchors_file() -> Path:
    """Where the chain's end is noted outside the database; copy it to another machine now and then."""
    return Path(settings.HOME) / "journal-anchors.jsonl"


class Command(BaseCommand):
    help = "Check the journal's chain, or note its present end outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("verify", help="recompute the whole chain and say what is wrong")
        commands.add_parser("anchor", help="append the chain's end to journal-anchors.jsonl in the data folder")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "anchor":
            head = JournalHead.objects.get()
            with anchors_file().open("a", encoding="utf-8") as file:
                file.write(json.dumps({"seq": head.seq, "hash": head.hash}) + "\n")
            self.stdout.write(f"Entry {head.seq} noted in {anchors_file()}.")
            return
        faults = journal.verify(self._anchors())
        for fault in faults:
            self.stderr.write(f"Entry {fault.seq}: {fault.problem}")
        if faults:
            raise CommandError(f"The journal does not verify: {len(faults)} faults.")
        self.stdout.write(f"The journal verifies: {JournalHead.objects.get().seq} entries.")

    def _anchors(self) -> dict[int, str]:
        if not anchors_file().exists():
            return {}
        lines = [json.loads(line) for line in anchors_file().read_text(encoding="utf-8").splitlines() if line.strip()]
        return {line["seq"]: line["hash"] for line in lines if line["seq"] > 0}
