"""Reading the questions: the studio's clerk those of the town, everybody their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from fengqiao.areas.selectors import Actor, Role
from fengqiao.core.errors import NotYours
from fengqiao.points.domain.signs import QuestionState, Sign
from fengqiao.points.models import Question
from fengqiao.points.selectors.gifts import kept_towns


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question. ``own``: it is put to the reader; ``decides``: the reader may decide it."""

    id: UUID
    person_id: UUID
    name: str
    sign: Sign
    state: QuestionState
    raised_at: datetime
    evidence: tuple[tuple[str, str], ...]
    numbers: dict[str, int]
    answer: str
    answered_at: datetime | None
    why: str
    decided_at: datetime | None
    own: bool
    decides: bool

    @property
    def ended(self) -> bool:
        """True when it is decided."""
        return self.decided_at is not None


def questions(actor: Actor) -> QuerySet[Question]:
    """Those that the actor may read, open ones first, then the newest."""
    keeps = [one.id for one in kept_towns(actor)] if actor.has(Role.STUDIO_CLERK) else []
    own = Q(person=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    waiting = Case(When(decided_at__isnull=True, then=0), default=1)
    return Question.objects.filter(own | Q(town__in=keeps)).select_related("person").order_by(waiting, "-created_at")


def question(actor: Actor, pk: UUID) -> QuestionView:
    """One of them. Raises NotYours."""
    row = questions(actor).filter(pk=pk).first()
    if row is None:
        raise NotYours
    return question_view(actor, row)


def questions_waiting(person_id: UUID) -> int:
    """How many wait for the person's answer."""
    return Question.objects.filter(person=person_id, state=QuestionState.OPEN).count()


def question_view(actor: Actor, row: Question) -> QuestionView:
    """A stored question as the reader sees it."""
    own = row.person_id == actor.person_id
    return QuestionView(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        sign=Sign(row.sign),
        state=QuestionState(row.state),
        raised_at=row.created_at,
        evidence=tuple((one["link"], one["label"]) for one in row.evidence),
        numbers=row.numbers,
        answer=row.answer,
        answered_at=row.answered_at,
        why=row.why,
        decided_at=row.decided_at,
        own=own,
        decides=not own and row.decided_at is None,
    )
