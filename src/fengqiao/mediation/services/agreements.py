"""Agreements: drawn up, signed on the screen by everybody, in force; or set aside with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal, pictures
from fengqiao.core.errors import NotYours
from fengqiao.mediation.domain import agreements as paper
from fengqiao.mediation.domain.agreements import AgreementForm, AgreementRefused, AgreementState, Item
from fengqiao.mediation.domain.disputes import Side, State, Step
from fengqiao.mediation.models import Agreement, Dispute, Party, Promise, Signature
from fengqiao.mediation.selectors.agreements import AgreementView, agreement_view
from fengqiao.mediation.selectors.disputes import facts_of, sides
from fengqiao.mediation.services.errors import InputRefused, MediationRefused, StepNotTaken
from fengqiao.mediation.services.stepping import announce, lock, take
from fengqiao.mediation.services.texts import LONG, needed, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSheet:
    """A promise as it was written down: ``by`` is a party's id."""

    by: UUID
    words: str
    due_on: date
    way: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSheet:
    """An agreement as it was written down: what happened, in words both sides accept, and what each promises."""

    facts: str
    promises: tuple[PromiseSheet, ...]
    form: AgreementForm = AgreementForm.WRITTEN


def draw_up(*, dispute_id: UUID, sheet: AgreementSheet, actor: Actor) -> AgreementView:
    """As the mediator, draw an agreement up; one that nobody has signed yet is replaced. Raises InputRefused,
    StepNotTaken (it is signed), MediationRefused, NotYours."""
    with journal.unit():
        row = _mediating(dispute_id, actor)
        before = row.agreements.exclude(state=AgreementState.ASIDE).first()
        if before is not None:
            if before.state == AgreementState.IN_FORCE or before.signatures.exists():
                raise StepNotTaken(paper.SignedAlready())
            _put_aside(before, "")
        facts = needed(sheet.facts, LONG, _("Write down what happened, in words that both sides accept."))
        items = [_item(one) for one in sheet.promises]
        try:
            paper.check(items, set(row.parties.values_list("pk", flat=True)), timezone.localdate(clock.now()))
        except AgreementRefused as refusal:
            raise InputRefused(_(refusal.message)) from refusal
        last: int = row.agreements.aggregate(last=Max("number"))["last"] or 0
        made = Agreement.objects.create(
            dispute=row,
            number=last + 1,
            form=sheet.form,
            state=AgreementState.DRAFT,
            facts=facts,
            digest=paper.digest(facts, items),
            drawn_at=clock.now(),
            drawn_by_id=actor.person_id,
        )
        for number, (item, promised) in enumerate(zip(items, sheet.promises, strict=True), start=1):
            Promise.objects.create(
                agreement=made,
                number=number,
                by_id=promised.by,
                words=item.words,
                way=item.way,
                place=item.place,
                due_on=item.due_on,
            )
        payload = {"agreement": str(made.pk), "digest": made.digest, "promises": len(items)}
        announce(row, "mediation.agreement_drawn", payload, actor=actor)
        return agreement_view(made)


def sign(*, agreement_id: UUID, party_id: UUID | None, drawing: str, actor: Actor) -> AgreementView:
    """Keep a signature drawn on the mediator's screen: a party's (their representative's where they have one), or with
    None the mediator's own. With the last one the agreement is in force.

    ``drawing``: a picture as data URL. Raises InputRefused (no picture), StepNotTaken (signed already), NotYours.
    """
    picture = _picture(drawing)
    stored: list[str] = []
    try:
        with journal.unit():
            made = Agreement.objects.filter(pk=agreement_id).first()
            if made is None:
                raise NotYours
            row = _mediating(made.dispute_id, actor)
            made = Agreement.objects.select_for_update().get(pk=agreement_id)
            if made.state != AgreementState.DRAFT:
                raise StepNotTaken(paper.SignedAlready())
            signature = _signature(row, made, party_id, actor)
            if any(one.party_id == party_id for one in made.signatures.all()):
                raise StepNotTaken(paper.SignedAlready())
            signature.file = default_storage.save(
                f"mediation/signatures/{ids.new_id().hex}.jpg", ContentFile(picture.content)
            )
            stored.append(signature.file)
            signature.sha256 = picture.sha256
            signature.save(force_insert=True)
            payload = {"agreement": str(made.pk), "signature": str(signature.pk), "sha256": signature.sha256}
            announce(row, "mediation.signed", payload, private={"name": signature.name}, actor=actor)
            _in_force(row, made, actor)
            return agreement_view(made)
    except BaseException:
        for name in stored:  # the row was rolled back; nothing points to the file any more
            default_storage.delete(name)
        raise


