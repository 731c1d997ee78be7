"""Promises are watched: reminded of before their day, chased after it, noted as kept or not kept."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.mediation.domain.agreements import SOON, AgreementState, PromiseState
from fengqiao.mediation.domain.disputes import Side
from fengqiao.mediation.models import Chase, Dispute, Promise
from fengqiao.mediation.selectors.disputes import sides
from fengqiao.mediation.services.errors import MediationRefused
from fengqiao.mediation.services.stepping import announce, lock
from fengqiao.mediation.services.texts import needed, plain


def chase(*, promise_id: UUID, words: str, actor: Actor) -> None:
    """Note that somebody was reminded of their promise, and what they said. Raises InputRefused, MediationRefused,
    NotYours."""
    with journal.unit():
        row, promise = _watched(promise_id, actor)
        said = needed(words, 1000, _("Write down what they said."))
        Chase.objects.create(promise=promise, at=clock.now(), actor_id=actor.person_id, words=said)
        announce(row, "mediation.chased", {"promise": str(promise.pk)}, private={"words": said}, actor=actor)


def settle(*, promise_id: UUID, kept: bool, note: str = "", actor: Actor) -> None:
    """Note that a promise was kept, or that it was not, which needs words; the parties can still go to court then.

    Raises InputRefused, MediationRefused, NotYours.
    """
    with journal.unit():
        row, promise = _watched(promise_id, actor)
        promise.note = plain(note, 1000) if kept else needed(note, 1000, _("Say what was not done, and why."))
        promise.state = PromiseState.KEPT if kept else PromiseState.BROKEN
        promise.settled_at, promise.settled_by_id = clock.now(), actor.person_id
        promise.save(update_fields=["note", "state", "settled_at", "settled_by"])
        payload = {"promise": str(promise.pk), "kept": kept}
        announce(row, "mediation.promise_settled", payload, actor=actor)


def open_again(*, promise_id: UUID, why: str, actor: Actor) -> None:
    """Take a wrong note back: the promise is watched again. Raises InputRefused, MediationRefused, NotYours."""
    with journal.unit():
        row, promise = _mine(promise_id, actor)
        if promise.state == PromiseState.OPEN:
            raise MediationRefused(_("This promise is open."))
        promise.state, promise.settled_at, promise.settled_by_id = PromiseState.OPEN, None, None
        promise.note = needed(why, 1000, _("Say in a few words why; it stays with the dispute."))
        promise.save(update_fields=["state", "settled_at", "settled_by", "note"])
        announce(row, "mediation.promise_open", {"promise": str(promise.pk)}, actor=actor)


def remind_promises() -> int:
    """Announce whose promises are due within three days, today or past, each once a day. For the program.

    Who watches them reads it on their list; the journal keeps that they were told. Returns how many.
    """
    today, count = timezone.localdate(clock.now()), 0
    rows = Promise.objects.filter(
        agreement__state=AgreementState.IN_FORCE, state=PromiseState.OPEN, due_on__lte=today + SOON
    ).exclude(reminded_on=today)
    for promise in rows.select_related("agreement__dispute"):
        with journal.unit():
            if Promise.objects.filter(pk=promise.pk).exclude(reminded_on=today).update(reminded_on=today):
                dispute = promise.agreement.dispute
                payload = {
                    "promise": str(promise.pk),
                    "due_on": promise.due_on.isoformat(),
                    "mediator": str(dispute.mediator_id),
                }
                announce(dispute, "mediation.promise_due", payload, actor=SYSTEM)
                count += 1
    return count


def _watched(promise_id: UUID, actor: Actor) -> tuple[Dispute, Promise]:
    row, promise = _mine(promise_id, actor)
    if promise.agreement.state != AgreementState.IN_FORCE:
        raise MediationRefused(_("The agreement is not in force; nothing of it is to be kept."))
    if promise.state != PromiseState.OPEN:
        raise MediationRefused(_("This is noted already."))
    return row, promise


def _mine(promise_id: UUID, actor: Actor) -> tuple[Dispute, Promise]:
    promise = Promise.objects.select_related("agreement").filter(pk=promise_id).first()
    if promise is None:
        raise NotYours
    row = lock(promise.agreement.dispute_id, actor)
    if not sides(actor, row) & {Side.MEDIATOR, Side.STUDIO, Side.PROGRAM}:
        raise NotYours
    return row, Promise.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=promise_id)
