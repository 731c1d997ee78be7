"""How long it takes to find who answers for a point, with as many grids as a large city has.

    python tools/bench_areas.py [--grids 100000] [--lookups 5000]

Works in a database of its own in a temporary folder, which is removed afterwards.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psutil

SIDE = 0.004  # degrees, about 400 metres
CORNERS = 12
PEOPLE = 2000


def fill(count: int) -> int:
    """Villages of 20 grids each in one block, every grid with a 12-cornered outline and a lead. Returns the columns."""
    import math

    from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

    from fengqiao.areas.models import Area, Assignment, Grid, GridVersion, Person
    from fengqiao.core import clock, ids

    columns = math.isqrt(count)
    villages, grids, versions = [], [], []
    since = DateTimeTZRange(clock.now(), None)
    for number in range(count):
        if number % 20 == 0:
            new, code = ids.new_id(), f"V{number:07}"
            villages.append(
                Area(id=new, scheme="bench", code=code, name=code, official_name=code, level="village", lineage=[new])
            )
        lon, lat = 113 + SIDE * (number % columns), 23 + SIDE * (number // columns)
        ring = [
            [lon + SIDE / 2 * (1 + math.cos(a) * 0.98), lat + SIDE / 2 * (1 + math.sin(a) * 0.98)]
            for a in (2 * math.pi * k / CORNERS for k in range(CORNERS))
        ]
        grid = Grid(code=f"G{number:07}", name=str(number), area_id=villages[-1].pk)
        grids.append(grid)
        versions.append(GridVersion(grid=grid, number=1, outline=ring, synthetic=True, during=since))
    people = [Person(name=f"测试{n}", phone="13800000000", invented=True) for n in range(PEOPLE)]
    duties = [
        Assignment(
            person=people[n % PEOPLE],
            role="grid_lead",
            area_id=grid.area_id,
            grid=grid,
            duty="lead",
            during=DateRange(date(2020, 1, 1), None),
        )
        for n, grid in enumerate(grids)
    ]
    Area.objects.bulk_create(villages, batch_size=2000)
    Grid.objects.bulk_create(grids, batch_size=2000)
    GridVersion.objects.bulk_create(versions, batch_size=2000)
    Person.objects.bulk_create(people, batch_size=2000)
    Assignment.objects.bulk_create(duties, batch_size=2000)
    return columns


def timed(work: Callable[[float, float], object], count: int, columns: int, rows: int) -> tuple[str, int]:
    """Median, 99th percentile and hits of ``count`` look-ups at random points."""
    chance = random.Random(7)
    times, hits = [], 0
    for _ in range(count):
        lon, lat = 113 + chance.random() * SIDE * columns, 23 + chance.random() * SIDE * rows
        start = time.perf_counter()
        hits += work(lon, lat) is not None
        times.append((time.perf_counter() - start) * 1000)
    cut = statistics.quantiles(times, n=100)
    return f"median {cut[49]:.3f} ms, 99th percentile {cut[98]:.3f} ms", hits


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grids", type=int, default=100_000)
    parser.add_argument("--lookups", type=int, default=5_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as home:
        os.environ["FENGQIAO_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengqiao.config.settings.dev"
        os.environ.pop("DATABASE_URL", None)
        from fengqiao.config import database

        server = database.start(Path(home))
        try:
            measure(options.grids, options.lookups)
        finally:
            from django.db import connections

            connections.close_all()
            database.stop(server)
    return 0


def measure(grids: int, lookups: int) -> None:
    """Fill, then print what the first look-up costs and what each further one costs."""
    import django

    django.setup()
    from django.core.management import call_command

    from fengqiao.areas.selectors import locate, responsible
    from fengqiao.core import clock

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    columns = fill(grids)
    rows = -(-grids // columns)
    print(f"{grids} grids with {CORNERS} corners and a lead each, laid in {time.perf_counter() - start:.1f} s")
    process = psutil.Process()
    before, start, now = process.memory_info().rss, time.perf_counter(), clock.now()
    locate(113.0, 23.0, now)
    grown = (process.memory_info().rss - before) / 2**20
    print(f"first look-up, reading all grids: {time.perf_counter() - start:.2f} s, {grown:.0f} MB more memory")
    for name, work in (
        ("which grid (locate)", lambda lon, lat: locate(lon, lat, now)),
        ("who answers (responsible)", lambda lon, lat: responsible(lon, lat, now)),
    ):
        said, hits = timed(work, lookups, columns, rows)
        print(f"{name}: {said}, over {lookups} points, {hits} of them in a grid")


if __name__ == "__main__":
    sys.exit(main())
