"""Random weeks with a peer that loses, is deaf, lags, repeats old answers, refuses early and late, forgets everything,
and with workers that die in between: nothing handed over is lost, doubled or silently late."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from factories import areas as make
from factories import incidents as events
from fengqiao.areas.selectors import SYSTEM, AreaView
from fengqiao.core import clock
from fengqiao.core.models import JournalEntry
from fengqiao.interop import events as announced
from fengqiao.interop import services
from fengqiao.interop.domain.handover import OVER, WATCH_HOURS, Answer, Stage
from fengqiao.interop.models import Message
from fengqiao.interop.services.peers import PeerSilent, Reply

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 2, 1, tzinfo=UTC)
WAYS = {
    Stage.FINISHED: (Answer.RECEIPT, Answer.TAKEN, Answer.FINISHED),
    Stage.RETURNED: (Answer.RECEIPT, Answer.TAKEN, Answer.RETURNED),
    Stage.REFUSED: (Answer.RECEIPT, Answer.REFUSED),
}
RANK = {Stage.WAITING: 0, Stage.RECEIVED: 1, Stage.TAKEN: 2, **dict.fromkeys(OVER, 3)}


class WorkerDied(BaseException):
    """The process is gone between asking the peer and writing down what it said."""


@dataclass
class _Held:
    fate: Stage
    payload: Mapping[str, object]
    place: int = 0


@dataclass
class StormyPeer:
    """Keeps one of each; ``calm``: the storm is over."""

    lot: random.Random
    calm: bool = False
    held: dict[UUID, _Held] = field(default_factory=dict)
    fates: dict[UUID, Stage] = field(default_factory=dict)

    def send(self, message_id: UUID, payload: Mapping[str, object]) -> Reply:
        if self._happens(0.3):
            raise PeerSilent("lost on the way")
        fate = self.fates.setdefault(message_id, self.lot.choice(list(WAYS)))
        held = self.held.setdefault(message_id, _Held(fate=fate, payload=dict(payload)))
        assert held.payload == payload, "the same message with other words"
        return self._say(held)

    def ask(self, message_id: UUID) -> Reply | None:
        if self._happens(0.3):
            raise PeerSilent("lost on the way")
        if self._happens(0.05):
            self.held.clear()
        held = self.held.get(message_id)
        return None if held is None else self._say(held)

    def _say(self, held: _Held) -> Reply:
        way = WAYS[held.fate]
        said = way[self.lot.randrange(held.place + 1)] if self._happens(0.2) else way[held.place]
        if self.calm or self._happens(0.4):
            held.place = min(held.place + 1, len(way) - 1)
        if self._happens(0.1):
            raise WorkerDied
        if self._happens(0.2):
            raise PeerSilent("no answer in time")
        return Reply(answer=said, receipt="R-1")

    def _happens(self, share: float) -> bool:
        return not self.calm and self.lot.random() < share


@pytest.fixture
def village() -> AreaView:
    return make.village()


@contextmanager
def storm(seed: int) -> Iterator[StormyPeer]:
    peer = StormyPeer(lot=random.Random(seed))
    services.connect(services.YUEPINGAN, peer)
    yield peer


def sweep() -> None:
    try:
        services.sweep()
    except WorkerDied:
        return  # the next worker finds the message due again


@pytest.mark.parametrize("seed", range(6))
def test_no_storm_loses_or_doubles_a_hand_over(village: AreaView, seed: int) -> None:
    lot = random.Random(seed)
    stages: dict[UUID, Stage] = {}
    hashes: dict[UUID, str] = {}
    now = BEGIN
    with storm(seed) as peer:
        with clock.fixed(BEGIN - timedelta(hours=1)):
            incidents = [events.incident(village) for _ in range(4)]
        for _ in range(45):
            with clock.fixed(now):
                if lot.random() < 0.4:
                    try:
                        services.hand_over(incident_id=lot.choice(incidents).id, reason="超出权限", actor=SYSTEM)
                    except services.AlreadyHandedOver:
                        assert Message.objects.exclude(stage__in=OVER).exists()
                sweep()
                for row in Message.objects.all():
                    stage = Stage(row.stage)
                    before = stages.get(row.pk, Stage.WAITING)
                    assert RANK[stage] >= RANK[before]
                    assert before not in OVER or stage is before
                    assert hashes.setdefault(row.pk, row.payload_sha256) == row.payload_sha256
                    assert (row.next_at is None) == (stage in OVER)
                    stages[row.pk] = stage
            now += timedelta(minutes=lot.choice([1, 10, 90, 400, 900]))
        peer.calm = True
        for _ in range(12):
            with clock.fixed(now):
                sweep()
            now += timedelta(hours=2)
    rows = {row.pk: row for row in Message.objects.all()}
    assert set(rows) == set(stages)
    assert rows
    assert {pk: Stage(row.stage) for pk, row in rows.items()} == {pk: peer.fates[pk] for pk in rows}
    journal = JournalEntry.objects.filter(kind__in=[announced.HANDED_OVER, announced.ANSWERED, announced.OVERDUE])
    told = Counter(
        (one.kind, one.payload["message"], one.payload.get("stage"), one.payload.get("hours")) for one in journal
    )
    assert set(told.values()) == {1}
    assert {one.payload["message"] for one in journal if one.kind == announced.HANDED_OVER} == {str(pk) for pk in rows}


def test_the_watch_speaks_at_its_hours_while_the_peer_is_away_and_stops_when_it_is_back(village: AreaView) -> None:
    class Away(StormyPeer):
        def send(self, message_id: UUID, payload: Mapping[str, object]) -> Reply:
            if not self.calm:
                raise PeerSilent("nobody there")
            return super().send(message_id, payload)

    peer = Away(lot=random.Random(1))
    services.connect(services.YUEPINGAN, peer)
    with clock.fixed(BEGIN):
        services.hand_over(incident_id=events.incident(village).id, reason="超出权限", actor=SYSTEM)
    told: dict[int, list[int]] = {}
    for hours in (1, 12, 13, 24, 30, 47, 48, 50, 71, 72, 100):
        if hours == 50:
            peer.calm = True
        with clock.fixed(BEGIN + timedelta(hours=hours)):
            Message.objects.update(next_at=clock.now())
            services.sweep()
            Message.objects.exclude(stage__in=OVER).update(next_at=clock.now())
            services.sweep()
        marks = JournalEntry.objects.filter(kind=announced.OVERDUE).order_by("seq")
        told[hours] = [one.payload["hours"] for one in marks]
    assert told[1] == []
    assert told[12] == told[13] == [12]
    assert told[24] == told[30] == told[47] == [12, 24]
    assert told[48] == told[100] == [12, 24, 48]  # taken up at 50: nothing is late any more at 72
    assert set(told[100]) < set(WATCH_HOURS)
