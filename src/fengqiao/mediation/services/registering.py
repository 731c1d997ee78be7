"""A dispute is registered: who, about what, where; and it becomes one event on the spine with one code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.domain.names import sound_of
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.domain.facts import Scale, Severity
from fengqiao.incidents.selectors import CategoryKind, Source
from fengqiao.mediation.domain import disputes as way
from fengqiao.mediation.domain.disputes import (
    Facts,
    Means,
    PartyKind,
    Sensitive,
    Side,
    Stand,
    State,
    Step,
    StepRefused,
)
from fengqiao.mediation.models import Dispute, Party
from fengqiao.mediation.selectors.disputes import REGISTRARS, DisputeView, mediators_for, view
from fengqiao.mediation.services import spine
from fengqiao.mediation.services.errors import InputRefused, StepNotTaken
from fengqiao.mediation.services.stepping import write
from fengqiao.mediation.services.texts import LONG, needed, plain

MOST_PARTIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySheet:
    """Somebody on one side, as it was written down."""

    name: str
    stand: Stand
    kind: PartyKind = PartyKind.PERSON
    phone: str = ""
    address: str = ""
    minor: bool = False
    representative: str = ""
    relation: str = ""
    representative_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A dispute as it was written down. ``form_id`` is made with the form: sent twice it is one dispute."""

    form_id: UUID
    category: str
    area_id: UUID
    subject: str
    mediator_id: UUID
    parties: tuple[PartySheet, ...]
    place: str = ""
    facts: str = ""
    asked: str = ""
    happened_on: date | None = None
    source: Source = Source.VISIT
    scale: Scale = Scale.INDIVIDUAL
    severity: Severity = Severity.ORDINARY
    means: Means = Means.PEOPLE
    sensitive: Sensitive = Sensitive.NO


def register(*, sheet: Sheet, actor: Actor) -> DisputeView:
    """Register a dispute and open its event. The same form again returns what it registered before.

    Raises InputRefused, StepNotTaken, NotYours, and what opening an event raises.
    """
    if not areas.holds(actor, sheet.area_id, *REGISTRARS):
        raise NotYours
    about = incidents.category(sheet.category)
    if about is None or about.kind is not CategoryKind.DISPUTE or about.withdrawn:
        raise InputRefused(_("Choose what kind of dispute it is."))
    today = timezone.localdate(clock.now())
    if (sheet.happened_on or today) > today:
        raise InputRefused(_("This day lies in the future. Write when the quarrel began."))
    organisation_id = _organisation(sheet)
    subject = needed(sheet.subject, 80, _("Say in a few words what it is about, without names."))
    sensitive = _sensitive(sheet)
    with journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dispute:{sheet.form_id}"])
        if known := Dispute.objects.filter(form=sheet.form_id).first():
            return view(known)
        parties = _parties(sheet)
        place = plain(sheet.place, 200)
        event = spine.open_event(
            form_id=sheet.form_id,
            source=sheet.source,
            category=sheet.category,
            area_id=sheet.area_id,
            title=spine.title_of(
                subject, [(party.kind, party.name, party.representative) for party in parties], sensitive
            ),
            place=spine.place_of(place, sheet.area_id, sensitive),
            happened_on=sheet.happened_on or today,
            scale=sheet.scale,
            severity=sheet.severity,
            organisation_id=organisation_id,
            actor=actor,
        )
        now = clock.now()
        row = Dispute.objects.create(
            code=event.code,
            incident=event.id,
            form=sheet.form_id,
            area_id=sheet.area_id,
            category=sheet.category,
            subject=subject,
            place=place,
            facts=plain(sheet.facts, LONG),
            asked=plain(sheet.asked, LONG),
            source=sheet.source,
            scale=sheet.scale,
            severity=sheet.severity,
            means=sheet.means,
            sensitive=sensitive,
            state=State.REGISTERED,
            state_since=now,
            happened_on=sheet.happened_on or today,
            registered_at=now,
            registrar_id=actor.person_id,
            mediator_id=sheet.mediator_id,
            organisation_id=organisation_id,
            find=found_by(event.code, subject, place, about.titles.get("zh-hans", ""), sensitive),
        )
        for number, party in enumerate(parties, start=1):
            store_party(row, number, party)
        write(row, Step.REGISTER, actor=actor)
        return view(row)


def store_party(row: Dispute, number: int, sheet: PartySheet) -> Party:
    """Keep a party, checked by ``checked``."""
    return Party.objects.create(
        dispute=row,
        number=number,
        kind=sheet.kind,
        stand=sheet.stand,
        name=sheet.name,
        phone=sheet.phone,
        address=sheet.address,
        minor=sheet.minor,
        representative=sheet.representative,
        relation=sheet.relation,
        representative_phone=sheet.representative_phone,
    )


def checked(sheet: PartySheet) -> PartySheet:
    """The party with clean texts. Raises InputRefused: without a name, a minor without somebody who speaks for them."""
    representative = plain(sheet.representative, 80)
    if sheet.minor and not representative:
        raise InputRefused(_("A minor needs somebody who speaks for them: write the guardian as representative."))
    return PartySheet(
        name=needed(sheet.name, 80, _("Every party needs a name.")),
        stand=sheet.stand,
        kind=sheet.kind,
        phone=plain(sheet.phone, 30),
        address=plain(sheet.address, 200),
        minor=sheet.minor and sheet.kind is PartyKind.PERSON,
        representative=representative,
        relation=plain(sheet.relation, 40),
        representative_phone=plain(sheet.representative_phone, 30),
    )


def found_by(code: str, subject: str, place: str, category: str, sensitive: Sensitive) -> str:
    """By what a dispute is found: its code, and of one that is not sensitive subject, place and category with their
    pinyin and initials. Names of parties are not among it."""
    if sensitive is not Sensitive.NO:
        return code.lower()
    parts = [code]
    for text in (subject, place, category):
        sound = sound_of(text)
        parts += [text, sound.pinyin, sound.initials]
    return " ".join(part for part in parts if part).lower()


def _parties(sheet: Sheet) -> tuple[PartySheet, ...]:
    if len(sheet.parties) > MOST_PARTIES:
        raise InputRefused(
            _("At most %(count)d parties: name those who speak for the others.") % {"count": MOST_PARTIES}
        )
    parties = tuple(checked(party) for party in sheet.parties)
    facts = Facts(sides=frozenset({Side.REGISTRAR}), stands=frozenset(party.stand for party in parties))
    try:
        way.take(None, Step.REGISTER, facts)
    except StepRefused as refusal:
        raise StepNotTaken(refusal) from refusal
    return parties


def _sensitive(sheet: Sheet) -> Sensitive:
    """A minor among the parties makes it sensitive, whatever was ticked."""
    if sheet.sensitive is Sensitive.NO and any(party.minor for party in sheet.parties):
        return Sensitive.MINOR
    return sheet.sensitive


def _organisation(sheet: Sheet) -> UUID | None:
    for one in mediators_for(sheet.area_id):
        if one.person_id == sheet.mediator_id:
            return one.organisation_id
    raise InputRefused(_("Choose a mediator of this place."))
