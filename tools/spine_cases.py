"""What is measured of the event spine: searches, lists, trays, board, figures, an event, and the pages of residents."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from spine_meter import Case

SEARCHES: Mapping[str, tuple[str, ...]] = {
    "two characters": ("路灯", "河边", "垃圾", "水库", "井盖", "渡口", "白蚁", "工伤"),
    "longer word": ("路灯不亮", "有小孩戏水", "老桥头东侧", "请加装护栏"),
    "two words": ("路灯 学校", "垃圾 桔园", "水闸 河堤"),
    "pinyin": ("ludeng", "hebian", "laji", "baiyi", "shuiku"),
    "initials": ("ld", "jg", "hb", "ldbl"),
    "one character": ("河", "灯"),
    "place and area": ("鹤田村", "老桥头", "hetian", "龙山镇 渡口"),
    "nothing to be found": ("不存在的词语", "xyzzy"),
}
LISTS: Mapping[str, Mapping[str, str]] = {
    "open": {},
    "over": {"show": "over"},
    "all": {"show": "all"},
    "all, page 20": {"show": "all", "page": "20"},
}
COUNTY, TOWN, VILLAGE = "441821", "441821103", "441821103208"
# What a working day asks for, and how often; the figures are measured by themselves.
DAY = (("list", 6), ("tray", 5), ("event", 8), ("board", 3), ("search", 5), ("follow", 4))


def cases(rounds: int, kinds: Sequence[str]) -> Iterator[Case]:
    """All cases, one after the other; ``kinds`` empty: all kinds."""
    town = _Town()
    makers: Mapping[str, Callable[[_Town, int], Iterator[Case]]] = {
        "search": _searches,
        "list": _lists,
        "tray": _trays,
        "board": _boards,
        "event": _events,
        "figures": _figures,
        "follow": _follows,
        "day": _day,
    }
    for kind, make in makers.items():
        if not kinds or kind in kinds:
            yield from make(town, rounds)


class _Town:
    """The accounts that ask, and the events that they ask for."""

    def __init__(self) -> None:
        from fengqiao.areas.selectors import SYSTEM, Role, area_by_code, organisation_names, people
        from fengqiao.incidents.models import Incident

        self.chance = random.Random(2)
        self.people = people(SYSTEM)
        staff = [one for one in self.people if one.role is Role.HANDLER and one.organisation_id]
        names = organisation_names({one.organisation_id for one in staff if one.organisation_id})
        self.clerks = {names[one.organisation_id]: one.person_id for one in staff if one.organisation_id}
        self.village = area_by_code(VILLAGE)
        self._clients: dict[Any, Any] = {}
        rows = Incident.objects.filter(key__startswith="fill:", category_version__sensitive=False)
        rows = rows.order_by("-created_at")
        self.newest = list(rows.values_list("code", flat=True)[:300])
        self.oldest = list(rows.reverse().values_list("code", flat=True)[:300])
        known = rows.exclude(category__kind="dispute").exclude(category__sensitive=True)
        self.public = list(known.values_list("code", flat=True)[:300])

    def client(self, username: str) -> Any:
        """Somebody who is signed in."""
        from fengqiao.areas.models import User

        return self._signed_in(username, lambda: User.objects.get(username=username))

    def client_of(self, person_id: Any) -> Any:
        """The same for a person; without an account they get one into which nobody can sign in."""
        from fengqiao.areas import services
        from fengqiao.areas.models import User
        from fengqiao.areas.selectors import SYSTEM

        def user() -> Any:
            if (found := User.objects.filter(person_id=person_id).first()) is not None:
                return found
            name = f"probe-{str(person_id)[-12:]}"
            services.open_account(person_id=person_id, username=name, password=None, language="zh-hans", actor=SYSTEM)
            return User.objects.get(username=name)

        return self._signed_in(person_id, user)

    def stranger(self) -> Any:
        """Somebody without an account."""
        return self._client()

    def _signed_in(self, name: Any, user: Callable[[], Any]) -> Any:
        if name not in self._clients:
            client = self._client()
            client.force_login(user(), backend="django.contrib.auth.backends.ModelBackend")
            self._clients[name] = client
        return self._clients[name]

    def _client(self) -> Any:
        from django.test import Client

        return Client(headers={"Host": "localhost"})


READERS = {"town desk": "zhiban", "county analyst": "fenxi", "village secretary": "shuji", "town clerk": "zhen"}


def _get(client: Any, name: str, args: Sequence[str] = (), query: Mapping[str, str] | None = None) -> Any:
    from django.urls import reverse

    answer = client.get(reverse(f"incidents:{name}", args=args), query or {})
    if answer.status_code != 200:
        raise RuntimeError(f"{name} {list(args)} {query}: {answer.status_code}")
    return answer


def _page(client: Any, name: str, *args: str, **query: str) -> Callable[[], Any]:
    return functools.partial(_get, client, name, args, query)


def _searches(town: _Town, rounds: int) -> Iterator[Case]:
    from fengqiao.areas.models import User
    from fengqiao.areas.selectors import actor_of
    from fengqiao.incidents import selectors
    from fengqiao.incidents.models import Follower
    from fengqiao.incidents.selectors import Wanted

    numbers = list(Follower.objects.exclude(phone="").order_by("id")[:500].values_list("phone", flat=True))
    asked = dict(SEARCHES)
    asked["code"] = tuple(town.chance.sample(town.newest, 8))
    asked["beginning of a code"] = tuple(one[:5].lower() for one in town.chance.sample(town.newest, 4))
    asked["telephone number"] = tuple(town.chance.sample(numbers, 6)) if numbers else ()
    for reader in ("town desk", "county analyst", "village secretary"):
        actor = actor_of(User.objects.get(username=READERS[reader]))
        for title, texts in asked.items():
            found = [selectors.find(actor, Wanted(text=text)) for text in texts]
            hits = ", ".join(f"{one.count}{'+' if one.more else ''}" for one in found)
            calls = [functools.partial(selectors.find, actor, Wanted(text=text)) for text in texts]
            each = max(2, rounds // max(1, len(calls)))
            yield Case(kind="search", reader=reader, title=title, calls=calls, rounds=each, note=f"hits: {hits}")
        older = selectors.find(actor, Wanted(text="路灯")).older
        calls = [functools.partial(selectors.find, actor, Wanted(text="路灯"), before=older)]
        yield Case(kind="search", reader=reader, title="the page after", calls=calls, rounds=rounds)
    for reader in ("town desk", "county analyst", "village secretary"):
        client = town.client(READERS[reader])
        calls = [_page(client, "search", q=text) for text in ("路灯", "ludeng", "老桥头")]
        yield Case(kind="search", reader=reader, title="whole page", calls=calls, rounds=max(2, rounds // 3))


def _lists(town: _Town, rounds: int) -> Iterator[Case]:
    for reader, username in READERS.items():
        for title, query in LISTS.items():
            call = _page(town.client(username), "list", **query)
            yield Case(kind="list", reader=reader, title=title, calls=[call], rounds=rounds)
    call = _page(town.client_of(next(iter(town.clerks.values()))), "list", show="all")
    yield Case(kind="list", reader="agency's handler", title="all", calls=[call], rounds=rounds)


def _trays(town: _Town, rounds: int) -> Iterator[Case]:
    from fengqiao.areas.models import User
    from fengqiao.incidents.selectors.tray import Tab

    for name, person_id in town.clerks.items():
        client = town.client_of(person_id)
        calls = [_page(client, "tray", tab=tab.value) for tab in Tab]
        each = max(2, rounds // len(calls))
        yield Case(kind="tray", reader=name, title="all tabs", calls=calls, rounds=each, note=_rows(person_id))
    secretary = User.objects.get(username=READERS["village secretary"]).person_id
    client = town.client_of(secretary)
    calls = [_page(client, "tray", tab=tab.value) for tab in Tab]
    each = max(2, rounds // len(calls))
    yield Case(
        kind="tray", reader="village secretary", title="all tabs", calls=calls, rounds=each, note=_rows(secretary)
    )
    client = town.client_of(next(iter(town.clerks.values())))
    calls = [_page(client, "tray", tab="accepted", q="路灯"), _page(client, "tray", tab="accepted", category="A")]
    yield Case(kind="tray", reader=next(iter(town.clerks)), title="narrowed", calls=calls, rounds=max(2, rounds // 2))


def _rows(person_id: Any) -> str:
    from fengqiao.areas.models import User
    from fengqiao.areas.selectors import actor_of
    from fengqiao.incidents.selectors.tray import Tab, TrayFilter, tray

    counts = tray(actor_of(User.objects.get(person_id=person_id)), Tab.NEW, TrayFilter()).counts
    return "rows: " + ", ".join(f"{tab.value} {count}" for tab, count in counts.items())


def _boards(town: _Town, rounds: int) -> Iterator[Case]:
    from fengqiao.areas.models import User
    from fengqiao.areas.selectors import actor_of
    from fengqiao.incidents.selectors.board import board

    for reader in ("town desk", "county analyst", "town clerk"):
        client = town.client(READERS[reader])
        lanes = board(actor_of(User.objects.get(username=READERS[reader])))
        cards = "cards: " + ", ".join(f"{lane.column.value} {lane.count}{'+' * lane.more}" for lane in lanes)
        yield Case(kind="board", reader=reader, title="all", calls=[_page(client, "board")], rounds=rounds, note=cards)
        calls = [_page(client, "board", q="路灯"), _page(client, "board", area=str(town.village.id))]
        yield Case(kind="board", reader=reader, title="narrowed", calls=calls, rounds=max(2, rounds // 2))
        for title, name in (("who has what", "holders"), ("after the closing", "afterwards")):
            yield Case(kind="board", reader=reader, title=title, calls=[_page(client, name)], rounds=rounds)
    call = _page(town.client(READERS["county analyst"]), "board_export")
    yield Case(kind="board", reader="county analyst", title="Excel", calls=[call], rounds=2, note="up to 12000 rows")


def _events(town: _Town, rounds: int) -> Iterator[Case]:
    from fengqiao.incidents.models import Incident

    rows = Incident.objects.filter(key__startswith="fill:", category_version__sensitive=False).order_by("-created_at")
    here = {
        "town desk": rows.filter(area__lineage__contains=[_id_of(TOWN)]),
        "county analyst": rows,
        "village secretary": rows.filter(area=town.village.id),
    }
    for reader, events in here.items():
        client = town.client(READERS[reader])
        for title, some in (("new", events[:200]), ("old", events.reverse()[:200])):
            codes = list(some.values_list("code", flat=True))
            calls = [_page(client, "page", code) for code in town.chance.sample(codes, min(len(codes), 20))]
            yield Case(kind="event", reader=reader, title=title, calls=calls, rounds=max(1, rounds // 20))


def _id_of(code: str) -> Any:
    """The id of an area of the official list."""
    from fengqiao.areas.selectors import area_by_code

    return area_by_code(code).id


def _figures(town: _Town, rounds: int) -> Iterator[Case]:
    from fengqiao.incidents.domain.indicators import FORMULAS

    few = max(2, rounds // 5)
    for reader in ("county analyst", "village secretary"):
        client = town.client(READERS[reader])
        for title, query in (("month", {}), ("year", {"period": "year"})):
            call = _page(client, "figures", **query)
            yield Case(kind="figures", reader=reader, title=title, calls=[call], rounds=few)
            cards = [_page(client, "figure_card", formula.id, **query) for formula in FORMULAS]
            yield Case(kind="figures", reader=reader, title=f"each card of the {title}", calls=cards, rounds=2)
        calls = [_page(client, "figure", formula.id) for formula in FORMULAS]
        yield Case(kind="figures", reader=reader, title="each one with its cases", calls=calls, rounds=1)
    call = _page(town.client(READERS["county analyst"]), "figures_routing")
    yield Case(kind="figures", reader="county analyst", title="routing", calls=[call], rounds=few)
    call = _page(town.client(READERS["county analyst"]), "figures_sheet")
    yield Case(kind="figures", reader="county analyst", title="Excel", calls=[call], rounds=2)


def _follows(town: _Town, rounds: int) -> Iterator[Case]:
    calls = [_page(town.stranger(), "follow", code) for code in town.chance.sample(town.public, 20)]
    yield Case(kind="follow", reader="anybody", title="by code", calls=calls, rounds=max(1, rounds // 20))


def _day(town: _Town, _rounds: int) -> Iterator[Case]:
    """Two hundred people, each with one request, one after the other, as on a working day."""
    from fengqiao.areas.selectors import Role

    chance = random.Random(3)
    roles = {one.person_id: one.role for one in town.people}
    desk = [READERS["town desk"], READERS["town clerk"], READERS["county analyst"], "paiqian"]
    field = [one for one, role in roles.items() if role in (Role.GRID_LEAD, Role.GRID_WORKER, Role.VILLAGE_SECRETARY)]
    handlers = list(town.clerks.values())
    words = [word for texts in SEARCHES.values() for word in texts]
    calls: list[Callable[[], Any]] = []
    for kind in chance.choices([one for one, _ in DAY], [share for _, share in DAY], k=200):
        wide = town.client(chance.choice(desk))
        narrow = town.client_of(chance.choice(field + handlers * 5))
        either = chance.choice((wide, narrow))
        if kind == "list":
            calls.append(_page(either, "list", show=chance.choice(("open", "over", "all"))))
        elif kind == "tray":
            calls.append(_page(narrow, "tray", tab=chance.choice(("new", "accepted", "overdue", "answered"))))
        elif kind == "event":
            calls.append(_page(town.client("fenxi"), "page", chance.choice(town.newest + town.oldest)))
        elif kind == "board":
            calls.append(_page(wide, "board"))
        elif kind == "search":
            calls.append(_page(either, "search", q=chance.choice(words)))
        else:
            calls.append(_page(town.stranger(), "follow", chance.choice(town.public)))
    yield Case(kind="day", reader=f"{len(field + handlers) + 4} people", title="200 requests", calls=calls, rounds=1)
