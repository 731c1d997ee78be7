"""Objections with their hearing, and requests to put points right: one person asks, another grants."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.points import selectors
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.quarters import QuarterState
from fengqiao.points.models import (
    CaseState,
    CorrectionCase,
    Objection,
    ObjectionState,
    QuarterBook,
    RuleVersion,
    Sheet,
    Transfer,
)
from fengqiao.points.selectors import quarters as reading
from fengqiao.points.services.errors import CaseRefused
from fengqiao.points.services.ledger import award, correct, post_pending


def object_to(*, sheet_id: UUID, words: str, award_id: UUID | None = None, actor: Actor) -> Objection:
    """Object to one's own draft: to a line (``award_id``), or to the total. Raises NotYours, CaseRefused."""
    with journal.unit():
        sheet = Sheet.objects.select_related("issue__quarter").filter(pk=sheet_id).first()
        if sheet is None or actor.person_id is None or sheet.person_id != actor.person_id:
            raise NotYours
        book = QuarterBook.objects.select_for_update().get(pk=sheet.issue.quarter_id)
        if QuarterState(book.state) is not QuarterState.DRAFT or book.objections_until is None:
            raise CaseRefused(_("There is no draft to object to now. The studio can still put points right."))
        if clock.now() >= book.objections_until:
            raise CaseRefused(_("The seven days for objections are over. The studio can still put points right."))
        if not words.strip():
            raise CaseRefused(_("Say what is not right."))
        if award_id and not Transfer.objects.filter(pk=award_id, book__person_id=actor.person_id).exists():
            raise NotYours
        row = Objection.objects.create(
            quarter=book, sheet=sheet, person_id=actor.person_id, award_id=award_id, words=words.strip()
        )
        _note("points.objection_raised", f"objection:{row.pk}", book.town_id, actor)
    return row


def uphold(
    *,
    objection_id: UUID,
    hearing: str,
    answer: str,
    points: int | None = None,
    rule: str = "",
    actor: Actor,
) -> CorrectionCase:
    """Say that an objection is right, after hearing the worker, and ask for the correction that follows from it.

    For an objection to a line: how many ``points`` it shall stand at; to the total: which ``rule`` shall count once
    more. A second person grants it. Raises NotYours, CaseRefused.
    """
    with journal.unit():
        row = _open_objection(objection_id, hearing, answer, actor)
        aim_award = row.award_id if not rule else None
        row.case = ask_correction(
            person_id=row.person_id,
            town_id=row.quarter.town_id,
            award_id=aim_award,
            points=points if aim_award else None,
            rule=rule,
            reason=answer.strip()[:300],
            hearing=hearing,
            quarter_id=row.quarter_id,
            actor=actor,
        )
        _answered(row, ObjectionState.UPHELD, hearing, answer, actor)
    return row.case


def refuse(*, objection_id: UUID, hearing: str, answer: str, actor: Actor) -> None:
    """Say why an objection is not right, after hearing the worker."""
    with journal.unit():
        row = _open_objection(objection_id, hearing, answer, actor)
        _answered(row, ObjectionState.REFUSED, hearing, answer, actor)


def ask_correction(
    *,
    person_id: UUID,
    town_id: UUID,
    award_id: UUID | None = None,
    points: int | None = None,
    rule: str = "",
    reason: str,
    hearing: str = "",
    quarter_id: UUID | None = None,
    actor: Actor,
) -> CorrectionCase:
    """Ask that an award stands at ``points``, or that ``rule`` counts once for somebody. A rule that takes points
    away, and an award that shall shrink, need a ``hearing``. Raises NotYours, CaseRefused."""
    if not areas.holds(actor, town_id, Role.STUDIO_CLERK) or actor.person_id in (None, person_id):
        raise NotYours
    if not reason.strip():
        raise CaseRefused(_("Give a reason; the person concerned will read it."))
    with journal.unit():
        less = _shrinks(award_id, person_id, points) if award_id is not None else _takes(rule, town_id)
        if less and not hearing.strip():
            raise CaseRefused(_("Points are taken away only after a hearing. Write down what the person said."))
        if award_id and CorrectionCase.objects.filter(award_id=award_id, state=CaseState.ASKED).exists():
            raise CaseRefused(_("A correction of this line is asked for already and waits for the second person."))
        assert actor.person_id is not None
        row = CorrectionCase.objects.create(
            town_id=town_id,
            person_id=person_id,
            award_id=award_id,
            points=points,
            rule=rule,
            reason=reason.strip()[:300],
            hearing=hearing.strip(),
            quarter_id=quarter_id,
            asked_by_id=actor.person_id,
        )
        _note("points.correction_asked", f"correction:{row.pk}", town_id, actor, rule=rule, points=points)
    return row


