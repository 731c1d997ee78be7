"""Nothing that is handed to an outside platform is lost or doubled, whatever the weather."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from factories import areas as make
from factories import incidents as events
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.incidents import selectors as spine
from fengqiao.incidents import services as spine_services
from fengqiao.incidents.selectors import chronicle
from fengqiao.interop import events as announced
from fengqiao.interop import selectors, services
from fengqiao.interop.domain.handover import OVER, Answer, Stage
from fengqiao.interop.models import Message
from fengqiao.interop.services.errors import ReasonMissing
from fengqiao.interop.services.peers import PeerSilent, SimulatedPeer, Weather

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> AreaView:
    return make.village()


def connect(weather: Weather | None = None) -> SimulatedPeer:
    other = SimulatedPeer(weather=weather or Weather())
    services.connect(services.YUEPINGAN, other)
    return other


def hand(village: AreaView, count: int) -> None:
    for _ in range(count):
        event = events.incident(village)
        services.hand_over(incident_id=event.id, reason="超出本县权限", actor=SYSTEM)


def rounds(most: int = 60) -> int:
    """Sweep, and let everything be due at once, until nothing is open; returns how many sweeps it took."""
    for number in range(most):
        if not Message.objects.exclude(stage__in=OVER).exists():
            return number
        Message.objects.exclude(stage__in=OVER).update(next_at=clock.now())
        services.sweep()
    return most


def test_good_weather(village: AreaView) -> None:
    other = connect()
    hand(village, 3)
    assert rounds() <= 4
    assert {Stage(row.stage) for row in Message.objects.all()} == {Stage.FINISHED}
    assert [kept.copies for kept in other.kept.values()] == [1, 1, 1]
    assert JournalEntry.objects.filter(kind=announced.HANDED_OVER).count() == 3


@pytest.mark.parametrize(
    "weather",
    [
        Weather(loses=2),
        Weather(deaf=2),
        Weather(loses=3, deaf=2, stale=3),
        Weather(refuses=2),
        Weather(returns=3, stale=2),
        Weather(slow=4, deaf=3, refuses=5, returns=4),
    ],
    ids=repr,
)
def test_bad_weather_neither_loses_nor_doubles(village: AreaView, weather: Weather) -> None:
    other = connect(weather)
    hand(village, 6)
    assert rounds() < 60
    rows = {row.pk: row for row in Message.objects.all()}
    assert set(other.kept) == set(rows)
    for message_id, kept in other.kept.items():
        fate = {Answer.FINISHED: Stage.FINISHED, Answer.REFUSED: Stage.REFUSED, Answer.RETURNED: Stage.RETURNED}
        assert Stage(rows[message_id].stage) is fate[kept.fate]
        assert rows[message_id].receipt == f"SIM-{kept.number:06}"
    answered = JournalEntry.objects.filter(kind=announced.ANSWERED).values_list("payload", flat=True)
    told = [(one["message"], one["stage"]) for one in answered]
    assert len(told) == len(set(told))


@given(
    loses=st.integers(0, 5), deaf=st.integers(0, 5), stale=st.integers(0, 5), slow=st.integers(1, 3),
    refuses=st.integers(0, 3), returns=st.integers(0, 3),
)  # fmt: skip
def test_the_peer_itself_keeps_one_of_each(
    loses: int, deaf: int, stale: int, slow: int, refuses: int, returns: int
) -> None:
    # a line on which every call is lost carries nothing; that is no weather but an end
    other = SimulatedPeer(
        weather=Weather(
            loses=0 if loses == 1 else loses, deaf=deaf, stale=stale, refuses=refuses, returns=returns, slow=slow
        )
    )
    for number in range(1, 40):
        with suppress(PeerSilent):
            other.send(UUID(int=number % 7 + 1), {})
    assert len(other.kept) == 7
    assert sorted(kept.number for kept in other.kept.values()) == list(range(1, 8))


def test_a_peer_that_forgot_gets_it_again(village: AreaView) -> None:
    first = connect()
    hand(village, 1)
    services.sweep()
    assert len(first.kept) == 1
    second = connect()
    assert rounds() < 10
    assert set(second.kept) == set(first.kept)


def test_one_event_is_with_the_peer_once_at_a_time(village: AreaView) -> None:
    connect()
    event = events.incident(village)
    services.hand_over(incident_id=event.id, reason="超出本县权限", actor=SYSTEM)
    with pytest.raises(services.AlreadyHandedOver):
        services.hand_over(incident_id=event.id, reason="again", actor=SYSTEM)
    rounds()
    services.hand_over(incident_id=event.id, reason="again, now that it is back", actor=SYSTEM)
    assert Message.objects.count() == 2


def test_what_is_late_is_told_at_each_mark_once(village: AreaView, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(Weather(loses=1))
    hand(village, 1)
    begin = clock.now()
    told = []
    for hours in (1, 11, 13, 14, 25, 49, 73, 200):
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda hours=hours: begin + timedelta(hours=hours))
            services.sweep()
            services.sweep()
        told.append(JournalEntry.objects.filter(kind=announced.OVERDUE).count())
    assert told == [0, 0, 1, 1, 2, 3, 4, 4]
    (line,) = selectors.messages(SYSTEM)
    assert (line.stage, line.late_hours) == (Stage.WAITING, 72)


def test_only_who_sees_the_event_hands_it_over(village: AreaView) -> None:
    connect()
    event = events.incident(village)
    stranger = make.actor(Role.DISPATCHER, make.county())
    with pytest.raises(NotYours):
        services.hand_over(incident_id=event.id, reason="x", actor=stranger)
    with pytest.raises(ReasonMissing):
        services.hand_over(incident_id=event.id, reason=" ", actor=SYSTEM)
    services.hand_over(incident_id=event.id, reason="超出本县权限", actor=SYSTEM)
    assert selectors.messages(stranger) == []


def test_the_other_platform_learns_no_names(village: AreaView) -> None:
    connect()
    event = events.incident(village, source="resident")
    services.hand_over(incident_id=event.id, reason="超出本县权限", actor=SYSTEM)
    payload = Message.objects.get().payload
    assert set(payload) == {
        "code",
        "category",
        "area",
        "area_name",
        "place",
        "lon",
        "lat",
        "title",
        "state",
        "happened_at",
        "reason",
        "pictures",
    }


def history(event_id: UUID) -> list[str]:
    return [entry.words for entry in chronicle.side_entries(event_id)]


def test_the_events_own_history_says_where_it_is(village: AreaView) -> None:
    connect()
    event = events.incident(village)
    services.hand_over(incident_id=event.id, reason="超出本县权限", actor=SYSTEM)
    rounds()
    with translation.override("zh-hans"):
        told = history(event.id)
    assert told[0] == "已移交粤平安"
    assert told[-1] == "粤平安已办结"
    assert any("SIM-000001" in line for line in told)


def test_what_comes_back_is_awaited_here_again(village: AreaView) -> None:
    connect(Weather(refuses=1))
    event = events.incident(village)
    services.hand_over(incident_id=event.id, reason="超出本县权限", actor=SYSTEM)
    rounds()
    (reminder,) = spine.reminders_of(event.id)
    assert reminder.automatic
    assert reminder.replied_at is None


def test_the_watch_reminds_first_and_then_supervises_one_level_higher_at_each_mark(village: AreaView) -> None:
    connect(Weather(loses=1))
    event = events.incident(village)
    over = events.incident(village)
    begin = clock.now()
    for one in (event, over):
        services.hand_over(incident_id=one.id, reason="超出本县权限", actor=SYSTEM)
    spine_services.void(incident_id=over.id, reason="误报", actor=SYSTEM)
    levels = []
    for hours in (11, 13, 25, 49, 73, 200):
        with clock.fixed(begin + timedelta(hours=hours)):
            services.sweep()
        known = spine.supervision_of(event.id)
        levels.append((len(spine.reminders_of(event.id)), known.level if known else 0))
    assert levels == [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3), (1, 3)]
    assert spine.supervision_of(over.id) is None


def test_what_is_open_stands_first_and_other_counties_do_not_push_it_out(village: AreaView) -> None:
    connect()
    elsewhere = make.village()
    hand(village, 1)
    rounds()
    with clock.fixed(clock.now() + timedelta(minutes=1)):
        hand(village, 1)
        for _ in range(3):
            hand(elsewhere, 1)
    rows = selectors.messages(make.actor(Role.DISPATCHER, village), limit=2)
    assert [row.stage for row in rows] == [Stage.WAITING, Stage.FINISHED]


def test_an_events_page_leads_to_the_hand_over_with_its_code(village: AreaView) -> None:
    event = events.incident(village)
    client = Client(headers={"Accept-Language": "zh-hans"})
    actor = make.actor(Role.DISPATCHER, village)
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/handed-over/?code={event.code}"
    assert address in client.get(f"/incidents/{event.code}/").content.decode()
    assert f'value="{event.code}"' in client.get(address).content.decode()
    assert 'href="/handed-over/"' in client.get("/board/").content.decode()
