"""How a redemption day holds when two hundred tablets hand out at the same moment.

    python tools/bench_redemption.py [--tablets 200] [--each 5]

Every tablet is a counter with a thread; each hands over ``each`` times, one gift that was reserved and one of
the counter's own. Like the page, a tablet that gets no answer keeps the act and sends it again. Prints the acts that
were refused or failed (there should be none), how many were sent again, acts a second, and how long it takes until an
act counts; the people at the table do not wait for that. Then it verifies the ledger and the store. Works in a database
of its own in a temporary folder, which is removed afterwards; the web server in front is not measured.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))


def rush(tablets: int, each: int) -> int:
    """Let the day happen; returns the number of things that went wrong."""
    from django.db import OperationalError, connections

    from factories.points import fair
    from fengqiao.points import services
    from fengqiao.points.models import Booking

    begun = time.monotonic()
    day = fair(tablets * each, counters=tablets, points=100, limit=60, per_slot=tablets * each)
    counters = Counter[str]()
    for number in range(tablets * each):
        day.book(number, 0)
    day.open()
    work: dict[int, list[dict[str, object]]] = {}
    for booking in Booking.objects.order_by("pk"):
        place = day.counters.index(booking.counter_id)
        work.setdefault(place, []).append(day.act(booking.pk, 1))
    sys.stdout.write(f"{tablets} counters, {tablets * each} people prepared in {time.monotonic() - begun:.0f} s\n")
    start = threading.Barrier(tablets)
    waits: list[float] = []

    def tablet(place: int) -> None:
        start.wait()
        try:
            for act in work.get(place, []):
                asked = time.monotonic()
                while True:
                    try:
                        refused = day.send(act, counter=place)
                        counters["refused" if refused else "taken"] += 1
                        break
                    except OperationalError:  # no connection within ten seconds: the page answers 500 and keeps the act
                        counters["sent again"] += 1
                        connections.close_all()
                        time.sleep(random.uniform(2, 8))
                    except Exception as error:  # noqa: BLE001 - what went wrong is what is counted
                        counters[type(error).__name__] += 1
                        break
                connections.close_all()  # as the web server does after each request: the pool lends it to the next
                waits.append(time.monotonic() - asked)
        finally:
            connections.close_all()

    begun = time.monotonic()
    with ThreadPoolExecutor(tablets) as pool:
        list(pool.map(tablet, range(tablets)))
    took = time.monotonic() - begun
    acts = sum(counters.values()) - counters["sent again"]
    cuts = statistics.quantiles(waits, n=100)
    sys.stdout.write(f"{dict(counters)}: {acts} hand-overs of 2 gifts in {took:.1f} s, {acts / took:.0f} a second\n")
    sys.stdout.write(
        f"a tablet waited {cuts[49]:.2f} s (median), {cuts[94]:.2f} s (95 %), {max(waits):.2f} s at most\n"
    )
    faults = services.verify() + services.verify_stock()
    sys.stdout.write(f"ledger and store verified: {len(faults)} faults\n")
    return acts - counters["taken"] + len(faults)


def main() -> int:
    """Exit status 1 when anything was refused, failed or does not add up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tablets", type=int, default=200)
    parser.add_argument("--each", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as folder:
        os.environ.update(FENGQIAO_HOME=folder, DJANGO_SETTINGS_MODULE="fengqiao.config.settings.test")
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.conf import settings
        from django.core.management import call_command

        from fengqiao.config import database, env

        server = database.start(env.home())
        try:
            # The pool of production; the tests' settings have none, and cheap passwords for 200 keepers.
            settings.DATABASES["default"]["OPTIONS"] = env.databases()["default"]["OPTIONS"]
            django.setup()
            call_command("migrate", verbosity=0)
            return int(rush(wanted.tablets, wanted.each) > 0)
        finally:
            database.stop(server)


if __name__ == "__main__":
    sys.exit(main())
