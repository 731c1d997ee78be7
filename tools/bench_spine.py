"""How fast the event spine answers at a county's real size: a fill of invented events, then searches and pages.

    python tools/bench_spine.py [--events 1000000] [--home FOLDER] [--rounds 20]

Without --home it fills a fresh folder and throws it away; with one, it brings the fill there up to the number and keeps
it. Pages are asked for through the whole program (routing, session, rights, database, template), without the network.
"""

from __future__ import annotations

import argparse
import functools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SEARCHES = {
    "two characters": ("路灯", "河边", "垃圾", "水库", "井盖", "渡口", "白蚁", "工伤"),
    "longer words": ("路灯不亮", "有小孩戏水", "老桥头东侧", "请加装护栏"),
    "two words": ("路灯 学校", "垃圾 桔园", "水闸 河堤"),
    "pinyin": ("ludeng", "hebian", "laji", "baiyi", "shuiku"),
    "initials": ("ld", "jg", "hb", "ldbl"),
    "one character": ("河", "灯"),
    "place and area": ("鹤田村", "老桥头", "hetian", "龙山镇 渡口"),
    "nothing to be found": ("不存在的词语", "xyzzy"),
}


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=20, help="how often each page is asked for (default 20)")
    parser.add_argument("--pages", action="store_true", help="only the pages")
    options = parser.parse_args()
    with _folder(options.home) as home, _database(home):
        import django

        django.setup()
        _fill(options.events)
        if not options.pages:
            _searches(options.rounds)
        _pages(options.rounds)
    return 0


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


def _fill(events: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    begun = time.monotonic()
    call_command("demo", "fill", "--events", str(events))
    took = time.monotonic() - begun
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


def _searches(rounds: int) -> None:
    from fengqiao.areas.selectors import SYSTEM, Actor, Duty, Role, area_by_code
    from fengqiao.incidents import selectors
    from fengqiao.incidents.models import Follower, Incident
    from fengqiao.incidents.selectors import Wanted

    town, village = area_by_code("441821103"), area_by_code("441821103208")
    readers = {
        "operator of a town": _reader(Actor, Duty(role=Role.OPERATOR, area_id=town.id)),
        "clerk of the county": _reader(Actor, Duty(role=Role.ANALYST, area_id=area_by_code("441821").id)),
        "secretary of a village": _reader(Actor, Duty(role=Role.VILLAGE_SECRETARY, area_id=village.id)),
    }
    chance = random.Random(1)
    some = list(Incident.objects.filter(key__startswith="fill:").order_by("code")[:2000].values_list("code", flat=True))
    numbers = list(Follower.objects.exclude(phone="").order_by("id")[:500].values_list("phone", flat=True))
    asked = dict(SEARCHES)
    asked["code"] = tuple(chance.sample(some, 8))
    asked["beginning of a code"] = tuple(one[:5].lower() for one in chance.sample(some, 4))
    asked["telephone number"] = tuple(chance.sample(numbers, 6)) if numbers else ()
    for title, actor in readers.items():
        _of_reader(title, actor, asked, max(3, rounds // 4))
    older = selectors.find(SYSTEM, Wanted(text="路灯")).older
    times = _times(lambda text: selectors.find(SYSTEM, Wanted(text=text), before=older), ("路灯",), rounds)
    _say(f"  {'the page after':<22} {_figures(times)}")


def _of_reader(title: str, actor: Any, asked: Any, rounds: int) -> None:
    from fengqiao.incidents import selectors
    from fengqiao.incidents.selectors import Wanted

    _say(f"\n{title}: search, ms")
    for name, texts in asked.items():
        found = [selectors.find(actor, Wanted(text=text)) for text in texts]
        times = _times(lambda text: selectors.find(actor, Wanted(text=text)), texts, rounds)
        hits = ", ".join(f"{one.count}{'+' if one.more else ''}" for one in found)
        _say(f"  {name:<22} {_figures(times)}   hits: {hits}")


def _reader(actor: Any, duty: Any) -> Any:
    return actor(user_id=None, person_id=None, name="", username="", duties=(duty,), area_ids=(duty.area_id,))


def _pages(rounds: int) -> None:
    from django.test import Client

    from fengqiao.areas.models import User
    from fengqiao.incidents.models import Incident

    chance = random.Random(2)
    codes = list(Incident.objects.filter(key__startswith="fill:").order_by("code")[:500].values_list("code", flat=True))
    pages = {
        "list, open": ("incidents:list", {}),
        "list, over": ("incidents:list", {"show": "over"}),
        "list, all": ("incidents:list", {"show": "all"}),
        "list, all, page 20": ("incidents:list", {"show": "all", "page": "20"}),
        "search page": ("incidents:search", {"q": "路灯"}),
        "tray": ("incidents:tray", {}),
        "board": ("incidents:board", {}),
    }
    for username in ("zhiban", "fenxi", "shuji", "gongan"):
        user = User.objects.filter(username=username).first()
        if user is None:
            continue
        client = Client(headers={"Host": "localhost"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        _of_user(client, username, pages, list(chance.sample(codes, min(20, len(codes)))), rounds)


def _of_user(client: Any, username: str, pages: Any, codes: list[str], rounds: int) -> None:
    from django.urls import NoReverseMatch, reverse

    def page(code: str) -> Any:
        return client.get(reverse("incidents:page", args=[code]))

    _say(f"\n{username}: pages, ms")
    for title, (name, query) in pages.items():
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if client.get(address, query).status_code == 200:
            times = _times(functools.partial(client.get, data=query), (address,), rounds)
            _say(f"  {title:<22} {_figures(times)}")
    if seen := [one for one in codes if page(one).status_code == 200]:
        _say(f"  {'one event':<22} {_figures(_times(page, seen, 2))}")


def _times(verb: Callable[[str], object], words: Any, rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        for word in words:
            begun = time.perf_counter()
            verb(word)
            times.append((time.perf_counter() - begun) * 1000)
    return times


def _figures(times: list[float]) -> str:
    if not times:
        return "–"
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"p50 {statistics.median(times):7.1f}  p95 {p95:7.1f}  max {ordered[-1]:7.1f}"


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
