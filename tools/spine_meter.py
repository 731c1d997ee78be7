"""Measures one thing of the event spine: how long, with how many queries, on how much of the processor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

SLOW_MS = 10.0
LONG_MS = 5000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Times in ms of ``count`` requests. ``cpu`` and ``db_cpu``: ms of processor time a request of this program and of
    all processes of the database, which hardly depend on what else the machine does."""

    kind: str
    reader: str
    title: str
    count: int
    p50: float
    p95: float
    most: float
    queries: int
    cpu: float
    db_cpu: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is measured: ``calls`` one after the other, ``rounds`` times."""

    kind: str
    reader: str
    title: str
    calls: Sequence[Callable[[], object]]
    rounds: int
    note: str = ""


class Meter:
    """Measures cases. ``plans``: a file into which the plans of their slow queries are written."""

    def __init__(self, home: Path, plans: Path | None) -> None:
        pid = int((home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        self._database = psutil.Process(pid)
        self._plans = plans
        if plans is not None:
            plans.write_text("")

    def measure(self, case: Case) -> Figure:
        """All calls once for warmth and the number of their queries, then the rounds; of what takes long, the first
        time is all."""
        own, others = time.process_time(), self._database_seconds()
        queries, times = self._first(case)
        once = max(times) > LONG_MS
        if not once:
            times, own, others = [], time.process_time(), self._database_seconds()
        for _ in range(0 if once else case.rounds):
            for call in case.calls:
                begun = time.perf_counter()
                call()
                times.append((time.perf_counter() - begun) * 1000)
        share = 1000 / max(1, len(times))
        return Figure(
            kind=case.kind,
            reader=case.reader,
            title=case.title,
            count=len(times),
            p50=round(statistics.median(times), 1),
            p95=round(nearest(times, 0.95), 1),
            most=round(max(times), 1),
            queries=queries,
            cpu=round((time.process_time() - own) * share, 1),
            db_cpu=round((self._database_seconds() - others) * share, 1),
            note=case.note,
        )

    def _first(self, case: Case) -> tuple[int, list[float]]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        most, times = 0, []
        for call in case.calls:
            begun = time.perf_counter()
            with CaptureQueriesContext(connection) as captured:
                call()
            took = (time.perf_counter() - begun) * 1000
            times.append(took)
            if most == 0 and self._plans is not None:
                self._explain(f"{case.kind} · {case.reader} · {case.title}: {took:.0f} ms", list(captured))
            most = max(most, len(captured))
        return most, times

    def _explain(self, title: str, queries: Sequence[Any]) -> None:
        """The same statements once more, each slow one with its plan; what they set holds for those after them."""
        from django.db import connection, transaction

        lines = [f"\n==== {title}, {len(queries)} queries\n"]
        with transaction.atomic(), connection.cursor() as cursor:
            for number, one in enumerate(queries):
                sentence = one["sql"]
                if sentence.startswith("SELECT set_config"):
                    cursor.execute(sentence.replace("%", "%%"))
                elif sentence.startswith("SELECT") and float(one["time"]) * 1000 >= SLOW_MS:
                    cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + sentence.replace("%", "%%"), [])
                    plan = "\n".join(line for (line,) in cursor.fetchall())
                    lines.append(f"-- {number}: {float(one['time']) * 1000:.0f} ms\n{sentence}\n{plan}\n")
            transaction.set_rollback(True)
        assert self._plans is not None
        with self._plans.open("a") as file:
            file.write("\n".join(lines))

    def _database_seconds(self) -> float:
        """Processor seconds of the server's processes, those that ended included."""
        times = self._database.cpu_times()
        found: float = times.user + times.system + times.children_user + times.children_system
        for one in self._database.children():
            try:
                child = one.cpu_times()
            except psutil.Error:
                continue
            found += child.user + child.system
        return found


def nearest(times: Sequence[float], share: float) -> float:
    """The value below which this share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """The figures as lines of one table."""
    head = ("kind", "reader", "what", "n", "p50 ms", "p95 ms", "max ms", "queries", "cpu ms", "db cpu ms", "")
    rows = [head, *(tuple(_cell(value) for value in asdict(one).values()) for one in figures)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(head))]
    for row in rows:
        cells = [
            value + " " * (width - _width(value)) if place < 3 or place == 10 else value.rjust(width)
            for place, (value, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= sign <= "\uffef" else 1 for sign in text)
