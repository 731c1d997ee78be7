"""Invented disputes of the invented town, in every stage: from one that was registered today to one confirmed by the
court. They are played through the same verbs as anybody's, each with the clock of its moment."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from django.utils import timezone
from PIL import Image, ImageDraw

from fengqiao.areas import services as areas
from fengqiao.areas.selectors import (
    SYSTEM,
    Actor,
    Duty,
    OrganisationKind,
    Role,
    area_by_code,
    organisations_for,
    people_in_role,
    person_names,
    person_of_user,
    user_named,
)
from fengqiao.config.demo import PASSWORD
from fengqiao.config.demo.areas import HETIAN, LONGSHAN
from fengqiao.core import clock, journal
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import CategoryKind
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.confirmation import CourtStep
from fengqiao.mediation.domain.disputes import Outcome, Sensitive, Stand
from fengqiao.mediation.selectors import DisputeView

COMMITTEE = "龙山镇人民调解委员会"
NAMESPACE = UUID("5c5f9d4e-7f0e-5d63-9a53-2f5d0e0c1a78")
SINCE = date(2025, 1, 1)
# Names as in a picture scroll; nobody of the town is called so.
MEDIATOR, CLERK_OF_COURT = "柳沐风", "石长晴"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A dispute that is told: what it is about, who against whom, what was promised, how long ago it began."""

    number: int
    days: float
    category: str
    subject: str
    place: str
    facts: str
    asks: str
    answers: str
    promise: str = ""
    due: int = 20
    sensitive: Sensitive = Sensitive.NO


