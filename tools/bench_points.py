"""How fast the ledger is: posting, a county's quarter drafted and verified, a worker's page of ten years of lines.

    python tools/bench_points.py [--workers 3000] [--lines 1000000]

Works in a database of its own in a temporary folder, which is removed afterwards. ``--lines`` are rows of the ledger:
every award is two of them, pending and posted. All rows are written by the services, with every trigger, constraint
and journal entry. Prints what was expected beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

RULES = ("valid_event", "hazard_checked", "mediation_attended", "right_dispatch")
BATCH = 5_000
SINGLE = 300


def said(name: str, expected: str, measured: str) -> None:
    """One line of the result."""
    print(f"{name}: expected {expected}, measured {measured}", flush=True)


def spent() -> float:
    """Processor seconds of this process and of the server process that serves it: the same on a busy machine."""
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = psutil.Process(cursor.fetchone()[0]).cpu_times()
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + ours.user + ours.system


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """The seconds that something takes, and its result."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def lay(workers: int) -> tuple[UUID, list[UUID]]:
    """A town with workers in one grid and rules without tight caps, so that a million lines fit. Returns both."""
    from datetime import date

    from django.db.backends.postgresql.psycopg_any import DateRange

    from fengqiao.areas.models import Area, Assignment, Grid, Person
    from fengqiao.areas.selectors import SYSTEM
    from fengqiao.core import ids
    from fengqiao.points import services

    county, town, village = (ids.new_id() for _ in range(3))
    for pk, parent, level, way in (
        (county, None, "county", [county]),
        (town, county, "town", [county, town]),
        (village, town, "village", [county, town, village]),
    ):
        Area.objects.create(
            id=pk, scheme="bench", code=str(pk)[-12:], name=level, official_name=level, level=level, parent_id=parent,
            lineage=way,
        )  # fmt: skip
    grid = Grid.objects.create(code="G1", name="1", area_id=village)
    people = [Person(name=f"测试{n}", phone="13800000000", invented=True) for n in range(workers)]
    Person.objects.bulk_create(people, batch_size=2000)
    Assignment.objects.bulk_create(
        (
            Assignment(
                person=one, role="grid_worker", area_id=village, grid=grid, duty="member",
                during=DateRange(date(2000, 1, 1), None),
            )
            for one in people
        ),
        batch_size=2000,
    )  # fmt: skip
    wide = [{**rule, "cap": 100_000} if rule["cap"] else rule for rule in services.seed_rules()]
    services.load_rules(wide, valid_from=datetime.fromisoformat("2000-01-01T00:00+08:00"), actor=SYSTEM)
    return town, [one.pk for one in people]


