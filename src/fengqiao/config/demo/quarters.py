"""The invented town's last quarter, published: points of its workers, an objection that was upheld, the signature.

Everything goes through the verbs that anybody uses, each with the clock of its moment. Nothing of it happened.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model

from fengqiao.areas import services as areas
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, Role, actor_of, area_by_code, user_named
from fengqiao.config.demo import PASSWORD
from fengqiao.config.demo.areas import LONGSHAN, SINCE
from fengqiao.core import clock, journal
from fengqiao.points import services
from fengqiao.points.domain.quarters import Quarter, quarter_of
from fengqiao.points.selectors import quarters

SECOND = "fuhe"
# Rule, how often in the quarter at least and at most, days between two of them.
WORK = (
    ("active_week", 2, 4, 8),
    ("valid_event", 1, 4, 19),
    ("mediation_attended", 0, 2, 31),
    ("hazard_checked", 0, 3, 23),
)
GRADES = ("handbook_fair", "handbook_good", "handbook_good", "handbook_excellent")


def seed() -> None:
    """The last quarter that is long enough over; what is there already is left as it is."""
    town = area_by_code(LONGSHAN)
    if user_named(SECOND) is not None:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    now = clock.now()
    chosen = quarter_of(now, zone).before
    if now < chosen.span(zone)[1] + timedelta(days=12):
        chosen = chosen.before
    second, clerk = _second_clerk(town), _actor("zhen")
    with journal.unit():
        _work(town, chosen, zone)
    _publish(town, chosen, zone, clerk, second)


def _second_clerk(town: AreaView) -> Actor:
    """Who grants what the first clerk asks for."""
    with journal.unit():
        person = areas.add_person(name="柳听雨", phone="10020000009", invented=True, area_id=town.id, actor=SYSTEM)
        areas.assign(person_id=person.id, role=Role.STUDIO_CLERK, area_id=town.id, since=SINCE, actor=SYSTEM)
        areas.open_account(person_id=person.id, username=SECOND, password=PASSWORD, language="zh-hans", actor=SYSTEM)
    return _actor(SECOND)


def _work(town: AreaView, chosen: Quarter, zone: ZoneInfo) -> None:
    start, end = chosen.span(zone)
    for number, person_id in enumerate(sorted(quarters.workers_of(town.id, end - timedelta(seconds=1)))):
        rng = Random(number)  # noqa: S311 - a rehearsal, not a secret
        plan = [
            (rule, turn * gap + rng.randrange(gap))
            for rule, low, high, gap in WORK
            for turn in range(rng.randint(low, high))
        ]
        plan.append((rng.choice(GRADES), 85))
        for turn, (rule, day) in enumerate(sorted(plan, key=lambda one: one[1])):
            at = start + timedelta(days=min(day, 88), hours=9, minutes=turn)
            evidence = f"demo:{chosen}:{number}:{turn}"
            with clock.fixed(at):
                services.award(
                    person_id=person_id,
                    rule=rule,
                    evidence=evidence,
                    link="/points/",
                    reason="",
                    effective_at=at,
                    area_id=town.id,
                    actor=SYSTEM,
                )
                services.post_pending(evidence=evidence, actor=SYSTEM)


def _publish(town: AreaView, chosen: Quarter, zone: ZoneInfo, clerk: Actor, second: Actor) -> None:
    day = timedelta(days=1)
    over = chosen.span(zone)[1] + timedelta(days=1, hours=9)
    with clock.fixed(over):
        book = services.freeze(town_id=town.id, year=chosen.year, number=chosen.number, actor=clerk)
        services.lay_open(quarter_id=book.pk, actor=clerk)
    worker = _actor("wangge")
    assert worker.person_id is not None
    with clock.fixed(over + 2 * day):
        sheet = quarters.sheets_of(worker.person_id)[0]
        raised = services.object_to(sheet_id=sheet.pk, words="少算了一次参与调解，八月在村委会。", actor=worker)
    with clock.fixed(over + 3 * day):
        case = services.uphold(
            objection_id=raised.pk,
            hearing="在镇网格工作室当面听取，村党总支书记在场，出示了调解记录。",
            answer="调解记录属实，补记一次。",
            rule="mediation_attended",
            actor=clerk,
        )
    with clock.fixed(over + 4 * day):
        services.grant(case_id=case.pk, actor=second)
        services.lay_open(quarter_id=book.pk, actor=clerk)
    with clock.fixed(over + 9 * day):
        services.sign_quarter(quarter_id=book.pk, actor=clerk)
        services.reconcile(quarter_id=book.pk, actor=clerk)


def _actor(username: str) -> Actor:
    return actor_of(get_user_model().objects.get(username=username))