STORIES = (
    Story(
        number=1, days=70, category="D02", subject="排水沟改道引起的争执", place="三队老榕树旁",
        facts="去年雨季，改道后的排水沟把水引到邻院，墙脚受潮。", asks="江听雨", answers="石拾光",
        promise="将排水沟改回原位并修补墙脚", due=30,
    ),
    Story(
        number=2, days=9, category="D02", subject="宅基地边界的围墙", place="二队晒谷场边",
        facts="新砌围墙越过旧界约二十厘米，双方各执一词。", asks="云向晚", answers="竹临溪",
        promise="拆除越界部分围墙，按旧界石重砌", due=11,
    ),
    Story(
        number=3, days=4, category="D06", subject="砂石款迟迟不付", place="村口砂场",
        facts="去年秋天供应砂石，货款尚欠八千元。", asks="叶见山", answers="梅渡秋",
    ),
    Story(
        number=4, days=0.2, category="D02", subject="夜里鸡舍吵闹", place="一队西巷",
        facts="邻居的鸡舍紧挨卧室窗户，凌晨常被吵醒。", asks="雷知春", answers="水望月",
    ),
    Story(
        number=5, days=12, category="D01", subject="孩子由谁照看", place="村内",
        facts="父母外出务工后，两家老人对孩子由谁照看意见不一。", asks="田渡秋", answers="松临溪",
        sensitive=Sensitive.MINOR,
    ),
    Story(
        number=6, days=40, category="D09", subject="果园边的水渠归谁用", place="后山果园",
        facts="两家果园共用一条水渠，旱季用水先后起争执。", asks="山拾光", answers="白向晚",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    mediator: Actor
    clerk: Actor
    operator: Actor
    court: Actor
    workers: tuple[UUID, ...]


def seed() -> None:
    """Make the committee, the accounts and the disputes, all or nothing; what is there is left. Needs areas, spine."""
    if user_named("tiaojie") is not None:
        return
    now = clock.now()
    with journal.unit():
        cast = _cast()
        for story in STORIES:
            _play(story, cast, now)


def _cast() -> _Cast:
    town, village = area_by_code(LONGSHAN), area_by_code(HETIAN)
    body = areas.add_organisation(
        name=COMMITTEE, kind=OrganisationKind.OTHER, area_id=town.id, synthetic=True, actor=SYSTEM
    )
    for category in events.categories():
        if category.kind is CategoryKind.DISPUTE and category.parent is None:
            incidents.set_route(
                category=category.code, area_id=town.id, organisation_id=body.id, part=incidents.RulePart.ABLE,
                actor=SYSTEM,
            )  # fmt: skip
    (court,) = organisations_for(town.id, kind=OrganisationKind.COURT)
    return _Cast(
        mediator=_account(MEDIATOR, "tiaojie", Role.MEDIATOR, town.id, body.id, "10030000001"),
        court=_account(CLERK_OF_COURT, "fayuan", Role.HANDLER, court.area_id, court.id, "10030000002"),
        clerk=_actor("zhen", Role.STUDIO_CLERK, town.id),
        operator=_actor("zhiban", Role.OPERATOR, town.id),
        workers=tuple(dict.fromkeys(one.person_id for one in people_in_role(Role.GRID_WORKER, village.id)))[:1],
    )


def _account(name: str, username: str, role: Role, area_id: UUID, organisation_id: UUID, phone: str) -> Actor:
    person = areas.add_person(name=name, phone=phone, invented=True, area_id=area_id, actor=SYSTEM)
    areas.assign(
        person_id=person.id, role=role, area_id=area_id, organisation_id=organisation_id, since=SINCE, actor=SYSTEM
    )
    areas.open_account(person_id=person.id, username=username, password=PASSWORD, language="zh-hans", actor=SYSTEM)
    return _actor(username, role, area_id, organisation_id)


def _actor(username: str, role: Role, area_id: UUID, organisation_id: UUID | None = None) -> Actor:
    user_id = user_named(username)
    assert user_id is not None
    person_id = person_of_user(user_id)
    assert person_id is not None
    duty = Duty(role=role, area_id=area_id, organisation_id=organisation_id)
    return Actor(
        user_id=user_id,
        person_id=person_id,
        name=person_names({person_id}).get(person_id, ""),
        username=username,
        duties=(duty,),
        area_ids=(area_id,),
    )


def _play(story: Story, cast: _Cast, now: datetime) -> None:
    """One dispute up to where it stands today."""
    start = now - timedelta(days=story.days)
    assert cast.mediator.person_id is not None
    sides = (
        services.PartySheet(
            name=story.asks, stand=Stand.ASKS, phone=f"1004{story.number:03}0001", address="鹤田村（演示）"
        ),
        services.PartySheet(
            name=story.answers, stand=Stand.ANSWERS, phone=f"1004{story.number:03}0002", address="鹤田村（演示）"
        ),
    )
    with clock.fixed(start):
        one = services.register(
            sheet=services.Sheet(
                form_id=uuid5(NAMESPACE, str(story.number)),
                category=story.category,
                area_id=area_by_code(HETIAN).id,
                subject=story.subject,
                mediator_id=cast.mediator.person_id,
                parties=sides,
                place=story.place,
                facts=story.facts,
                happened_on=timezone.localdate(start) - timedelta(days=20),
                sensitive=story.sensitive,
            ),
            actor=cast.mediator,
        )
    WAYS[story.number](story, one, cast, start)


def _talk(one: DisputeView, cast: _Cast, start: datetime, minutes: str) -> None:
    """Both sides want it, and a session is held on the next day."""
    with clock.fixed(start + timedelta(hours=2)):
        for party in selectors.parties_of(one.id):
            services.note_consent(party_id=party.id, wants=True, actor=cast.mediator)
        services.take_up(dispute_id=one.id, actor=cast.mediator)
    with clock.fixed(start + timedelta(days=1)):
        now = clock.now()
        plan = services.Plan(starts_at=now - timedelta(hours=1), ends_at=now, place="鹤田村委会调解室")
        session = services.plan_session(dispute_id=one.id, plan=plan, actor=cast.mediator)
        services.hold_session(
            session_id=session,
            minutes=minutes,
            parties=[party.id for party in selectors.parties_of(one.id)],
            ours=cast.workers,
            actor=cast.mediator,
        )


def _agree(story: Story, one: DisputeView, cast: _Cast, at: datetime) -> None:
    """Drawn up and signed by everybody."""
    with clock.fixed(at):
        parties = selectors.parties_of(one.id)
        promise = services.PromiseSheet(
            by=parties[1].id,
            words=story.promise,
            due_on=timezone.localdate(at) + timedelta(days=story.due),
            way="自行施工",
            place=story.place,
        )
        sheet = services.AgreementSheet(facts=story.facts, promises=(promise,))
        made = services.draw_up(dispute_id=one.id, sheet=sheet, actor=cast.mediator)
        for party, name in (*((each.id, each.name) for each in parties), (None, MEDIATOR)):
            services.sign(agreement_id=made.id, party_id=party, drawing=drawing(name), actor=cast.mediator)


def _file(one: DisputeView, cast: _Cast, at: datetime) -> UUID:
    with clock.fixed(at):
        (court_id,) = cast.court.organisation_ids
        asking = [party.id for party in selectors.parties_of(one.id)]
        made = services.file_application(
            dispute_id=one.id, court_id=court_id, asking=asking, words="双方共同申请司法确认。", actor=cast.mediator
        )
        return made.id


def _confirmed(story: Story, one: DisputeView, cast: _Cast, start: datetime) -> None:
    _talk(one, cast, start, "双方到现场看了水沟走向，同意改回原位，只是对墙脚修补的费用有分歧。")
    _agree(story, one, cast, start + timedelta(days=3))
    with clock.fixed(start + timedelta(days=4)):
        services.conclude(dispute_id=one.id, outcome=Outcome.SETTLED, actor=cast.mediator)
        services.close(dispute_id=one.id, actor=cast.operator)
    pk = _file(one, cast, start + timedelta(days=5))
    with clock.fixed(start + timedelta(days=9)):
        services.court_step(application_id=pk, step=CourtStep.ACCEPT, actor=cast.court)
        services.court_step(application_id=pk, step=CourtStep.CONFIRM, number="（演示）民调确 1 号", actor=cast.court)
    with clock.fixed(start + timedelta(days=30)):
        made = selectors.agreement_of(one.id)
        assert made is not None
        services.settle(promise_id=made.promises[0].id, kept=True, note="现场看过，已修好。", actor=cast.mediator)


def _agreed(story: Story, one: DisputeView, cast: _Cast, start: datetime) -> None:
    _talk(one, cast, start, "找到了旧界石，双方认可以它为准。")
    _agree(story, one, cast, start + timedelta(days=2))
    _file(one, cast, start + timedelta(days=3))


def _talking(story: Story, one: DisputeView, cast: _Cast, start: datetime) -> None:
    _talk(one, cast, start, "欠款数额双方认可，对还款期限还没有谈拢。")
    begins = clock.now() + timedelta(days=1)
    plan = services.Plan(starts_at=begins, ends_at=begins + timedelta(minutes=90), place="镇调解室")
    services.plan_session(dispute_id=one.id, plan=plan, actor=cast.mediator)


def _protected(story: Story, one: DisputeView, cast: _Cast, start: datetime) -> None:
    _talk(one, cast, start, "听取了双方和孩子的想法，孩子愿意住在学校附近。")
    with clock.fixed(start + timedelta(days=6)):
        services.conclude(
            dispute_id=one.id, outcome=Outcome.TO_COURT, words="监护问题由法院处理更妥当。", actor=cast.mediator
        )


def _to_court(story: Story, one: DisputeView, cast: _Cast, start: datetime) -> None:
    _talk(one, cast, start, "双方都拿出了旧契，内容不一致。")
    with clock.fixed(start + timedelta(days=8)):
        words = "权属有争议，已告知可向法院起诉。"
        services.conclude(dispute_id=one.id, outcome=Outcome.TO_COURT, words=words, actor=cast.mediator)
        services.close(dispute_id=one.id, actor=cast.operator)


def _registered(story: Story, one: DisputeView, cast: _Cast, start: datetime) -> None:
    return


WAYS: dict[int, Callable[[Story, DisputeView, _Cast, datetime], None]] = {
    1: _confirmed,
    2: _agreed,
    3: _talking,
    4: _registered,
    5: _protected,
    6: _to_court,
}


def drawing(name: str) -> str:
    """A scribble for a name, as the screen sends it; the same name gives the same."""
    rng = Random(name)  # noqa: S311 - a play, not a secret
    picture = Image.new("RGB", (360, 140), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(len(name)):
        left = 40 + number * 95
        for _stroke in range(3):
            points = [(left + rng.randint(0, 75), rng.randint(25, 115)) for _ in range(3)]
            pen.line(points, fill="#1d2733", width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
