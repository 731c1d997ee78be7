"""A worker answers a task: words, photos, position, as they were when it was done, however late they come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain.tasks import Facts, TaskState, TaskStep
from fengqiao.fieldwork.domain.worklist import Proof
from fengqiao.fieldwork.models import Task, TaskAnswer, TaskPicture
from fengqiao.fieldwork.selectors.tasks import TaskView, may_do, task_views
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.files import Stored, storing
from fengqiao.fieldwork.services.task_steps import lock, take
from fengqiao.fieldwork.services.texts import plain
from fengqiao.incidents.services import clean_picture

MOST_PHOTOS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody did. ``id`` is made on the phone; ``captured_at`` (aware) by its clock, None: now. WGS84."""

    id: UUID
    note: str = ""
    lon: float | None = None
    lat: float | None = None
    captured_at: datetime | None = None
    photos: Sequence[bytes] = ()


def answer_task(*, task_id: UUID, answer: Answer, actor: Actor) -> TaskView:
    """Answer a task that is, or when it was done was, in the actor's hands. The doer is who did it, whoever has the
    task now. The same answer sent twice is kept once.

    Raises TaskStepNotTaken (something lacks, or it was withdrawn), FieldRefused (somebody else answered it),
    InputRefused, PictureNotKept, NotYours.
    """
    note = plain(answer.note, 1000)
    if len(answer.photos) > MOST_PHOTOS:
        raise InputRefused(_("At most %(most)d photos fit; choose the best ones.") % {"most": MOST_PHOTOS})
    position = _position(answer.lon, answer.lat)
    with storing() as stored, journal.unit():
        row = lock(task_id)
        now = clock.now()
        # A phone's clock may be wrong; nothing is done before it was asked for, or later than now.
        captured = min(max(answer.captured_at or now, row.push.pushed_at), now)
        if actor.person_id is None or not may_do(actor, row, [timezone.localdate(captured), timezone.localdate(now)]):
            raise NotYours
        known = TaskAnswer.objects.filter(pk=answer.id).first()
        if known is not None:
            if known.task_id != row.pk or known.doer_id != actor.person_id:
                raise NotYours
            return task_views([row])[0]
        _not_by_another(row, actor)
        facts = Facts(
            needs=[Proof(one) for one in row.push.version.proofs],
            has=_has(note, answer.photos, position),
        )
        take(row, TaskStep.ANSWER, facts, actor=actor, doer_id=actor.person_id)
        made = TaskAnswer.objects.create(
            pk=answer.id,
            task=row,
            round=row.round,
            doer_id=actor.person_id,
            captured_at=captured,
            received_at=now,
            note=note,
            lon=position[0] if position else None,
            lat=position[1] if position else None,
        )
        for content in answer.photos:
            _keep(made, content, stored)
        return task_views([lock(task_id)])[0]


def _not_by_another(row: Task, actor: Actor) -> None:
    """Two people of a grid may both have done it without a network; the first that came in counts."""
    if row.state in {TaskState.ANSWERED, TaskState.ACCEPTED} and row.doer_id != actor.person_id:
        name = row.doer.name if row.doer else ""
        raise FieldRefused(_("%(name)s has answered this task already; nothing more is to do.") % {"name": name})


def _has(note: str, photos: Sequence[bytes], position: tuple[float, float] | None) -> set[Proof]:
    there = {Proof.NOTE: bool(note), Proof.PHOTO: bool(photos), Proof.POSITION: position is not None}
    return {proof for proof, given in there.items() if given}


def _position(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return lon, lat


def _keep(row: TaskAnswer, content: bytes, stored: Stored) -> None:
    picture = clean_picture(content)
    if row.pictures.filter(original_sha256=picture.original_sha256).exists():
        return
    TaskPicture.objects.create(
        answer=row,
        file=stored.keep("tasks", picture.content),
        original_sha256=picture.original_sha256,
        width=picture.width,
        height=picture.height,
    )
