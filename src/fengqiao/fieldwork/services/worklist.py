"""The task list: proposed by one person, put on the list by another, replaced by a newer version, taken off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import worklist
from fengqiao.fieldwork.domain.worklist import Frequency, KindState, NotByYourself, Proof, ProposalRefused, Pusher
from fengqiao.fieldwork.models import WorkKind, WorkKindVersion
from fengqiao.fieldwork.selectors.scope import APPROVERS
from fengqiao.fieldwork.selectors.worklist import KindView, kind_view, next_code
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain


class NotOnTheList(InputRefused):
    """A kind of work that the published list does not have and cannot get like this; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What an item of the list says. ``last_day`` only of an urgent one."""

    title: str
    frequency: Frequency
    minutes: int
    proofs: Collection[Proof]
    pushers: Collection[Pusher]
    how: str = ""
    basis: str = ""
    urgent: bool = False
    reason: str = ""
    last_day: date | None = None


def propose_kind(
    *, area_id: UUID, words: KindWords, kind_id: UUID | None = None, code: str = "", actor: Actor
) -> KindView:
    """Propose a new item for the place's list, or with ``kind_id`` a new version of one. Nothing can be pushed yet.

    What has no basis and is not urgent, with a reason and a near end, is refused here already: NotOnTheList.
    Raises InputRefused, FieldRefused, NotYours.
    """
    today = timezone.localdate(clock.now())
    proposal = worklist.Proposal(
        basis=words.basis,
        reason=words.reason,
        urgent=words.urgent,
        last_day=words.last_day,
        minutes=words.minutes,
        proofs=words.proofs,
        pushers=words.pushers,
    )
    try:
        worklist.check(proposal, today)
    except ProposalRefused as refusal:
        raise NotOnTheList(_(refusal.message)) from refusal
    title = plain(words.title, 80)
    if not title:
        raise InputRefused(_("Give it a name that workers understand."))
    with journal.unit():
        if not areas.holds(actor, area_id, Role.STUDIO_CLERK):
            raise NotYours
        kind = _item(area_id, kind_id, plain(code, 12))
        if kind.versions.filter(state=KindState.PROPOSED).exists():
            raise FieldRefused(_("A version of this item waits for approval already; decide that one first."))
        last = kind.versions.order_by("-number").values_list("number", flat=True).first() or 0
        row = WorkKindVersion.objects.create(
            kind=kind,
            number=last + 1,
            title=title,
            how=plain(words.how, 500),
            basis=plain(words.basis, 200),
            frequency=words.frequency,
            minutes=words.minutes,
            proofs=sorted(words.proofs),
            pushers=sorted(words.pushers),
            urgent=words.urgent,
            reason=plain(words.reason, 300) if words.urgent else "",
            last_day=words.last_day if words.urgent else None,
            proposed_by_id=actor.person_id,
        )
        _announce("proposed", row, actor)
        return kind_view(row)


def decide_kind(*, version_id: UUID, publish: bool, words: str = "", actor: Actor) -> KindView:
    """Put a proposal on the published list, where it replaces the version before, or refuse it with a reason.

    Never by who proposed it. An urgent one whose last day has passed is not published any more.
    Raises NotOnTheList, InputRefused, FieldRefused, NotYours.
    """
    with journal.unit():
        row = _locked(version_id)
        if not areas.holds(actor, row.kind.area_id, *APPROVERS):
            raise NotYours
        if row.state != KindState.PROPOSED:
            raise FieldRefused(_("This was decided in the meantime. Look at the page again."))
        if row.proposed_by_id is not None and row.proposed_by_id == actor.person_id:
            raise NotOnTheList(_(NotByYourself.message))
        said = plain(words, 140)
        if not publish and not said:
            raise InputRefused(_("Say why it is refused."))
        if publish and row.urgent and (row.last_day is None or row.last_day < timezone.localdate(clock.now())):
            raise NotOnTheList(_("Its last day has passed. Refuse it, and let it be proposed with a new one."))
        if publish:
            row.kind.versions.filter(state=KindState.PUBLISHED).update(state=KindState.REPLACED, ended_at=clock.now())
        row.state = KindState.PUBLISHED if publish else KindState.REFUSED
        row.decided_by_id, row.decided_at, row.decision = actor.person_id, clock.now(), said
        row.save(update_fields=["state", "decided_by", "decided_at", "decision"])
        _announce(row.state, row, actor)
        return kind_view(row)


def take_off_kind(*, kind_id: UUID, words: str, actor: Actor) -> KindView:
    """Take an item off the list: nothing more of it is pushed, what was pushed is still done.
    Raises InputRefused, FieldRefused, NotYours."""
    said = plain(words, 140)
    with journal.unit():
        kind = WorkKind.objects.select_for_update().filter(pk=kind_id).first()
        if kind is None or not areas.holds(actor, kind.area_id, Role.STUDIO_CLERK):
            raise NotYours
        row = kind.versions.select_related("kind").filter(state=KindState.PUBLISHED).first()
        if row is None:
            raise FieldRefused(_("This item is not on the list any more."))
        if not said:
            raise InputRefused(_("Say why it is taken off; it stays in the history."))
        # What was said when it was published stays beside why it is taken off.
        row.decision = " → ".join(part for part in (row.decision, said) if part)
        row.state, row.ended_at = KindState.TAKEN_OFF, clock.now()
        row.save(update_fields=["state", "ended_at", "decision"])
        _announce("taken_off", row, actor)
        return kind_view(row)


def _item(area_id: UUID, kind_id: UUID | None, code: str) -> WorkKind:
    if kind_id is not None:
        kind = WorkKind.objects.select_for_update().filter(pk=kind_id, area=area_id).first()
        if kind is None:
            raise NotYours
        return kind
    code = code or next_code(area_id)
    if WorkKind.objects.filter(area=area_id, code=code).exists():
        raise InputRefused(
            _("The code %(code)s is on the list already; open that item and change it.") % {"code": code}
        )
    return WorkKind.objects.create(area_id=area_id, code=code)


def _locked(version_id: UUID) -> WorkKindVersion:
    row = WorkKindVersion.objects.select_for_update(of=("self",)).select_related("kind").filter(pk=version_id).first()
    if row is None:
        raise NotYours
    return row


def _announce(what: str, row: WorkKindVersion, actor: Actor) -> None:
    journal.record(
        Event(
            kind=f"fieldwork.kind_{what}",
            subject=f"kind:{row.kind_id}",
            area=row.kind.area_id,
            payload={
                "version": str(row.pk),
                "number": row.number,
                "title": row.title,
                "urgent": row.urgent,
                "last_day": row.last_day.isoformat() if row.last_day else None,
            },
        ),
        actor=actor.person_id,
    )
