"""Points for tests: people who have earned some, gifts in store, a redemption day with its counters."""

from __future__ import annotations

import base64
import io
import itertools
from collections import Counter as Counted
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from PIL import Image, ImageDraw

from factories import areas as make
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, PersonView, Role
from fengqiao.core import clock, journal
from fengqiao.points import selectors, services
from fengqiao.points.domain.signs import Finding, Report, Sign
from fengqiao.points.models import Booking, CorrectionCase, Question, Redemption, RedemptionDay, RuleVersion, Transfer
from fengqiao.points.selectors import TransferView
from fengqiao.points.services import ledger

START = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)
PLAIN = {
    "kind": "plain",
    "points": 1,
    "cap": None,
    "cap_period": "none",
    "cap_group": "plain",
    "titles": {"zh-hans": "平分", "zh-hant": "平分", "en": "Plain"},
}


def corrected(*, award_id: UUID, points: int, reason: str, effective_at: datetime, actor: Actor) -> TransferView:
    """A line put right by two people: somebody asked before, ``actor`` grants."""
    with journal.unit():
        made = ledger.correct(award_id=award_id, points=points, reason=reason, effective_at=effective_at, actor=actor)
        row = Transfer.objects.select_related("debit", "credit").get(pk=award_id)
        place = row.debit.area_id or row.credit.area_id or actor.area_ids[0]
        CorrectionCase.objects.create(
            town_id=place, person_id=made.person_id, award_id=award_id, points=points, reason=reason, hearing="heard",
            state="granted", asked_by_id=make.worker(Role.STUDIO_CLERK, place).id, decided_by_id=actor.person_id,
            decided_at=clock.now(), transfer_id=made.id,
        )  # fmt: skip
    return made


def earn(person_id: UUID, points: int, area_id: UUID, *, at: datetime | None = None, posted: bool = True) -> str:
    """Give somebody so many points from the area's town; returns the evidence. One award, posted or still pending."""
    kind = f"plain{points}"
    if not RuleVersion.objects.filter(kind=kind).exists():
        rule = {**PLAIN, "kind": kind, "points": points}
        services.load_rules([rule], valid_from=START, actor=SYSTEM)
    evidence = f"work:{next(_numbers)}"
    services.award(
        person_id=person_id,
        rule=kind,
        evidence=evidence,
        link="/x/",
        reason="did it",
        effective_at=at or clock.now(),
        area_id=area_id,
        actor=SYSTEM,
    )
    if posted:
        services.post_pending(evidence=evidence, actor=SYSTEM)
    return evidence


def question(town_id: UUID, person_id: UUID, *, sign: Sign = Sign.BURST) -> UUID:
    """A question of the program to somebody in the town."""
    mark = f"{sign}:{next(_numbers)}"
    report = Report(key=mark, person=person_id, link="/incidents/x/", label="一件事", seen_at=clock.now())
    numbers = {"reports": 6, "minutes": 12}
    finding = Finding(sign=sign, person=person_id, mark=mark, reports=(report,), numbers=numbers)
    services.raise_questions(town_id, [finding])
    return Question.objects.get(mark=mark).pk


def gift(town_id: UUID, *, name: str = "", points: int = 10, pieces: int = 0, most_each: int | None = None) -> UUID:
    """A gift in a town's catalogue, with so many pieces in store (one lot, 10 yuan a piece)."""
    made = services.add_gift(
        town_id=town_id, name=name or f"Gift {next(_numbers)}", points=points, most_each=most_each, actor=SYSTEM
    )
    if pieces:
        services.receive_lot(
            gift_id=made, supplier="A", received_on=date(2026, 11, 1), pieces=pieces, cents=1000, actor=SYSTEM
        )
    return made


def signature() -> str:
    """A line drawn on a screen, as a tablet sends it."""
    image = Image.new("RGB", (60, 20), "white")
    ImageDraw.Draw(image).line((5, 15, 55, 5), fill="black", width=2)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