def grant(*, case_id: UUID, actor: Actor) -> CorrectionCase:
    """Grant what another asked for: the transfer is written now. Raises NotYours, CaseRefused, and what the ledger
    refuses (a cap, nothing to correct)."""
    with journal.unit():
        row = _second(case_id, actor)
        now = clock.now()
        at = now
        if row.quarter is not None:
            at = reading.span_of(row.quarter)[1] - timedelta(seconds=1)  # it belongs to the quarter that it puts right
        if row.award_id is not None:
            assert row.points is not None
            made = correct(award_id=row.award_id, points=row.points, reason=row.reason, effective_at=at, actor=actor).id
        else:
            evidence = f"case:{row.pk}"
            given = award(
                person_id=row.person_id,
                rule=row.rule,
                evidence=evidence,
                link=reverse("points:case", args=[row.pk]),
                reason=row.reason,
                effective_at=at,
                area_id=row.town_id,
                actor=actor,
            )
            post_pending(evidence=evidence, actor=actor)
            made = Transfer.objects.get(award_id=given.id, kind=Kind.POST).pk
        row.transfer_id = made
        _decide(row, CaseState.GRANTED, "", actor)
    return row


def decline(*, case_id: UUID, answer: str, actor: Actor) -> None:
    """Refuse what another asked for, with a reason. An objection that led to it is open again."""
    if not answer.strip():
        raise CaseRefused(_("Give a reason."))
    with journal.unit():
        row = _second(case_id, actor)
        _decide(row, CaseState.REFUSED, answer.strip()[:300], actor)
        Objection.objects.filter(case=row).update(state=ObjectionState.OPEN, case=None)


def _open_objection(objection_id: UUID, hearing: str, answer: str, actor: Actor) -> Objection:
    row = Objection.objects.select_for_update(of=("self",)).select_related("quarter").filter(pk=objection_id).first()
    if row is None or not areas.holds(actor, row.quarter.town_id, Role.STUDIO_CLERK):
        raise NotYours
    if actor.person_id == row.person_id:
        raise NotYours
    if row.state != ObjectionState.OPEN:
        raise CaseRefused(_("This objection is answered already."))
    if not hearing.strip() or not answer.strip():
        raise CaseRefused(_("Write down what was said at the hearing, and the answer with its reason."))
    return row


def _answered(row: Objection, state: ObjectionState, hearing: str, answer: str, actor: Actor) -> None:
    row.state, row.hearing, row.answer = state, hearing.strip(), answer.strip()
    row.answered_by_id, row.answered_at = actor.person_id, clock.now()
    row.save()
    _note(f"points.objection_{state.value}", f"objection:{row.pk}", row.quarter.town_id, actor)


def _second(case_id: UUID, actor: Actor) -> CorrectionCase:
    row = CorrectionCase.objects.select_for_update(of=("self",)).select_related("quarter").filter(pk=case_id).first()
    if row is None or actor.person_id is None or not areas.holds(actor, row.town_id, Role.STUDIO_CLERK):
        raise NotYours
    if row.state != CaseState.ASKED:
        raise CaseRefused(_("This request is decided already."))
    if actor.person_id == row.asked_by_id:
        raise CaseRefused(_("Two people put points right: somebody else than who asked has to grant it."))
    if actor.person_id == row.person_id:
        raise CaseRefused(_("Nobody decides about their own points."))
    return row


def _decide(row: CorrectionCase, state: CaseState, answer: str, actor: Actor) -> None:
    row.state, row.answer = state, answer
    row.decided_by_id, row.decided_at = actor.person_id, clock.now()
    row.save()
    _note(f"points.correction_{state.value}", f"correction:{row.pk}", row.town_id, actor)


def _shrinks(award_id: UUID, person_id: UUID, points: int | None) -> bool:
    """True when the award would stand lower than now. Raises NotYours, CaseRefused."""
    found = Transfer.objects.filter(pk=award_id, kind=Kind.PENDING, book__person_id=person_id).first()
    if found is None:
        raise NotYours
    if points is None or points < 0:
        raise CaseRefused(_("Say at how many points the line shall stand: a whole number from 0."))
    now = selectors.standing_of(found)
    gains = found.credit_id == found.book_id
    return points < now if gains else points > now


def _takes(rule: str, town_id: UUID) -> bool:
    lineage = areas.area(town_id).lineage
    known = RuleVersion.objects.filter(Q(area_id__in=lineage) | Q(area_id=None), kind=rule).order_by("-valid_from")
    newest = known.first()
    if newest is None:
        raise CaseRefused(_("There is no such rule here."))
    return newest.points < 0


def _note(kind: str, subject: str, town_id: UUID, actor: Actor, **more: object) -> None:
    journal.record(Event(kind=kind, subject=subject, area=town_id, payload=more), actor=actor.person_id)
