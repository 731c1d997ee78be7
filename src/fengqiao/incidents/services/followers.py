"""Those who reported an event, and those who join instead of repeating it: "me too"."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import NotYourStep, ReasonMissing, Source, State
from fengqiao.incidents.models import Follower, Incident
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.side import FollowerView, followers_of
from fengqiao.incidents.services import search, texts
from fengqiao.incidents.services.errors import EventOver, InputRefused, StepNotTaken
from fengqiao.incidents.services.taking import announce, lock, ticket_hash

SHORTEST_TICKET = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A follower without an account. ``ticket``: a random secret of at least 16 characters made for their form, so
    that the same form sent twice has the same one. An ``anonymous`` one leaves neither name nor phone."""

    ticket: str = ""
    name: str = ""
    phone: str = ""
    anonymous: bool = False
    note: str = ""


def join(*, incident_id: UUID, source: Source | str, contact: Contact | None = None, actor: Actor) -> IncidentView:
    """Follow an open event instead of reporting it again. Who follows already changes nothing.

    With an account (the actor), or without one (``contact``). An event that was merged is joined where it went.
    Raises EventOver, InputRefused, NotYours (there is no such event).
    """
    with journal.unit():
        row = Incident.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
        if row is not None and row.merged_into_id is not None:
            row = Incident.objects.select_for_update(of=("self",)).filter(pk=row.merged_into_id).first()
        if row is None:
            raise NotYours
        if State(row.state) in table.ENDED:
            raise EventOver
        made = _add(row, Source(source), contact, actor.person_id if contact is None else None)
        if made is not None:
            announce(row, "incidents.joined", {"follower": made.number, "source": made.source}, actor=actor)
        whole = Incident.objects.select_related("category", "category_version", "merged_into")
        return events.view(whole.get(pk=row.pk))


def first(row: Incident, contact: Contact | None, actor: Actor) -> None:
    """The reporter of a new event as its first follower; the program and the desk's own finds have none."""
    if contact is not None or row.reporter_id is not None:
        _add(row, Source(row.source), contact, row.reporter_id)
        search.refresh(row.pk)


def reveal_contacts(*, incident_id: UUID, reason: str, actor: Actor) -> list[FollowerView]:
    """Names and numbers of those who reported or joined, as they are, for the desk's call; that it was done, and
    why, stands in the journal. Raises StepNotTaken (not the desk, no reason), NotYours."""
    with journal.unit():
        row = lock(incident_id, actor)
        if not areas.holds(actor, row.area_id, *table.DESK):
            raise StepNotTaken(NotYourStep())
        words = texts.plain(reason)
        if not words:
            raise StepNotTaken(ReasonMissing())
        found = followers_of(incident_id, masked=False)
        announce(row, "incidents.contacts_revealed", {"people": len(found)}, private={"note": words}, actor=actor)
        return found


def carry(row: Incident, target: Incident) -> None:
    """The followers of a merged event follow the one into which it went."""
    for one in row.followers.filter(left_at__isnull=True).order_by("number"):
        if one.person_id is not None and target.followers.filter(person_id=one.person_id, left_at=None).exists():
            continue
        known = target.followers.filter(ticket_hash=one.ticket_hash).exclude(ticket_hash="").first()
        if known is not None:
            known.left_at = None
            known.save(update_fields=["left_at"])
            continue
        Follower.objects.create(
            incident=target,
            number=_next(target),
            person_id=one.person_id,
            source=one.source,
            name=one.name,
            phone=one.phone,
            anonymous=one.anonymous,
            note=one.note,
            ticket_hash=one.ticket_hash,
            joined_at=clock.now(),
            merged_from=row,
        )


def part(row: Incident, target: Incident) -> None:
    """A merge is undone: those who came with it leave the other event; they still follow their own."""
    target.followers.filter(merged_from=row, left_at__isnull=True).update(left_at=clock.now())


def _add(row: Incident, source: Source, contact: Contact | None, person_id: UUID | None) -> Follower | None:
    given = contact or Contact()
    if contact is not None and given.ticket and len(given.ticket) < SHORTEST_TICKET:
        raise InputRefused(_("This form is out of date. Load the page again; what you wrote stays."))
    if person_id is None and contact is None:
        raise NotYours
    mine = row.followers.filter(person_id=person_id) if person_id else row.followers.exclude(ticket_hash="")
    known = mine.filter(left_at__isnull=True)
    if person_id is None:
        known = known.filter(ticket_hash=ticket_hash(given.ticket))
    if known.exists():
        return None
    return Follower.objects.create(
        incident=row,
        number=_next(row),
        person_id=person_id,
        source=source,
        name="" if given.anonymous else texts.plain(given.name, 80),
        phone="" if given.anonymous else texts.plain(given.phone, 30),
        anonymous=given.anonymous,
        note=texts.plain(given.note),
        ticket_hash=ticket_hash(given.ticket),
        joined_at=clock.now(),
    )


def _next(row: Incident) -> int:
    return (row.followers.order_by("-number").values_list("number", flat=True).first() or 0) + 1