@dataclass
class Fair:
    """A redemption day with what it needs: clerk, audit, counters with keepers, gifts, workers with points."""

    town: AreaView
    day: UUID
    clerk: Actor
    audit: Actor
    keepers: list[Actor]
    counters: list[UUID]
    gifts: list[UUID]
    workers: list[PersonView]
    keys: dict[UUID, str] = field(default_factory=dict)

    def row(self) -> RedemptionDay:
        """The day's row."""
        return RedemptionDay.objects.get(pk=self.day)

    def actor(self, number: int) -> Actor:
        """One of the workers, acting."""
        one = self.workers[number]
        return Actor(user_id=None, person_id=one.id, name=one.name, username="")

    def book(self, number: int, *gifts: int) -> UUID:
        """A worker books the first free slot and one piece of each gift named by its number."""
        slot = next(one.at for one in selectors.free_slots(self.row()) if one.left)
        wanted = Counted(self.gifts[gift] for gift in gifts)
        return services.book(day_id=self.day, slot=slot, gifts=wanted, actor=self.actor(number))

    def check_in(self, number: int) -> int:
        """A worker scans the code at the door."""
        return services.check_in(day_id=self.day, entrance=self.row().entrance, actor=self.actor(number))

    def open(self) -> None:
        """Every counter's tablet takes its list along."""
        for counter, keeper in zip(self.counters, self.keepers, strict=True):
            self.keys[counter] = services.check_out(counter_id=counter, actor=keeper)

    def act(self, booking: UUID, *gifts: int, **other: object) -> dict[str, object]:
        """What a tablet says after a hand-over: all that was reserved, and pieces of the counter's own."""
        rows = Redemption.objects.filter(booking=booking, handed_at__isnull=True, cancelled_at__isnull=True)
        values: dict[str, object] = {
            "id": str(uuid4()),
            "booking": str(booking),
            "redemptions": [str(row.pk) for row in rows],
            "gifts": [{"id": str(uuid4()), "gift": str(self.gifts[gift])} for gift in gifts],
            "signature": SIGNATURE,
            "at": clock.now().isoformat(),
        }
        return {**values, **other}

    def send(self, act: dict[str, object], counter: int | None = None) -> str:
        """The tablet tells the server; returns why it was refused, or ""."""
        booking = Booking.objects.filter(pk=str(act["booking"])).first()
        place = self.counters.index(booking.counter_id) if counter is None and booking else counter or 0
        counter_id = self.counters[place]
        return services.hand_over(
            counter_id=counter_id, key=self.keys[counter_id], act=act, actor=self.keepers[place]
        ).refused

    def give_back(self, *, short: int = 0) -> None:
        """All counters count what they have and close; ``short``: so many pieces less than there should be."""
        for counter_id, keeper in zip(self.counters, self.keepers, strict=True):
            counter = RedemptionDay.objects.get(pk=self.day).counters.get(pk=counter_id)
            if counter.revoked_at:
                continue
            counted = {shelf.lot_id: shelf.pieces for shelf in selectors.shelf_of(counter)}
            for lot in list(counted)[:1]:
                counted[lot] -= short
            services.give_counter_back(counter_id=counter_id, counted=counted, actor=keeper)
            short = 0


def fair(workers: int = 3, *, counters: int = 1, points: int = 100, limit: int = 50, per_slot: int = 200) -> Fair:
    """A redemption day that begins now, with two gifts of 20 and 30 points."""
    village = make.village()
    assert village.parent_id is not None
    town = make.area(village.parent_id)
    clerk, audit = make.actor(Role.STUDIO_CLERK, town.id), make.actor(Role.AUDIT_ADMIN, town.id)
    keepers = [make.actor(Role.VOLUNTEER, town.id) for _ in range(counters)]
    grid = make.grid(village)
    people = [make.worker(Role.GRID_WORKER, village, grid_id=grid) for _ in range(workers)]
    for one in people:
        earn(one.id, points, village.id)
    pieces = 500 if counters < 50 else counters * 10 + workers
    gifts = [gift(town.id, points=20, pieces=pieces), gift(town.id, points=30, pieces=pieces)]
    start = clock.now().replace(microsecond=0) - timedelta(minutes=1)
    day = services.plan_day(
        town_id=town.id,
        title="Redemption day",
        place="Town hall",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        slot_minutes=30,
        per_slot=per_slot,
        offline_limit=limit,
        actor=clerk,
    )
    made = [
        services.add_counter(day_id=day, name=f"{number}", keeper_id=keeper.person_id, actor=clerk)
        for number, keeper in enumerate(keepers, start=1)
    ]
    for counter in made:
        for gift_id in gifts:
            services.allot(counter_id=counter, gift_id=gift_id, pieces=5, actor=clerk)
    return Fair(
        town=town,
        day=day,
        clerk=clerk,
        audit=audit,
        keepers=keepers,
        counters=made,
        gifts=gifts,
        workers=people,
    )


SIGNATURE = signature()
