"""What telephones send arrives once, under its author, with what is odd about it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from factories import areas as make
from factories import fieldwork as phone
from factories import incidents as make_incidents
from factories.incidents import PLAIN, Way
from fengqiao.areas import services as areas
from fengqiao.areas.selectors import SYSTEM, Actor, Role, actor_of
from fengqiao.core import clock, journal
from fengqiao.core.models import JournalEntry
from fengqiao.fieldwork.models import Conflict, OutboxItem, Upload
from fengqiao.fieldwork.selectors import entries
from fengqiao.fieldwork.services import keys, outbox, uploads
from fengqiao.fieldwork.services.errors import FieldRefused, UploadRefused
from fengqiao.fieldwork.services.outbox import Item, Outcome
from fengqiao.incidents import selectors as events
from fengqiao.incidents.models import Incident

pytestmark = pytest.mark.django_db
HERE = {"lon": 113.634567, "lat": 23.784321, "accuracy": 9.5}


@pytest.fixture
def way() -> Way:
    return Way.lay()


@pytest.fixture
def worker(way: Way) -> Actor:
    """Somebody whose grid has been drawn for a year."""
    grid = make.grid(way.village, since=clock.now() - timedelta(days=365))
    return make.actor(Role.GRID_WORKER, way.village, grid_id=grid)


def report(**more: Any) -> dict[str, Any]:
    return {"category": PLAIN, "description": "路灯不亮\n第三根", "position": HERE, **more}


def test_a_report_becomes_an_event_of_the_patrol_once(worker: Actor) -> None:
    photo = phone.upload(make_incidents.photo(), worker)
    sent = phone.item(report(), photos=[photo], at=clock.now() - timedelta(hours=3))
    (first,) = phone.send(worker, sent)
    assert (first.state, first.url[:11]) == ("done", "/incidents/")
    (again,) = phone.send(worker, sent)
    assert (again.state, again.words, again.url) == ("again", first.words, first.url)
    (event,) = events.incidents(SYSTEM)
    assert (event.source, event.title, event.reporter_id) == ("patrol", "路灯不亮", worker.person_id)
    assert clock.now() - event.happened_at > timedelta(hours=2)
    assert event.grid_version_id is not None
    assert len(events.evidence_of(event.id)) == 1
    assert [one.person_id for one in events.credits_of(SYSTEM, event.id)] == [worker.person_id]
    row = OutboxItem.objects.get()
    assert (row.doubts, row.area_id) == ([], event.area_id)
    assert JournalEntry.objects.filter(kind="fieldwork.item").count() == 1


def test_nothing_is_lost_when_something_is_missing(worker: Actor) -> None:
    sent = phone.item(report(), photos=["0" * 64])
    (answer,) = phone.send(worker, sent)
    assert answer.state == "needs_you"
    assert not Incident.objects.exists()
    photo = phone.upload(make_incidents.photo(), worker)
    (mended,) = phone.send(worker, {**sent, "photos": [photo]})
    assert mended.state == "done"
    (unknown,) = phone.send(worker, phone.item({}, kind="dance"))
    assert (unknown.state, OutboxItem.objects.filter(state="refused").count()) == ("refused", 1)
    (no_category,) = phone.send(worker, phone.item(report(category="none")))
    assert no_category.state == "needs_you"


def test_one_item_over_which_the_program_stumbles_holds_up_nobody(worker: Actor) -> None:
    def stumble(item: Item, *, actor: Actor) -> Outcome:
        raise ZeroDivisionError

    def fine(item: Item, *, actor: Actor) -> Outcome:
        return Outcome(words="ok")

    answers = phone.send(
        worker, phone.item({}, kind="bad"), phone.item({}, kind="good"), kinds={"bad": stumble, "good": fine}
    )
    assert [one.words for one in answers] == ["ok"]
    assert OutboxItem.objects.count() == 1


def test_credit_goes_to_the_author_and_the_grid_at_capture(way: Way) -> None:
    user = make.account(Role.GRID_WORKER, way.village)
    before = actor_of(user)
    old = before.duties[0].grid_id
    at = clock.now()
    with clock.fixed(at + timedelta(days=3)):
        duty = areas_duty(before)
        areas.end_assignment(assignment_id=duty, last_day=(at + timedelta(days=1)).date(), actor=SYSTEM)
        assert actor_of(user).duties == ()
        sent = phone.item(report(), at=at)
        (answer,) = outbox.receive(
            said=[sent], sent=clock.now(), actor=actor_of(user), as_of=lambda then: actor_of(user, then)
        )
        assert answer.state == "done"
        row = OutboxItem.objects.get()
        assert (row.grid_id, row.person_id) == (old, before.person_id)
        assert events.incidents(SYSTEM)[0].reporter_id == before.person_id
        late = phone.item(report(), at=clock.now())
        (answer,) = outbox.receive(
            said=[late], sent=clock.now(), actor=actor_of(user), as_of=lambda then: actor_of(user, then)
        )
        assert answer.state == "refused"


def areas_duty(actor: Actor) -> uuid.UUID:
    from fengqiao.areas.models import Assignment

    return Assignment.objects.get(person_id=actor.person_id).pk


def test_odd_things_are_marked_and_stop_nothing(worker: Actor) -> None:
    photo = phone.upload(make_incidents.photo(1), worker)
    now = clock.now()
    yesterday = (now - timedelta(days=1)).isoformat()
    far = {"lon": 118.634567, "lat": 25.784321, "accuracy": 9}
    answers = phone.send(
        worker,
        phone.item(report(), photos=[photo], at=now - timedelta(minutes=9)),
        phone.item(report(position=far), at=now - timedelta(minutes=8)),
        phone.item(report(position=None), at=now - timedelta(minutes=7)),
        phone.item(report(pictures={photo: {"taken_at": yesterday}}), photos=[photo], at=now - timedelta(minutes=6)),
        phone.item(report(), at=now + timedelta(days=2000)),
    )
    assert [one.state for one in answers] == ["done"] * 5
    found = [row.doubts for row in OutboxItem.objects.order_by("captured_at")]
    assert found[:3] == [[], ["jump", "speed"], ["no_position"]]
    assert found[3:] == [["other_day", "seen_before"], ["clock"]]
    # The jump of 500 km is not believed: the event has no position, and says why.
    assert [one.lon is None for one in reversed(events.incidents(SYSTEM))] == [False, True, True, False, False]


def test_solved_on_the_spot(worker: Actor) -> None:
    before, after = (phone.upload(make_incidents.photo(shade), worker) for shade in (10, 20))
    payload = report(solved="已扶正", pictures={after: {"after": True}})
    (done,) = phone.send(worker, phone.item(payload, photos=[before, after]))
    (event,) = events.incidents(SYSTEM)
    assert (done.state, event.state, event.on_spot) == ("done", "closed", True)
    # Without a photo of afterwards it is reported all the same, and stays open.
    (open_,) = phone.send(worker, phone.item(report(solved="已扶正"), photos=[before]))
    assert open_.state == "done"
    assert events.incidents(SYSTEM)[0].state == "reported"


def test_what_somebody_else_wrote_is_not_taken(way: Way, worker: Actor) -> None:
    other = make.actor(Role.GRID_WORKER, way.village)
    sent = phone.item(report())
    phone.send(worker, sent)
    assert phone.send(other, sent)[0].state == "refused"
    mine = {**phone.item(report()), "author": str(worker.person_id)}
    assert phone.send(other, mine)[0].state == "refused"
    assert Incident.objects.count() == 1


def test_a_file_comes_in_pieces_and_goes_on_after_a_cut(worker: Actor) -> None:
    content = make_incidents.photo(size=(400, 300))
    sha, size = phone.upload(content, worker), len(content)
    Upload.objects.all().delete()
    half = size // 2

    def piece(start: int, end: int) -> tuple[int, bool]:
        found = uploads.add_piece(sha256=sha, start=start, size=size, content=content[start:end], actor=worker)
        return found.received, found.whole

    assert piece(0, half) == (half, False)
    assert piece(0, half) == (half, False)  # came twice
    assert piece(half + 5, size) == (half, False)  # leaves a gap
    assert uploads.arrived(sha256=sha, actor=worker).received == half
    assert piece(half, size) == (size, True)
    assert uploads.content(sha, worker) == content
    with pytest.raises(UploadRefused):
        uploads.add_piece(sha256="1" * 64, start=0, size=3, content=b"abc", actor=worker)
    assert uploads.arrived(sha256="1" * 64, actor=worker).received == 0
    with clock.fixed(clock.now() + timedelta(days=8)):
        assert uploads.put_uploads_away() == 1


def test_two_devices_change_one_draft(worker: Actor) -> None:
    draft = str(uuid.uuid4())

    def save(base: dict[str, str], fields: dict[str, str]) -> str:
        (one,) = phone.send(worker, phone.item({"draft": draft, "base": base, "fields": fields}, kind="draft"))
        return one.state

    first = {"title": "井盖", "place": "桥头"}
    assert save({}, first) == "done"
    save(first, {"title": "井盖松动", "place": "桥头"})
    save(first, {"title": "井盖破了", "place": "桥头", "description": "有响声"})
    (kept,) = events.drafts(worker)
    assert kept.content["field"] == {"title": "井盖松动", "place": "桥头", "description": "有响声"}
    clash = Conflict.objects.get()
    assert (clash.name, clash.here, clash.there) == ("title", "井盖松动", "井盖破了")


def test_the_key_is_the_same_after_a_new_sign_in(worker: Actor) -> None:
    assert keys.phone_key(actor=worker) == keys.phone_key(actor=worker)
    assert len(keys.phone_key(actor=worker)) == 32
    assert journal.verify() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_item_many_times_at_once_is_one_event() -> None:
    village = make.village()
    make_incidents.categories()
    worker = make.actor(Role.GRID_WORKER, village)
    photo = phone.upload(make_incidents.photo(), worker)
    sent = phone.item(report(), photos=[photo])

    def once(_: int) -> str:
        try:
            return phone.send(worker, sent)[0].state
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        states = sorted(pool.map(once, range(6)))
    assert states == ["again"] * 5 + ["done"]
    assert Incident.objects.count() == 1


def test_somebody_else_looks_at_what_is_odd(way: Way, worker: Actor) -> None:
    shot = phone.upload(make_incidents.photo(), worker)
    taken = {shot: {"taken_at": (clock.now() - timedelta(days=3)).isoformat()}}
    phone.send(worker, phone.item(report(pictures=taken), photos=[shot]), phone.item(report(position=None)))
    (odd,) = entries.entries(way.secretary, show="odd")
    assert (len(odd.doubts), len(entries.entries(way.secretary, show="all"))) == (1, 2)
    assert entries.entries(make.actor(Role.VILLAGE_SECRETARY, make.village()), show="all") == []
    outbox.look_at(item_id=odd.id, actor=way.secretary)
    assert entries.entries(way.secretary, show="odd") == []
    (own,) = phone.send(way.secretary, phone.item(report()))
    with pytest.raises(FieldRefused):
        outbox.look_at(item_id=own.id, actor=way.secretary)
