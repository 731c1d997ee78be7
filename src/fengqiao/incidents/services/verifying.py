"""Verifying a report before it is accepted 派核实: somebody of the place is asked to look, and says what is there."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.incidents.domain.facts import NotFromHere, NotYourStep, ReasonMissing, State, Step
from fengqiao.incidents.models import Incident, Verification
from fengqiao.incidents.selectors import events, verifying
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services.errors import InputRefused, StepNotTaken
from fengqiao.incidents.services.taking import announce, lock, take
from fengqiao.incidents.services.texts import plain


def verify(*, incident_id: UUID, note: str = "", person_id: UUID | None = None, actor: Actor) -> IncidentView:
    """Have a resident's or a camera's report verified before it is accepted.

    ``person_id``: who is to look; None for who answers for the place, and where nobody does, whoever of the place looks
    first may answer. Raises StepNotTaken, InputRefused (somebody who cannot be asked), NotYours.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, Step.VERIFY, facts=gather(row, actor), note=note, actor=actor)
        chosen = _chosen(events.view(row), person_id)
        made = Verification.objects.create(
            incident=row, person_id=chosen, asked_by_id=actor.person_id, asked_at=clock.now()
        )
        _announce(row, made, "asked", "", actor)
        return events.view(row)


def answer_verification(*, incident_id: UUID, confirmed: bool, note: str = "", actor: Actor) -> IncidentView:
    """Say what was found: it is as reported, or nothing of it, and then in words. The centre decides what follows.

    Photos are added before. Raises StepNotTaken (not being verified, answered already, not asked, no words), NotYours.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        asked = verifying.newest(row.pk)
        if State(row.state) is not State.VERIFYING or (asked is not None and asked.answered_at is not None):
            raise StepNotTaken(NotFromHere())
        if not verifying.may_answer(actor, row, asked):
            raise StepNotTaken(NotYourStep())
        words = plain(note)
        if not confirmed and not words:
            raise StepNotTaken(ReasonMissing())
        made = asked or Verification(incident=row, asked_at=row.state_since)
        made.answered_by_id, made.answered_at = actor.person_id, clock.now()
        made.confirmed, made.note = confirmed, words
        made.save()
        _announce(row, made, "confirmed" if confirmed else "nothing", words, actor)
        return events.view(row)


def _chosen(event: IncidentView, person_id: UUID | None) -> UUID | None:
    able = [one.person_id for one in verifying.verifiers(event)]
    if person_id is not None and person_id not in able:
        raise InputRefused(_("This person does not work in the place where it is. Choose another one."))
    return person_id or (able[0] if able else None)


def _announce(row: Incident, made: Verification, said: str, words: str, actor: Actor) -> None:
    facts = {"said": said, "person": str(made.person_id) if made.person_id else None}
    announce(row, "incidents.verification", facts, private={"note": words} if words else None, actor=actor)
