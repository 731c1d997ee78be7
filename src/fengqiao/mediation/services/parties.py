"""Parties join a dispute, say whether they want the mediation, and get somebody who speaks for them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.mediation.domain.disputes import Consent, Sensitive, Side, State
from fengqiao.mediation.models import Dispute, Party
from fengqiao.mediation.selectors.disputes import PartyView, mediators_for, party_view, sides
from fengqiao.mediation.services import spine
from fengqiao.mediation.services.errors import MediationRefused
from fengqiao.mediation.services.registering import MOST_PARTIES, PartySheet, checked, found_by, store_party
from fengqiao.mediation.services.stepping import announce, lock

EARLY = frozenset({State.REGISTERED, State.MEDIATING})


def add_party(*, dispute_id: UUID, sheet: PartySheet, actor: Actor) -> PartyView:
    """Write down one more party. A minor makes the dispute sensitive. Raises InputRefused, MediationRefused,
    NotYours."""
    with journal.unit():
        row = _open(dispute_id, actor)
        kept = checked(sheet)
        last: int = row.parties.aggregate(last=Max("number"))["last"] or 0
        if row.parties.count() >= MOST_PARTIES:
            raise MediationRefused(
                _("At most %(count)d parties: name those who speak for the others.") % {"count": MOST_PARTIES}
            )
        party = store_party(row, last + 1, kept)
        announce(row, "mediation.party", {"party": str(party.pk), "new": True}, actor=actor)
        if kept.minor:
            _protect(row, Sensitive.MINOR, actor)
        spine.tell_anew(row)
        return party_view(party)


def change_party(*, party_id: UUID, sheet: PartySheet, actor: Actor) -> PartyView:
    """Put right what is written about a party, before an agreement names it. Raises as ``add_party``."""
    with journal.unit():
        party = _party(party_id)
        row = _open(party.dispute_id, actor)
        kept = checked(sheet)
        for name in ("name", "kind", "phone", "address", "minor", "representative", "relation", "representative_phone"):
            setattr(party, name, getattr(kept, name))
        party.save()
        announce(row, "mediation.party", {"party": str(party.pk), "new": False}, actor=actor)
        if kept.minor:
            _protect(row, Sensitive.MINOR, actor)
        spine.tell_anew(row)
        return party_view(party)


def note_consent(*, party_id: UUID, wants: bool, actor: Actor) -> PartyView:
    """Note whether a party wants the mediation; they may change their mind until there is an agreement."""
    with journal.unit():
        party = _party(party_id)
        row = _open(party.dispute_id, actor)
        party.consent = Consent.YES if wants else Consent.NO
        party.consent_at, party.consent_by_id = clock.now(), actor.person_id
        party.save(update_fields=["consent", "consent_at", "consent_by"])
        payload = {"party": str(party.pk), "consent": party.consent}
        announce(row, "mediation.consent", payload, actor=actor)
        return party_view(party)


def protect(*, dispute_id: UUID, why: Sensitive, actor: Actor) -> None:
    """Mark a dispute as sensitive. It cannot be unmarked: what was protected once stays so. Raises NotYours."""
    with journal.unit():
        row = lock(dispute_id, actor)
        if why is Sensitive.NO or not sides(actor, row) & {Side.MEDIATOR, Side.STUDIO, Side.REGISTRAR, Side.PROGRAM}:
            raise NotYours
        _protect(row, why, actor)


def hand_over(*, dispute_id: UUID, mediator_id: UUID, actor: Actor) -> None:
    """Give the dispute to another mediator of its place; for the studio and for who has it. Raises NotYours,
    MediationRefused."""
    with journal.unit():
        row = lock(dispute_id, actor)
        if not sides(actor, row) & {Side.MEDIATOR, Side.STUDIO, Side.PROGRAM}:
            raise NotYours
        if row.state not in (*EARLY, State.AGREED):
            raise MediationRefused(_("It is concluded already; nobody else takes it over now."))
        chosen = next((one for one in mediators_for(row.area_id) if one.person_id == mediator_id), None)
        if chosen is None:
            raise MediationRefused(_("Choose a mediator of this place."))
        before, row.mediator_id = row.mediator_id, mediator_id
        if chosen.organisation_id is not None:
            row.organisation_id = chosen.organisation_id
        row.save(update_fields=["mediator", "organisation"])
        names = areas.person_names({before, mediator_id})
        private = {"from": names.get(before, ""), "to": names.get(mediator_id, "")}
        payload = {"from": str(before), "to": str(mediator_id)}
        announce(row, "mediation.handed_over", payload, private=private, actor=actor)


def _party(party_id: UUID) -> Party:
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        raise NotYours
    return party


def _open(dispute_id: UUID, actor: Actor) -> Dispute:
    """The dispute, locked, while its parties can still be changed by whoever has it."""
    row = lock(dispute_id, actor)
    if not sides(actor, row) & {Side.MEDIATOR, Side.STUDIO, Side.PROGRAM} and actor.person_id != row.registrar_id:
        raise NotYours
    if State(row.state) not in EARLY:
        raise MediationRefused(_("The parties stay as they are once there is an agreement or an end."))
    return row


def _protect(row: Dispute, why: Sensitive, actor: Actor) -> None:
    if row.sensitive == Sensitive.NO:
        row.sensitive = why
        row.find = found_by(row.code, "", "", "", why)
        row.save(update_fields=["sensitive", "find"])
        announce(row, "mediation.protected", {"why": why.value}, actor=actor)
        spine.tell_anew(row)
