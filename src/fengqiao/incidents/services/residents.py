"""What somebody without an account may do: report, join, take up again, rate. Their ticket is all they have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, ids, journal
from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.models import EvidenceKind, Follower
from fengqiao.incidents.selectors import events, reporting
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.services import followers, handling, search, texts, urging
from fengqiao.incidents.services.errors import IncidentRefused, InputRefused, NoSuchCategory
from fengqiao.incidents.services.followers import Contact
from fengqiao.incidents.services.opening import Particulars, open_incident
from fengqiao.incidents.services.pictures import add_evidence, clean_picture
from fengqiao.incidents.services.taking import announce, lock, ticket_hash

STRANGER = Actor(user_id=None, person_id=None, name="", username="")
TICKET = 16
REMIND_EVERY = timedelta(hours=24)


class SentAlready(IncidentRefused):
    """The same form comes again with something else in it; ``code`` is what it made the first time."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("This form was sent already; it became %(code)s. Start a new report for another matter.") % {"code": code}
        )
        self.code = code


class AlreadyReminded(IncidentRefused):
    """Those who hold a matter are reminded once a day, not more often."""

    def __init__(self) -> None:
        super().__init__(_("They were reminded within the last 24 hours. You can do it again after that."))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentReport:
    """A filled-in form. ``ticket``: the secret made for it. Position in WGS84. ``photo``: the file as it came.

    Without a ``phone`` the report is anonymous.
    """

    ticket: str
    category: str
    area_id: UUID
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    place: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    phone: str = ""
    photo: bytes | None = None


def fresh_ticket() -> str:
    """A secret for one form: 78 random bits, in letters that can be read aloud and typed."""
    return ids.short_code(TICKET)


def report(given: ResidentReport) -> IncidentView:
    """Open a resident's event; the same form again, however often and at once, is the same event.

    Raises SentAlready, NoSuchCategory (not for residents), InputRefused and its kinds, PictureNotKept.
    """
    about = reporting.resident_category(given.category)
    if about is None:
        raise NoSuchCategory(given.category)
    if about.before_pictures and not given.photo:
        raise InputRefused(_("This kind of matter needs a photo. Take one; everything else stays as it is."))
    if given.photo:
        clean_picture(given.photo)
    with journal.unit():
        event = open_incident(
            key=f"resident:{ticket_hash(given.ticket)}",
            source=Source.RESIDENT,
            category=about.code,
            area_id=given.area_id,
            title=_title(given.text) or about.titles.get("zh-hans", about.code),
            lon=given.lon,
            lat=given.lat,
            place=given.place,
            particulars=Particulars(description=given.text, answers=given.answers, contact=_contact(given)),
            actor=SYSTEM,
        )
        if event.category != about.code or event.description != texts.plain(given.text, texts.DESCRIPTION):
            raise SentAlready(event.spoken)
        if given.photo and not event.ended:
            add_evidence(
                incident_id=event.id,
                kind=EvidenceKind.BEFORE,
                content=given.photo,
                ticket=given.ticket,
                actor=STRANGER,
            )
        return event


def join_instead(given: ResidentReport, incident_id: UUID) -> IncidentView:
    """Follow an event instead of reporting it again, with one's own words and photo. Only an event that
    ``reporting.alike`` offers for this report. Raises EventOver, InputRefused, PictureNotKept, NotYours."""
    if given.photo:
        clean_picture(given.photo)
    with journal.unit():
        event = followers.join(
            incident_id=incident_id, source=Source.RESIDENT, contact=_contact(given, note=given.text), actor=STRANGER
        )
        if given.photo:
            add_evidence(
                incident_id=event.id,
                kind=EvidenceKind.BEFORE,
                content=given.photo,
                ticket=given.ticket,
                actor=STRANGER,
            )
        return event


def reopen_as_follower(*, incident_id: UUID, ticket: str, reason: str, photo: bytes | None = None) -> IncidentView:
    """Have a closed event taken up again, perhaps with a photo of how it looks now.

    Raises StepNotTaken (too late, no reason, not closed), InputRefused, PictureNotKept, NotYours.
    """
    if photo:
        clean_picture(photo)
    with journal.unit():
        event = handling.reopen(incident_id=incident_id, reason=reason, ticket=ticket, actor=STRANGER)
        if photo:
            add_evidence(incident_id=event.id, kind=EvidenceKind.BEFORE, content=photo, ticket=ticket, actor=STRANGER)
        return events.incident(SYSTEM, event.id)


def remind_as_follower(*, incident_id: UUID, ticket: str, text: str) -> None:
    """Remind whoever holds the matter 催办, as one of those who follow it without an account. One reminder a day is
    passed on, whoever of them sends it. Raises AlreadyReminded, EventOver, StepNotTaken (no words), NotYours."""
    with journal.unit():
        row = lock(incident_id, STRANGER, ticket=ticket)
        since = clock.now() - REMIND_EVERY
        if row.reminders.filter(by__isnull=True, automatic=False, at__gt=since).exists():
            raise AlreadyReminded
        urging.remind(incident_id=incident_id, text=text, ticket=ticket, actor=STRANGER)


def forget_contact(*, incident_id: UUID, ticket: str) -> None:
    """As one who follows without an account: one's name and number are deleted here and wherever the matter was merged
    into; the matter stays, and the ticket follows it as before. Again changes nothing. Raises NotYours."""
    with journal.unit():
        row = lock(incident_id, STRANGER, ticket=ticket)
        mine = Follower.objects.filter(ticket_hash=ticket_hash(ticket)).exclude(name="", phone="")
        events_of = list(mine.values_list("incident_id", flat=True))
        if mine.update(name="", phone="", anonymous=True):
            for pk in events_of:
                search.refresh(pk)
            announce(row, "incidents.contact_forgotten", {}, actor=STRANGER)


def _contact(given: ResidentReport, *, note: str = "") -> Contact:
    return Contact(ticket=given.ticket, phone=given.phone, anonymous=not given.phone, note=note)


def _title(text: str) -> str:
    """The first words of what somebody wrote."""
    line = next((line.strip() for line in text.replace("\0", "").splitlines() if line.strip()), "")
    return line if len(line) <= 40 else f"{line[:39]}…"
