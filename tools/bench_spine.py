"""How fast the event spine answers at a county's real size: a fill of invented events, then searches and pages.

    python tools/bench_spine.py [--events 1000000] [--home FOLDER] [--rounds 20] [--only KIND …]
        [--json FILE] [--plans FILE]

Without --home it fills a fresh folder and throws it away; with one, it brings the fill there up to the number and keeps
it (people of the demo town who have no account get one into which nobody can sign in). Pages are asked for through the
whole program (routing, session, rights, database, template), without the network.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from spine_meter import Figure, Meter, table

KINDS = ("search", "list", "tray", "board", "event", "figures", "follow", "day")


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=20, help="how many requests make a figure, about (default 20)")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=[], help="only these kinds")
    parser.add_argument("--json", type=Path, help="write the figures into this file as well")
    parser.add_argument("--plans", type=Path, help="write how the database works out slow queries into this file")
    options = parser.parse_args()
    with _folder(options.home) as home, _database(home):
        importlib.import_module("fengqiao.config.asgi")  # the program as the web process has it

        about = _fill(options.events)
        found: list[Figure] = []
        try:
            _measure(Meter(home, options.plans), options.rounds, options.only, found)
        finally:
            for line in table(found):
                _say(line)
    about["load_at_the_end"] = os.getloadavg()[0]
    if options.json:
        content = {**about, "figures": [asdict(one) for one in found]}
        options.json.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    return 0


def _measure(meter: Meter, rounds: int, kinds: list[str], found: list[Figure]) -> None:
    from spine_cases import cases

    for case in cases(rounds, kinds):
        found.append(meter.measure(case))
        sys.stderr.write(f"{case.kind} · {case.reader} · {case.title}: {found[-1].p50} ms\n")
        sys.stderr.flush()


@contextmanager
def _folder(home: Path | None) -> Iterator[Path]:
    if home is not None:
        yield home.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def _database(home: Path) -> Iterator[None]:
    os.environ |= {
        "FENGQIAO_HOME": str(home),
        "FENGQIAO_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "fengqiao.config.settings.demo",
    }
    from fengqiao.config import database

    started = None if database.is_running(home) else database.start(home)
    try:
        yield
    finally:
        if started is not None:
            database.stop(started)


def _count() -> int | None:
    """What the first night does: the sums of all months that are over. Its seconds; None where that has been done."""
    from fengqiao.incidents import services
    from fengqiao.incidents.selectors.month_sums import counted_at

    if counted_at() is not None:
        return None
    begun = time.monotonic()
    counts = services.count_months()
    took = round(time.monotonic() - begun)
    _say(f"{counts} sums of months counted in {took} s")
    return took


def _fill(events: int) -> dict[str, object]:
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    begun = time.monotonic()
    call_command("demo", "fill", "--events", str(events))
    took = time.monotonic() - begun
    counted = _count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_incident")
        (count,) = cursor.fetchone()
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class"
            " WHERE relname LIKE 'incidents%%' AND relkind = 'r' ORDER BY 2 DESC LIMIT 4"
        )
        sizes = cursor.fetchall()
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    _say(f"{count:,} events; the fill took {took:.0f} s this time; the database has {size / 1e9:.1f} GB")
    for name, whole, indexes in sizes:
        _say(f"  {name}: {whole / 1e9:.2f} GB, of which indexes {indexes / 1e9:.2f} GB")
    return {
        "events": count,
        "fill_s": round(took),
        "count_s": counted,
        "database_bytes": size,
        "processors": os.cpu_count(),
        "load_at_the_beginning": os.getloadavg()[0],
    }


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
