"""What the engine found for a case. An alert without an active case on that camera leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.watch import WATCHED, ZONE_KIND, CaseKind, CaseState
from fengqiao.cameras.events import WatchEvent
from fengqiao.cameras.models import Alarm, Camera, WatchCase, WatchMatch
from fengqiao.cameras.services import pictures
from fengqiao.cameras.services.watch.errors import NoActiveCase
from fengqiao.cameras.services.watch.shared import told
from fengqiao.core import clock

if TYPE_CHECKING:
    from lookout.contract import Alert as PostedAlert


def admit(camera: Camera, alert: PostedAlert) -> UUID | None:
    """The case of an alert of a watched kind, None for all other kinds. Needs a transaction. Raises NoActiveCase."""
    if alert.kind not in WATCHED:
        return None
    try:
        wanted = UUID(alert.watch)
    except ValueError:
        raise NoActiveCase from None
    case = WatchCase.objects.filter(pk=wanted, state=CaseState.ACTIVE, cameras=camera).first()
    now = clock.now()
    if case is None or case.expires_at is None or case.active_at is None or case.expires_at <= now:
        raise NoActiveCase
    # what was seen before anybody had allowed to look is nobody's business
    if ZONE_KIND[CaseKind(case.kind)] != alert.kind or not case.active_at <= alert.at <= case.expires_at:
        raise NoActiveCase
    return case.pk


def attach(case_id: UUID, alarm: Alarm) -> None:
    """The alarm belongs to the case from now on; an alarm that does so already stays as it is."""
    _, created = WatchMatch.objects.get_or_create(case_id=case_id, alarm=alarm)
    if created:
        case = WatchCase.objects.select_related("area").get(pk=case_id)
        told(WatchEvent.MATCH, case, alarm=str(alarm.pk), camera=str(alarm.camera_id))


def answered(alarm: Alarm, actor: Actor, *, yes: bool) -> bool:
    """Note what a person says of a match; with no its pictures are deleted. False where the alarm has no case, or
    the same was said before."""
    match = WatchMatch.objects.select_for_update(of=("self",)).filter(alarm=alarm).first()
    answer = "yes" if yes else "no"
    if match is None or match.answer == answer:
        return False
    match.answer, match.answered_by_id, match.answered_at = answer, actor.person_id, clock.now()
    match.save()
    case = WatchCase.objects.select_related("area").get(pk=match.case_id)
    told(WatchEvent.CONFIRMED if yes else WatchEvent.REJECTED, case, actor, alarm=str(alarm.pk))
    return True


def rejected(alarm: Alarm, actor: Actor) -> None:
    """It was somebody or something else: the pictures of a match are gone. Other alarms are left alone."""
    if not answered(alarm, actor, yes=False):
        return
    names = forget_pictures(alarm)
    # after the commit: a rolled back answer must not have lost its picture
    transaction.on_commit(lambda: _delete(names))


def _delete(names: list[str]) -> None:
    for name in names:
        pictures.forget(name)


def forget_pictures(alarm: Alarm) -> list[str]:
    """Take the pictures off the alarm's alerts; returns the files, which the caller deletes after the commit."""
    names: list[str] = []
    for alert in alarm.alerts.exclude(picture="", before=""):
        names += [str(alert.picture), str(alert.before)]
        alert.picture, alert.before = "", ""
        alert.save(update_fields=["picture", "before"])
    return [name for name in names if name]
