"""Asking what signs of padding mean: raised by the program, answered by the worker, decided by the studio's clerk."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points import selectors
from fengqiao.points.domain.signs import ENDINGS, Finding, QuestionState
from fengqiao.points.models import Question
from fengqiao.points.services.errors import PointsRefused


class QuestionRefused(PointsRefused):
    """A question cannot be answered or decided like this; the words say why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


def raise_questions(town_id: UUID, findings: Iterable[Finding]) -> int:
    """Ask what is not asked yet: one question for each sign and evidence. No points move. Returns how many are new."""
    with journal.unit():
        wanted = {one.mark: one for one in findings}
        known = set(Question.objects.filter(town=town_id, mark__in=wanted).values_list("mark", flat=True))
        fresh = [one for mark, one in wanted.items() if mark not in known]
        for one in fresh:
            row = Question.objects.create(
                town_id=town_id,
                person_id=one.person,
                sign=one.sign,
                mark=one.mark,
                evidence=[{"link": report.link, "label": report.label} for report in one.reports],
                numbers=dict(one.numbers),
            )
            _announce("points.question_raised", row, {"sign": row.sign})
        return len(fresh)


def answer_question(*, question_id: UUID, answer: str, actor: Actor) -> None:
    """The worker says what it was; may be put better until it is decided. Raises NotYours, QuestionRefused."""
    with journal.unit():
        row = _locked(actor, question_id)
        if row.person_id != actor.person_id:
            raise NotYours
        if not answer.strip():
            raise QuestionRefused(_("Write what it was; one sentence is enough."))
        row.answer, row.answered_at, row.state = answer.strip(), clock.now(), QuestionState.EXPLAINED.value
        row.save(update_fields=["answer", "answered_at", "state"])
        _announce("points.question_answered", row, {}, actor=actor, words=row.answer)


def decide_question(*, question_id: UUID, ending: QuestionState, why: str, actor: Actor) -> None:
    """The studio's clerk finds nothing in it, or takes it to a hearing, and says why; never about oneself.
    Raises NotYours, QuestionRefused."""
    with journal.unit():
        row = _locked(actor, question_id)
        if row.person_id == actor.person_id or not actor.has(Role.STUDIO_CLERK):
            raise NotYours
        if ending not in ENDINGS or not why.strip():
            raise QuestionRefused(_("Say how it ends, and why; the worker will read it."))
        row.state, row.why, row.decided_at = ending.value, why.strip(), clock.now()
        row.decided_by_id = actor.person_id
        row.save(update_fields=["state", "why", "decided_at", "decided_by"])
        _announce("points.question_decided", row, {"state": row.state}, actor=actor, words=row.why)


def _locked(actor: Actor, question_id: UUID) -> Question:
    selectors.question(actor, question_id)
    row = Question.objects.select_for_update().get(pk=question_id)
    if row.decided_at is not None:
        raise QuestionRefused(_("This question is decided already."))
    return row


def _announce(
    kind: str, row: Question, payload: dict[str, str], *, actor: Actor | None = None, words: str = ""
) -> None:
    journal.record(
        Event(
            kind=kind,
            subject=f"question:{row.pk}",
            area=row.town_id,
            payload={"person": str(row.person_id), **payload},
            private={"words": words} if words else None,
        ),
        actor=actor.person_id if actor else None,
    )