def grants(people: list[UUID], start: datetime, awards: int) -> Iterator[list[object]]:
    """``awards`` pieces of work, spread over people and days of a quarter, in batches."""
    from fengqiao.points.services import Grant

    batch: list[object] = []
    for number in range(awards):
        at = start + timedelta(days=number * 90 // awards, hours=9)
        person = people[number % len(people)]
        rule = RULES[number // len(people) % len(RULES)]
        batch.append(Grant(person_id=person, rule=rule, evidence=f"e{number}", link="/points/", effective_at=at))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def posting(town: UUID, people: list[UUID], lines: int) -> None:
    """Transfers a second, one by one and by the batch; afterwards the quarter has ``lines`` lines."""
    from fengqiao.areas.selectors import SYSTEM
    from fengqiao.core import clock
    from fengqiao.points import services

    start = datetime.fromisoformat("2026-07-01T00:00+08:00")

    def one_by_one() -> None:
        for number in range(SINGLE):
            services.award(
                person_id=people[number % len(people)], rule="valid_event", evidence=f"single{number}",
                link="/points/", reason="", effective_at=start, area_id=town, actor=SYSTEM,
            )  # fmt: skip
            services.post_pending(evidence=f"single{number}", actor=SYSTEM)

    with clock.fixed(datetime.fromisoformat("2026-09-30T12:00+08:00")):
        taken, _ = timed(one_by_one)
        said("posting, one call after the other", "200 transfers/s", f"{2 * SINGLE / taken:.0f} transfers/s")
        opened, _ = timed(lambda: [services.award_all([], area_id=town, actor=SYSTEM)])
        written = 0
        begun = time.perf_counter() - opened
        before = spent()
        for batch in grants(people, start, (lines - 2 * SINGLE) // 2):
            written += 2 * services.award_all(batch, area_id=town, actor=SYSTEM)
        taken = time.perf_counter() - begun
        rate = (
            f"{written / taken:.0f} transfers/s ({written:,} with their accounts in {taken:.0f} s,"
            f" {spent() - before:.0f} s of processor time)"
        )
        said(f"posting, {BATCH} a batch", "at least 1,500 transfers/s", rate)


def ten_years(town: UUID, person: UUID) -> None:
    """One worker with ten years of lines, and the page of them."""
    from django.test import Client

    from fengqiao.areas import services as areas
    from fengqiao.areas.models import User
    from fengqiao.areas.selectors import SYSTEM
    from fengqiao.points import services

    start = datetime.fromisoformat("2016-07-01T09:00+08:00")
    work = [
        services.Grant(
            person_id=person,
            rule=RULES[n % 4],
            evidence=f"y{n}",
            link="/points/",
            effective_at=start + timedelta(days=n),
        )
        for n in range(3652)
    ]  # fmt: skip
    services.award_all(work, area_id=town, actor=SYSTEM)
    areas.open_account(person_id=person, username="bench", password="a-long-bench-password-1", actor=SYSTEM)  # noqa: S106 - gone with its folder
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench"), backend="django.contrib.auth.backends.ModelBackend")
    times: list[float] = []
    busy = 0.0
    for turn in range(22):
        before = spent()
        taken, answer = timed(lambda turn=turn: client.get("/points/", {"page": str(1 + turn % 3)}))
        assert answer.status_code == 200, answer
        times.append(taken * 1000)
        busy += (spent() - before) * 1000 if turn > 1 else 0
    times = sorted(times[2:])
    said(
        "a worker's page with 3,652 awards of ten years",
        "under 100 ms",
        f"median {times[len(times) // 2]:.0f} ms, slowest {times[-1]:.0f} ms, processor {busy / len(times):.0f} ms",
    )


def quarter(town: UUID, lines: int) -> None:
    """The quarter drafted, and everything verified."""
    from fengqiao.areas.selectors import SYSTEM
    from fengqiao.core import clock
    from fengqiao.points import services

    with clock.fixed(datetime.fromisoformat("2026-10-02T09:00+08:00")):
        book = services.freeze(town_id=town, year=2026, number=3, actor=SYSTEM)
        before = spent()
        taken, issue = timed(lambda: services.lay_open(quarter_id=book.pk, actor=SYSTEM))
        processor = spent() - before
    size = len(issue.head) / 2**20
    words = f"{taken:.1f} s, processor {processor:.1f} s (its head {size:.1f} MB)"
    said(f"a quarter of {lines:,} ledger lines drafted", "under 20 s", words)
    before = spent()
    taken, faults = timed(services.verify)
    processor = spent() - before
    assert faults == [], faults[:5]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    said("everything verified", "under 60 s", f"{taken:.1f} s, processor {processor:.1f} s, {peak:.1f} GB at most")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=3_000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as home:
        os.environ["FENGQIAO_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengqiao.config.settings.dev"
        os.environ.pop("DATABASE_URL", None)
        from fengqiao.config import database

        server = database.start(Path(home))
        try:
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connections

            call_command("migrate", verbosity=0)
            town, people = lay(options.workers)
            posting(town, people, options.lines)
            ten_years(town, people[0])
            quarter(town, options.lines)
            connections.close_all()
        finally:
            database.stop(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
