"""A report: an event in the spine under the key that the telephone made, with photos and memo.

Payload: category, title, description, place, position {lon, lat, accuracy}, pin {lon, lat} (set by hand), answers,
pictures {sha256: {after, taken_at}}, solved (the note, when it was solved on the spot), outcome, voice (sha256), draft.
"""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.fieldwork.domain import doubts as odd
from fengqiao.fieldwork.domain.doubts import Doubt, Fix
from fengqiao.fieldwork.models import OutboxItem
from fengqiao.fieldwork.services import uploads
from fengqiao.fieldwork.services.crediting import credit_author
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.outbox import fields
from fengqiao.fieldwork.services.outbox.fields import moment
from fengqiao.fieldwork.services.outbox.items import Item, Outcome
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import IncidentView, Source
from fengqiao.incidents.selectors import Outcome as Ending

LARGEST_VOICE = 6 * 1024 * 1024


def handle(item: Item, *, actor: Actor) -> Outcome:
    """Open the event, with its pictures; solved on the spot where its author says so and the category allows it."""
    if item.area_id is None:
        raise NotYours
    about = events.category(fields.words(item.payload, "category"))
    if about is None or about.withdrawn:
        raise InputRefused(_("Choose a category for this report; everything else stays as it is."))
    fix = fields.fix(item.payload, item.captured_at)
    before = fields.recent_fixes(actor.person_id, item.captured_at) if actor.person_id else []
    found = odd.of_position(fix, before)
    pin = fields.fix({"position": fields.mapping(item.payload, "pin")}, item.captured_at)
    event, outside = _open(item, about.code, about.title, pin or (None if found & odd.WILD else fix), actor)
    found |= _pictures(item, event.id, actor) | ({Doubt.OUTSIDE} if outside else frozenset())
    credit_author(event, actor)
    words, event = _solved(item, event, actor)
    return Outcome(
        words=words,
        url=reverse("incidents:page", kwargs={"code": event.code}),
        subject=f"incident:{event.id}",
        area_id=event.area_id,
        doubts=found,
        fix=fix,
        voice=_voice(item, actor),
    )


def _open(item: Item, category: str, named: str, fix: Fix | None, actor: Actor) -> tuple[IncidentView, bool]:
    """The event, and whether its position could not be used because it lies outside the county."""
    try:
        with journal.unit():
            return _opened(item, category, named, fix, actor), False
    except incidents.PositionOutside:
        return _opened(item, category, named, None, actor), True


def _opened(item: Item, category: str, named: str, fix: Fix | None, actor: Actor) -> IncidentView:
    description = fields.words(item.payload, "description")
    place = fields.words(item.payload, "place")
    hit = areas.locate(fix.lon, fix.lat, item.captured_at) if fix else None
    assert item.area_id is not None
    area_id = hit.area_id if hit and areas.may_see_area(actor, hit.area_id) else item.area_id
    line = next((line.strip() for line in description.splitlines() if line.strip()), "")
    title = fields.words(item.payload, "title") or (line if len(line) <= 40 else f"{line[:39]}…") or named
    answers = dict(fields.mapping(item.payload, "answers"))
    draft = ids.uuid_or_none(fields.words(item.payload, "draft"))
    mine = {one.id for one in events.drafts(actor)} if draft else set()
    return incidents.open_incident(
        key=f"field:{item.id}",
        source=Source.PATROL,
        category=category,
        area_id=area_id,
        title=title,
        lon=fix.lon if fix else None,
        lat=fix.lat if fix else None,
        place=place,
        no_place_reason="" if fix or place else _("The telephone had no position."),
        happened_at=item.captured_at,
        reporter_id=actor.person_id,
        particulars=incidents.Particulars(
            description=description, answers=answers, draft_id=draft if draft in mine else None
        ),
        actor=actor,
    )


def _pictures(item: Item, incident_id: UUID, actor: Actor) -> frozenset[Doubt]:
    """Add the pictures in their order; what is odd about them."""
    found: set[Doubt] = set()
    about = fields.mapping(item.payload, "pictures")
    voice = fields.words(item.payload, "voice")
    shown = [sha for sha in item.photos if sha != voice]
    for sha in shown:
        meta = fields.mapping(about, sha)
        taken = moment(meta.get("taken_at"))
        found |= odd.of_picture(taken, item.captured_at)
        fix = fields.fix(item.payload, item.captured_at)
        incidents.add_evidence(
            incident_id=incident_id,
            kind=incidents.EvidenceKind.AFTER if meta.get("after") is True else incidents.EvidenceKind.BEFORE,
            content=uploads.content(sha, actor),
            taken_at=taken or item.captured_at,
            lon=fix.lon if fix else None,
            lat=fix.lat if fix else None,
            actor=actor,
        )
    if shown and _seen_before(item, shown):
        found.add(Doubt.SEEN_BEFORE)
    return frozenset(found)


def _seen_before(item: Item, shown: list[str]) -> bool:
    others = OutboxItem.objects.exclude(pk=item.id)
    return any(others.filter(photos__contains=[sha]).exists() for sha in shown)


def _solved(item: Item, event: IncidentView, actor: Actor) -> tuple[str, IncidentView]:
    """Words for the author, and the event, closed where it was solved on the spot."""
    note = fields.words(item.payload, "solved")
    kept = _("Reported as %(code)s.") % {"code": event.spoken}
    if not note:
        return kept, event
    ending = fields.words(item.payload, "outcome")
    try:
        with journal.unit():
            event = incidents.solve(
                incident_id=event.id,
                note=note,
                outcome=Ending(ending) if ending in set(Ending) else None,
                actor=actor,
            )
    except incidents.StepNotTaken as refusal:
        return _("%(kept)s It stays open: %(why)s") % {"kept": kept, "why": str(refusal)}, event
    return _("Closed as solved on the spot: %(code)s.") % {"code": event.spoken}, event


def _voice(item: Item, actor: Actor) -> str:
    sha = fields.words(item.payload, "voice")
    if sha not in item.photos:
        return ""
    content = uploads.content(sha, actor)
    if len(content) > LARGEST_VOICE or not is_voice(content):
        raise InputRefused(_("The recording cannot be kept. Record it again, up to five minutes."))
    return default_storage.save(f"fieldwork/voice/{clock.now():%Y/%m}/{ids.new_id().hex}", ContentFile(content))


def is_voice(content: bytes) -> bool:
    """True for what telephones record, by its first bytes."""
    return content.startswith((b"\x1a\x45\xdf\xa3", b"OggS")) or content[4:8] == b"ftyp"
