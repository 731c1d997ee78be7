"""The invented town's task list and what its grid workers were given in the last days. All of it is made up."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.areas.selectors import (
    SYSTEM,
    Actor,
    Duty,
    Role,
    area_by_code,
    assignments_below,
    person,
    person_of_user,
    user_named,
)
from fengqiao.config.demo.areas import HETIAN, LONGSHAN
from fengqiao.config.demo.pictures import place_photo
from fengqiao.core import clock, journal
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.domain.worklist import Frequency, Proof, Pusher
from fengqiao.fieldwork.selectors.tasks import my_tasks
from fengqiao.fieldwork.selectors.worklist import published_list
from fengqiao.fieldwork.services import absences, answering, pushing, reviewing, worklist

# Code, what, how, how often, minutes, what must be shown, who may push it, which item of the invented document.
KINDS = (
    ("01", "独居老人入户走访", "看人、看电、看灶，和老人说说话。", Frequency.MONTHLY, 40, "np", "sv"),
    ("02", "九小场所消防巡查", "查通道、灭火器、电瓶车，按清单逐项看。", Frequency.MONTHLY, 30, "npo", "sc"),
    ("03", "河道水塘警示牌检查", "看牌子还在不在、看得清看不清。", Frequency.WEEKLY, 20, "po", "sv"),
    ("04", "矛盾纠纷排查", "问组长、问邻居，有苗头当天记。", Frequency.WEEKLY, 60, "n", "sc"),
    ("05", "政策宣传入户", "带宣传单，讲三句话，问一句懂不懂。", Frequency.QUARTERLY, 30, "np", "scv"),
    ("06", "流动人口信息核实", "只核实居住信息，不问别的。", Frequency.ASKED, 25, "n", "sc"),
)
_PROOFS = {"n": Proof.NOTE, "p": Proof.PHOTO, "o": Proof.POSITION}
_PUSHERS = {"s": Pusher.STUDIO, "c": Pusher.CENTRE, "v": Pusher.VILLAGE}
NOTES = (
    "老人身体好，灶台干净，电线有一处老化，已提醒子女更换。",
    "门口台阶湿滑，已放防滑垫。老人说想学用手机视频。",
    "老人去女儿家住了，邻居有钥匙，下周再来。",
    "煤气阀门没关紧，当场关好，写了提醒贴在灶边。",
)


def seed() -> None:
    """Make the list, two pushes with their answers, and one proposal; a list that is there is left as it is."""
    town = area_by_code(LONGSHAN)
    if published_list(town.id):
        return
    clerk, now = _clerk(town.id), clock.now()
    with journal.unit():
        with clock.fixed(now - timedelta(days=60)):
            versions = {one[0]: _kind(town.id, *one[1:]) for one in KINDS}
        duties = assignments_below(town.id, timezone.localdate(now), timezone.localdate(now))
        leads = list(dict.fromkeys(one.person_id for one in duties if one.lead))
        hetian = area_by_code(HETIAN).id
        first = next(one.person_id for one in duties if one.lead and one.area_id == hetian)
        leads = [first, *(one for one in leads if one != first)]
        _visits(versions["01"], leads, clerk, now)
        with clock.fixed(now - timedelta(hours=20)):
            _push("signs", versions["03"], leads[:6], now + timedelta(hours=22), "雨后重点看临水的牌子。", clerk)
        with clock.fixed(now - timedelta(hours=3)):
            worklist.propose_kind(
                area_id=town.id,
                words=worklist.KindWords(
                    title="强降雨后危房巡查",
                    how="看墙脚、看屋面、看后山，有裂缝先劝人离开再报。",
                    frequency=Frequency.ONCE,
                    minutes=60,
                    proofs=[Proof.NOTE, Proof.PHOTO, Proof.POSITION],
                    pushers=[Pusher.STUDIO, Pusher.CENTRE],
                    urgent=True,
                    reason="预报三天内有强降雨（演示）",
                    last_day=timezone.localdate(now) + timedelta(days=7),
                ),
                actor=clerk,
            )
        members = list(dict.fromkeys(one.person_id for one in duties if not one.lead))
        _away(members[2], 0, 3, members[3], Reason.TRAINING, clerk)
        _away(members[5], 4, 8, None, Reason.LEAVE, clerk)


def _away(person_id: UUID, first: int, last: int, stand_in_id: UUID | None, reason: Reason, clerk: Actor) -> None:
    today = timezone.localdate(clock.now())
    absences.record_absence(
        person_id=person_id,
        first=today + timedelta(days=first),
        last=today + timedelta(days=last),
        stand_in_id=stand_in_id,
        reason=reason,
        actor=clerk,
    )


def _kind(town_id: UUID, title: str, how: str, frequency: Frequency, minutes: int, proofs: str, pushers: str) -> UUID:
    made = worklist.propose_kind(
        area_id=town_id,
        words=worklist.KindWords(
            title=title,
            how=how,
            frequency=frequency,
            minutes=minutes,
            proofs=[_PROOFS[one] for one in proofs],
            pushers=[_PUSHERS[one] for one in pushers],
            basis=f"演示文件〔2026〕1号：{title}",
        ),
        actor=SYSTEM,
    )
    return worklist.decide_kind(version_id=made.id, publish=True, words="演示", actor=SYSTEM).id


def _visits(version_id: UUID, leads: list[UUID], clerk: Actor, now: datetime) -> None:
    """Given eight days ago to all leads: most accepted, one sent back, some wait for the check, two are late."""
    with clock.fixed(now - timedelta(days=8)):
        _push("visits", version_id, leads, now - timedelta(hours=5), "天冷了，重点看用电和煤气。", clerk)
    for number, person_id in enumerate(leads[1:-2]):
        worker = _worker(person_id)
        task = next(one for one in my_tasks(worker) if one.title == KINDS[0][1])
        waits = number < 4
        at = now - (timedelta(hours=30 + 7 * number) if waits else timedelta(days=6, hours=-number))
        with clock.fixed(at):
            given = answering.Answer(
                id=_id(f"answer{number}"),
                note=NOTES[number % len(NOTES)],
                photos=[place_photo(f"studio{number}", at)],
            )
            answering.answer_task(task_id=task.id, answer=given, actor=worker)
        if not waits:
            with clock.fixed(at + timedelta(hours=4)):
                if number == 6:
                    reviewing.send_back_task(task_id=task.id, words="照片里看不到灶台，请补拍。", actor=clerk)
                else:
                    reviewing.accept_task(task_id=task.id, actor=clerk)


def _push(name: str, version_id: UUID, people: list[UUID], due: datetime, words: str, clerk: Actor) -> None:
    pushing.push(
        push_id=_id(name),
        version_id=version_id,
        ones=[pushing.One(worker_id=one) for one in people],
        due_at=due.replace(second=0, microsecond=0),
        words=words,
        actor=clerk,
    )


def _clerk(town_id: UUID) -> Actor:
    user_id = user_named("zhen")
    person_id = person_of_user(user_id) if user_id else None
    assert person_id is not None, "the areas come first"
    duty = Duty(role=Role.STUDIO_CLERK, area_id=town_id)
    return Actor(
        user_id=user_id,
        person_id=person_id,
        name=person(person_id).name,
        username="zhen",
        duties=(duty,),
        area_ids=(town_id,),
    )


def _worker(person_id: UUID) -> Actor:
    """A worker of the town, who has no account in the demonstration."""
    return Actor(user_id=None, person_id=person_id, name=person(person_id).name, username="")


def _id(name: str) -> UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"fengqiao:demo:studio:{name}")