def set_aside(*, agreement_id: UUID, why: str, actor: Actor) -> None:
    """As the mediator, set an agreement aside, saying why; it stays readable. Raises InputRefused, NotYours."""
    with journal.unit():
        made = Agreement.objects.filter(pk=agreement_id).first()
        if made is None:
            raise NotYours
        row = lock(made.dispute_id, actor)
        if not sides(actor, row) & {Side.MEDIATOR, Side.PROGRAM}:
            raise NotYours
        made = Agreement.objects.select_for_update().get(pk=agreement_id)
        reason = needed(why, 1000, _("Say in a few words why; it stays with the dispute."))
        if made.state == AgreementState.IN_FORCE:
            # Only from "agreed": what was concluded on its ground is sent back first.
            take(row, Step.SET_ASIDE, replace(facts_of(actor, row), reason=reason), actor=actor, note=reason)
        elif made.state != AgreementState.DRAFT:
            raise MediationRefused(_("It was set aside before."))
        _put_aside(made, reason)
        announce(row, "mediation.agreement_aside", {"agreement": str(made.pk)}, actor=actor)


def _in_force(row: Dispute, made: Agreement, actor: Actor) -> None:
    """Put the agreement in force once everybody has signed under the very same text."""
    parties = set(row.parties.values_list("pk", flat=True))
    needed_ = paper.signers(AgreementForm(made.form), parties, row.mediator_id)
    rows = made.signatures.filter(digest=made.digest).values_list("party_id", "person_id")
    if not paper.complete(needed_, [party or person for party, person in rows]):
        return
    made.state, made.in_force_at = AgreementState.IN_FORCE, clock.now()
    made.save(update_fields=["state", "in_force_at"])
    take(row, Step.AGREE, facts_of(actor, row), actor=actor)


def _signature(row: Dispute, made: Agreement, party_id: UUID | None, actor: Actor) -> Signature:
    signature = Signature(agreement=made, digest=made.digest, signed_at=clock.now())
    if party_id is None:
        signature.person_id = row.mediator_id
        signature.name = areas.person_names({row.mediator_id}).get(row.mediator_id, "")
        return signature
    party = Party.objects.filter(pk=party_id, dispute=row).first()
    if party is None or made.form == AgreementForm.SPOKEN:
        raise NotYours
    signature.party = party
    signature.represented = bool(party.representative)
    signature.name = party.representative or party.name
    return signature


def _picture(drawing: str) -> pictures.Picture:
    try:
        return pictures.drawn(drawing)
    except pictures.PictureRefused as refusal:
        raise InputRefused(_("The signature did not arrive. Sign again in the field and send it.")) from refusal


def _item(sheet: PromiseSheet) -> Item:
    return Item(
        by=sheet.by,
        words=needed(sheet.words, 1000, _("Say what is promised.")),
        way=plain(sheet.way, 200),
        place=plain(sheet.place, 200),
        due_on=sheet.due_on,
    )


def _put_aside(made: Agreement, why: str) -> None:
    made.state, made.aside_at, made.why_aside = AgreementState.ASIDE, clock.now(), why
    made.save(update_fields=["state", "aside_at", "why_aside"])


def _mediating(dispute_id: UUID, actor: Actor) -> Dispute:
    """The dispute, locked, for its mediator while an agreement can be made."""
    row = lock(dispute_id, actor)
    if not sides(actor, row) & {Side.MEDIATOR, Side.PROGRAM}:
        raise NotYours
    if row.state == State.REGISTERED:
        raise MediationRefused(_("Take the mediation up first: ask every party whether they want it."))
    if row.state == State.AGREED:
        raise StepNotTaken(paper.SignedAlready())
    if row.state != State.MEDIATING:
        raise MediationRefused(_("The mediation is over; an agreement cannot be drawn up any more."))
    return row
