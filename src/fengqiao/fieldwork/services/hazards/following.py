"""What becomes of a hazard: put right, looked at by another, more time, withdrawn, overdue and told upwards."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.fieldwork.domain import hazards
from fengqiao.fieldwork.domain.hazards import TO_DO, Facts, Raised, Step
from fengqiao.fieldwork.models import Hazard
from fengqiao.fieldwork.selectors.hazards.ledger import CHECKERS, MANAGERS
from fengqiao.fieldwork.services.files import storing
from fengqiao.fieldwork.services.hazards import awards, stepping
from fengqiao.fieldwork.services.hazards.files import MOST, add_photo
from fengqiao.fieldwork.services.texts import plain


def rectify(*, hazard_id: UUID, photos: tuple[bytes, ...], words: str = "", actor: Actor) -> None:
    """Report a hazard put right, with photos of how it looks now. Raises StepNotTaken, PictureNotKept, NotYours."""
    with storing() as stored, journal.unit():
        row = stepping.lock(hazard_id, actor, *CHECKERS)
        for content in photos[:MOST]:
            add_photo(stored, row, content, after=True)
        facts = Facts(words=words, has_after=row.pictures.filter(round=row.round, after=True).exists())
        stepping.take(
            row,
            Step.RECTIFY,
            facts,
            actor=actor,
            note=words,
            rectified_by_id=actor.person_id,
            rectified_at=clock.now(),
            done_words=plain(words, stepping.NOTE),
        )
        awards.promise_rectified(row, actor)


def pass_hazard(*, hazard_id: UUID, words: str = "", actor: Actor) -> None:
    """As another person, see that it is gone: closed. Points are posted. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = stepping.lock(hazard_id, actor, *CHECKERS)
        facts = Facts(words=words, another_person=stepping.another(row, actor))
        now = clock.now()
        stepping.take(row, Step.PASS, facts, actor=actor, note=words, closed_by_id=actor.person_id, closed_at=now)
        awards.settle_hazard(row)


def send_back(*, hazard_id: UUID, words: str, due_on: date | None, actor: Actor) -> None:
    """As another person, see that it is not put right: a new round with a new day. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = stepping.lock(hazard_id, actor, *CHECKERS)
        facts = Facts(words=words, another_person=stepping.another(row, actor), has_day=_ahead(due_on))
        stepping.take(
            row,
            Step.SEND_BACK,
            facts,
            actor=actor,
            note=words,
            due_on=due_on or row.due_on,
            raised=Raised.NOBODY,
        )
        awards.take_back(row, words)
        row.round += 1
        row.save(update_fields=["round"])


def extend(*, hazard_id: UUID, words: str, due_on: date | None, actor: Actor) -> None:
    """Give more time, with a reason. For leads, secretaries and clerks. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = stepping.lock(hazard_id, actor, *MANAGERS)
        facts = Facts(words=words, has_day=_ahead(due_on))
        stepping.take(
            row, Step.EXTEND, facts, actor=actor, note=words, due_on=due_on or row.due_on, raised=Raised.NOBODY
        )


def withdraw(*, hazard_id: UUID, words: str, actor: Actor) -> None:
    """It was none: take it back, saying why. For leads, secretaries and clerks. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = stepping.lock(hazard_id, actor, *MANAGERS)
        stepping.take(row, Step.VOID, Facts(words=words), actor=actor, note=words)
        awards.take_back(row, words)
        awards.settle_check(row.check_made)


def raise_overdue() -> int:
    """Tell the next one up of everything that is overdue. For the morning's timer; twice is once. Returns how many."""
    today = timezone.localdate(clock.now())
    late = Hazard.objects.filter(state__in=TO_DO, due_on__lt=today).order_by("pk").values_list("pk", flat=True)
    count = 0
    for pk in list(late):
        with journal.unit():
            row = stepping.lock(pk, SYSTEM)
            wanted = hazards.level(row.due_on, today)
            if hazards.rank(wanted) <= hazards.rank(Raised(row.raised)) or row.state not in TO_DO:
                continue
            stepping.take(row, Step.RAISE, Facts(raises=True), actor=SYSTEM, raised=wanted)
            count += 1
    return count


def _ahead(day: date | None) -> bool:
    return day is not None and day >= timezone.localdate(clock.now())
