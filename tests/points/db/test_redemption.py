"""A redemption day: book, check in, hand over with and without a network, count, explain, sign."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connections

from factories import areas as make
from factories.points import Fair, corrected, earn, fair, gift
from fengqiao.areas.selectors import Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain.spending import Purpose, Purse
from fengqiao.points.models import Booking, Counter, Difference, HandOver, Redemption
from fengqiao.points.services import CounterClosed, DayRefused, NotEnoughPoints, OutOfStock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def _no_files_stay() -> Iterator[None]:
    yield
    for row in HandOver.objects.exclude(signature=""):
        default_storage.delete(row.signature)


@pytest.fixture
def day() -> Fair:
    return fair()


def purse(day: Fair, number: int = 0) -> Purse:
    return selectors.purse_of(day.workers[number].id)


def sound() -> bool:
    return services.verify() == [] and services.verify_stock() == [] and journal.verify() == []


def test_booking_reserves_points_and_pieces(day: Fair) -> None:
    day.book(0, 0, 1)
    assert purse(day) == Purse(posted=100, reserved=50)
    assert (selectors.gift(day.gifts[0]).free, selectors.gift(day.gifts[0]).held) == (494, 6)
    assert sound()


def test_what_is_kept_says_for_which_day_and_until_when(day: Fair) -> None:
    day.book(0, 0)
    day.open()  # the counter's purse waits for the same day
    pending = {line.evidence for line in selectors.statement(day.workers[0].id).lines if line.phase == "pending"}
    found = selectors.waiting([*pending, "redemption:gone", "redemption", "purse:1"])
    assert set(found) == pending
    assert len(pending) == 2
    assert {one.until for one in found.values()} == {day.row().ends_at}
    assert all(day.row().title in one.words for one in found.values())


def test_changing_and_cancelling_gives_back_exactly_what_was_reserved(day: Fair) -> None:
    day.book(0, 0, 1)
    day.book(0, 0, 0)
    assert purse(day) == Purse(posted=100, reserved=40)
    services.cancel_booking(day_id=day.day, actor=day.actor(0))
    assert purse(day) == Purse(posted=100)
    assert selectors.gift(day.gifts[0]).free == 495
    assert sound()


def test_more_points_than_there_are_reserve_nothing_at_all(day: Fair) -> None:
    with pytest.raises(NotEnoughPoints):
        day.book(0, 1, 1, 1, 1)
    assert purse(day) == Purse(posted=100)
    assert not Booking.objects.exists()


def test_a_full_slot_and_a_wrong_time_are_refused() -> None:
    day = fair(2, per_slot=1)
    slot = selectors.free_slots(day.row())[0].at
    services.book(day_id=day.day, slot=slot, actor=day.actor(0))
    for when in (slot, slot + timedelta(minutes=1)):
        with pytest.raises(DayRefused, match="full"):
            services.book(day_id=day.day, slot=when, actor=day.actor(1))


def test_the_limit_of_a_quarter_holds(day: Fair) -> None:
    services.change_gift(gift_id=day.gifts[0], name="One each", points=20, most_each=1, actor=day.clerk)
    with pytest.raises(DayRefused, match="at most 1"):
        day.book(0, 0, 0)


def test_strangers_book_nothing(day: Fair) -> None:
    stranger = make.actor(Role.GRID_WORKER, make.village())
    with pytest.raises(NotYours):
        services.book(day_id=day.day, slot=day.row().starts_at, actor=stranger)


def test_the_door_gives_numbers_in_order_once_and_only_with_the_code(day: Fair) -> None:
    day.book(1)
    assert [day.check_in(1), day.check_in(0), day.check_in(1)] == [1, 2, 1]
    with pytest.raises(NotYours):
        services.check_in(day_id=day.day, entrance="guessed", actor=day.actor(2))


def test_hand_over_posts_the_points_and_keeps_the_signature(day: Fair) -> None:
    booking = day.book(0, 0)
    day.check_in(0)
    day.open()
    act = day.act(booking)
    assert day.send(act) == ""
    assert (purse(day).posted, selectors.gift(day.gifts[0]).out) == (80, 1)
    kept = HandOver.objects.get()
    assert default_storage.exists(kept.signature)
    assert day.send(act) == ""  # sent twice
    assert (purse(day).posted, HandOver.objects.count()) == (80, 1)
    assert sound()


def test_the_tablet_gives_out_its_own_pieces_within_what_was_set_aside(day: Fair) -> None:
    booking = day.book(0, 0)
    day.open()
    assert purse(day) == Purse(posted=100, reserved=70)  # 20 for the gift, 50 for the counter
    listed = selectors.allotment(Counter.objects.get())
    assert [(one["name"], one["purse"], one["lines"][0]["points"]) for one in listed["people"]] == [
        (day.workers[0].name, 50, 20)
    ]
    assert [one["pieces"] for one in listed["gifts"]] == [5, 5]
    assert day.send(day.act(booking, 1, offline=True)) == ""
    assert purse(day) == Purse(posted=50, reserved=50)  # the next 50 are set aside at once
    assert selectors.gift(day.gifts[1]).out == 1
    assert sound()


def test_what_is_set_aside_for_a_counter_cannot_be_spent_elsewhere(day: Fair) -> None:
    day.book(0)
    day.open()
    with pytest.raises(NotEnoughPoints):
        services.reserve(
            person_id=day.workers[0].id,
            town_id=day.town.id,
            points=60,
            purpose=Purpose.REDEEM,
            evidence="elsewhere",
            link="/x/",
            reason="",
            actor=day.clerk,
        )


def test_while_the_list_is_out_the_phone_changes_nothing(day: Fair) -> None:
    day.book(0, 0)
    day.open()
    with pytest.raises(DayRefused, match="at the counter already"):
        day.book(0, 1)
    with pytest.raises(DayRefused, match="at the counter already"):
        services.cancel_booking(day_id=day.day, actor=day.actor(0))


def test_a_counter_opens_on_one_tablet_only_and_for_its_keeper(day: Fair) -> None:
    day.open()
    with pytest.raises(DayRefused, match="another tablet"):
        services.check_out(counter_id=day.counters[0], actor=day.keepers[0])
    with pytest.raises(NotYours):
        services.check_out(counter_id=day.counters[0], actor=day.clerk)


def test_two_counters_cannot_hand_over_the_same_reservation() -> None:
    day = fair(1, counters=2)
    booking = day.book(0, 0)
    day.open()
    act = day.act(booking)
    other = 1 - day.counters.index(Booking.objects.get().counter_id)
    assert "not on this counter's list" in day.send({**act, "id": str(uuid4())}, counter=other)
    assert day.send(act) == ""
    assert "handed over before" in day.send({**act, "id": str(uuid4())})
    assert selectors.gift(day.gifts[0]).out == 1
    assert Difference.objects.filter(kind="act").count() == 2
    assert sound()


def test_nobody_hands_out_to_themselves_and_the_storekeeper_not_at_all(day: Fair) -> None:
    with pytest.raises(DayRefused, match="does not hand out"):
        services.add_counter(day_id=day.day, name="2", keeper_id=day.clerk.person_id, actor=day.clerk)
    with pytest.raises(DayRefused, match="does not hand out"):
        services.add_counter(day_id=day.day, name="2", keeper_id=day.audit.person_id, actor=day.clerk)
    own = day.keepers[0]
    earn(own.person_id, 90, day.town.id)
    booking = services.book(day_id=day.day, slot=day.row().starts_at, gifts={day.gifts[0]: 1}, actor=own)
    Booking.objects.filter(pk=booking).update(counter=day.counters[0])
    day.open()
    assert "to themselves" in day.send(day.act(booking))


def test_without_a_signature_nothing_counts(day: Fair) -> None:
    booking = day.book(0, 0)
    day.open()
    for bad in ("", "data:image/png;base64,AAAA", "data:text/html;base64,PGI+"):
        assert "signature" in day.send(day.act(booking, signature=bad))
    assert purse(day).posted == 100


@pytest.mark.parametrize("what", [{"id": "x"}, {"redemptions": ["x"]}, {"gifts": [{"id": "1"}]}])
def test_nonsense_from_a_tablet_is_refused(day: Fair, what: dict[str, object]) -> None:
    booking = day.book(0, 0)
    day.open()
    with pytest.raises(NotYours):
        day.send(day.act(booking, **what))


def test_a_wrong_clock_moves_no_hand_over_to_another_day(day: Fair) -> None:
    bookings = [day.book(number, 0) for number in range(2)]
    day.open()
    day.send(day.act(bookings[0], at="2031-01-01T00:00:00Z"))
    day.send(day.act(bookings[1], at="1999-01-01T00:00:00Z"))
    out = Counter.objects.get().out_at
    assert out is not None
    assert all(out <= row.signed_at <= clock.now() for row in HandOver.objects.all())


def test_a_stolen_tablet_spends_nothing_and_says_what_is_missing() -> None:
    day = fair(2, counters=2)
    booking = day.book(0, 0)
    day.open()
    stolen = day.counters.index(Booking.objects.get().counter_id)
    counted = {
        shelf.lot_id: shelf.pieces - 1 for shelf in selectors.shelf_of(Counter.objects.get(pk=day.counters[stolen]))
    }
    with pytest.raises(NotYours):
        services.revoke(counter_id=day.counters[stolen], counted={}, reason="x", actor=day.keepers[stolen])
    services.revoke(counter_id=day.counters[stolen], counted=counted, reason="taken from the table", actor=day.clerk)
    with pytest.raises(CounterClosed):
        day.send(day.act(booking), counter=stolen)
    assert purse(day) == Purse(posted=100, reserved=20)  # the reservation stays, what was set aside is free
    assert day.send(day.act(booking), counter=1 - stolen) == ""  # the other counter has the list now
    kinds = sorted(Difference.objects.values_list("kind", flat=True))
    assert kinds == ["revoked", "stock", "stock"]
    assert sound()


def test_reopened_after_the_points_were_spent_is_shown_as_debt(day: Fair) -> None:
    evidence = earn(day.workers[0].id, 10, day.town.id)
    booking = day.book(0, 0, 1, 1, 1)
    day.open()
    (line,) = selectors.awards(evidence=evidence)
    corrected(award_id=line.id, points=0, reason="reopened", effective_at=clock.now(), actor=day.clerk)
    assert day.send(day.act(booking)) == ""  # reserved before; the gift is out
    assert (purse(day).posted, purse(day).debt, purse(day).available) == (-10, 10, 0)
    earn(day.workers[0].id, 15, day.town.id)
    assert (purse(day).debt, purse(day).available) == (0, 5)
    assert sound()


def test_the_day_closes_when_all_counters_are_back_and_two_people_signed(day: Fair) -> None:
    bookings = [day.book(0, 0), day.book(1, 1)]
    day.open()
    day.send(day.act(bookings[0], 1))
    with pytest.raises(DayRefused, match="still open"):
        services.close_day(day_id=day.day, actor=day.clerk)
    day.give_back(short=1)
    sheet = services.close_day(day_id=day.day, actor=day.clerk)
    assert sheet["points"] == {"handed": 50, "ledger": 50}
    assert sheet["pieces"] == {"handed": 2, "stock": 2}
    assert purse(day, 1) == Purse(posted=100)  # not fetched: free again
    with pytest.raises(DayRefused, match="explanation"):
        services.sign(day_id=day.day, actor=day.clerk)
    services.explain(difference_id=Difference.objects.get().pk, words="one was broken", actor=day.keepers[0])
    with pytest.raises(NotYours):
        services.sign(day_id=day.day, actor=day.audit)  # the clerk first
    services.sign(day_id=day.day, actor=day.clerk)
    with pytest.raises(DayRefused, match="Two people"):
        services.sign(day_id=day.day, actor=day.clerk)
    with pytest.raises(DayRefused, match="sign the reconciliation first"):
        services.publish(day_id=day.day, words="", actor=day.clerk)
    services.sign(day_id=day.day, actor=day.audit)
    services.publish(day_id=day.day, words="Thank you.", actor=day.clerk)
    with pytest.raises(DayRefused):
        day.check_in(2)
    assert sound()


def test_a_hundred_and_four_people_and_it_all_adds_up() -> None:
    day = fair(104, counters=4)
    for number in range(104):
        booking = day.book(number, *([0], [1], [0, 1], [])[number % 4])
        day.check_in(number)
        assert booking
    day.open()
    for number in range(104):
        booking = Booking.objects.get(person=day.workers[number].id)
        if number % 13 == 12:
            continue  # went home
        own = [1] if number % 7 == 3 else []
        if own or number % 4 != 3:
            assert day.send(day.act(booking.pk, *own, offline=number % 2 == 0)) == ""
    day.give_back()
    sheet = services.close_day(day_id=day.day, actor=day.clerk)
    handed = list(Redemption.objects.filter(handed_at__isnull=False))
    assert sheet["points"]["handed"] == sheet["points"]["ledger"] == sum(row.points for row in handed)
    assert sheet["pieces"]["handed"] == sheet["pieces"]["stock"] == len(handed)
    assert sum(one["pieces"] for one in sheet["counters"].values()) == len(handed)
    assert (sheet["people"]["booked"], sheet["people"]["came"]) == (104, 104)
    assert sheet["at_counters"] == 0
    assert not Difference.objects.exists()
    spent = sum(100 - selectors.purse_of(one.id).posted for one in day.workers)
    assert spent == sheet["points"]["ledger"]
    assert all(selectors.purse_of(one.id).reserved == 0 for one in day.workers)
    for actor in (day.clerk, day.audit):
        services.sign(day_id=day.day, actor=actor)
    assert sound()


@pytest.mark.django_db(transaction=True)
def test_fifty_people_book_the_last_gift_and_one_has_it() -> None:
    day = fair(50)
    last = gift(day.town.id, points=40, pieces=1)
    slot = selectors.free_slots(day.row())[0].at

    def one(number: int) -> bool:
        try:
            services.book(day_id=day.day, slot=slot, gifts={last: 1}, actor=day.actor(number))
        except OutOfStock:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(25) as pool:
        assert sum(pool.map(one, range(50))) == 1
    assert Redemption.objects.count() == 1
    assert services.verify() == []
    assert services.verify_stock() == []
