"""Reporting a check of a place, handing its notice over, and a second person's look at one that found nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import checklists, hazards
from fengqiao.fieldwork.domain.checklists import Checklist
from fengqiao.fieldwork.domain.hazards import Answer, Facts, State, Step, Topic
from fengqiao.fieldwork.models import ChecklistVersion, Hazard, HazardCheck
from fengqiao.fieldwork.selectors import places
from fengqiao.fieldwork.selectors.hazards import lists
from fengqiao.fieldwork.selectors.hazards.ledger import CHECKERS
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.files import Stored, storing
from fengqiao.fieldwork.services.hazards import awards, stepping
from fengqiao.fieldwork.services.hazards.errors import HazardRefused
from fengqiao.fieldwork.services.hazards.files import MOST, add_photo
from fengqiao.fieldwork.services.texts import plain

CODE_LENGTH = 10
# How far back a phone without a network may say that something was checked.
OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of one item. A thing that is not in order has words and at least one photo."""

    answer: Answer
    words: str = ""
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A check as it comes from the phone. ``check_id`` is made there; ``checklist``: the version that was shown.

    ``at`` aware (default now), position in WGS84 (one that is none is left out). ``grid_id`` or ``area_id`` says where.
    """

    check_id: UUID
    topic: Topic
    place_name: str
    seen: Mapping[str, Seen]
    area_id: UUID | None = None
    grid_id: UUID | None = None
    checklist: UUID | None = None
    place: UUID | None = None
    address: str = ""
    owner: str = ""
    owner_phone: str = ""
    note: str = ""
    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def report_check(*, told: Told, actor: Actor) -> UUID:
    """Keep a check, with a hazard for each thing that is not in order. The same ``check_id`` again is the same check.

    Raises InputRefused (an item without an answer, a hazard without words or photo), PictureNotKept, NotYours.
    """
    now = clock.now()
    with storing() as stored, journal.unit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hazard:{told.check_id}"])
        if known := HazardCheck.objects.filter(pk=told.check_id).first():
            if known.person_id != actor.person_id:
                raise NotYours
            return known.pk
        area_id = _where(told, actor)
        if told.place is not None and places.place(actor, told.place).area_id != area_id:
            raise NotYours
        version = _version(told, area_id)
        checklist = lists.content(version)
        _complete(checklist, told.seen)
        at = told.at if told.at is not None and told.at.tzinfo and now - OLDEST < told.at <= now else now
        here = _position(told.lon, told.lat)
        row = HazardCheck.objects.create(
            id=told.check_id,
            code=ids.short_code(CODE_LENGTH),
            checklist=version,
            area_id=area_id,
            grid_id=told.grid_id,
            place=told.place,
            place_name=_needed(told.place_name, 80, _("Write which place you checked.")),
            address=plain(told.address, 200),
            owner=plain(told.owner, 80),
            owner_phone=plain(told.owner_phone, 30),
            lon=here[0] if here else None,
            lat=here[1] if here else None,
            at=at,
            person_id=actor.person_id,
            answers={item.key: told.seen[item.key].answer.value for item in checklist.items},
            note=plain(told.note, stepping.NOTE),
            late=now - at > timedelta(minutes=10),
        )
        for item in checklist.items:
            if told.seen[item.key].answer is Answer.BAD:
                _find(row, checklist, item, told.seen[item.key], stored, actor)
        _announce(row, "fieldwork.hazard_check", actor, found=row.hazards.count())
        awards.promise_check(row, actor)
        return row.pk


def hand_over_notice(*, check_id: UUID, told: str = "", actor: Actor) -> None:
    """The notice was handed to the place: ``told`` says to whom. Raises NotYours, HazardRefused."""
    with journal.unit():
        row = _locked(check_id, actor)
        waiting = list(
            row.hazards.select_for_update(of=("self",)).select_related("check_made").filter(state=State.FOUND)
        )
        if not waiting:
            raise HazardRefused(_("There is nothing in this check for which a notice waits."))
        row.told, row.told_at = plain(told, 80), clock.now()
        row.save(update_fields=["told", "told_at"])
        for one in waiting:
            stepping.take(one, Step.NOTIFY, Facts(), actor=actor)


def confirm_check(*, check_id: UUID, actor: Actor) -> None:
    """As another person, say that a check which found nothing was looked at. Raises NotYours, HazardRefused."""
    with journal.unit():
        row = _locked(check_id, actor)
        if row.hazards.exists():
            raise HazardRefused(_("This check found something; it is settled when all of that is settled."))
        if actor.person_id is None or row.person_id == actor.person_id:
            raise HazardRefused(_("Another person confirms it, not the one who checked."))
        if row.confirmed_at is not None:
            return
        row.confirmed_by_id, row.confirmed_at = actor.person_id, clock.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        _announce(row, "fieldwork.hazard_check_confirmed", actor)
        awards.settle_check(row)


def _find(
    row: HazardCheck, checklist: Checklist, item: checklists.Item, seen: Seen, stored: Stored, actor: Actor
) -> None:
    made = Hazard.objects.create(
        check_made=row,
        number=row.hazards.count() + 1,
        item=item.key,
        said=dict(item.words),
        words=plain(seen.words, stepping.NOTE),
        severity=item.severity,
        state_since=row.at,
        due_on=hazards.due(timezone.localdate(row.at), item.severity, dict(checklist.days)),
        found_by_id=row.person_id,
    )
    for content in seen.photos[:MOST]:
        add_photo(stored, made, content, after=False)
    stepping.write(made, Step.FIND, actor=actor, note=seen.words)


def _complete(checklist: Checklist, seen: Mapping[str, Seen]) -> None:
    open_ones = sum(item.key not in seen for item in checklist.items)
    if open_ones:
        raise InputRefused(
            ngettext(
                "%(count)d item has no answer yet. Tap what you saw; nothing you wrote was lost.",
                "%(count)d items have no answer yet. Tap what you saw; nothing you wrote was lost.",
                open_ones,
            )
            % {"count": open_ones}
        )
    for item in checklist.items:
        one = seen[item.key]
        if one.answer is Answer.BAD and not (one.words.strip() and one.photos):
            raise InputRefused(
                _("“%(item)s” is not in order: add a photo and say what you saw.")
                % {"item": item.said(lists.language())}
            )


def _where(told: Told, actor: Actor) -> UUID:
    area_id = told.area_id
    if told.grid_id is not None:
        found = next((one for one in areas.grids(actor) if one.id == told.grid_id), None)
        if found is None:
            raise NotYours
        area_id = found.area_id
    if area_id is None:
        raise InputRefused(_("Choose the grid in which the place lies."))
    if not areas.holds(actor, area_id, *CHECKERS):
        raise NotYours
    return area_id


def _version(told: Told, area_id: UUID) -> ChecklistVersion:
    """The version that was filled in; without one the list in force, and the shipped one is stored when first used."""
    if told.checklist is not None:
        shown = ChecklistVersion.objects.filter(pk=told.checklist, topic=told.topic, number__isnull=False).first()
        if shown is not None and (shown.area_id is None or shown.area_id in areas.area(area_id).lineage):
            return shown
    return lists.row_in_force(told.topic, area_id) or _store_shipped(told.topic)


def _store_shipped(topic: Topic) -> ChecklistVersion:
    content = checklists.plain(lists.shipped(topic))
    last = ChecklistVersion.objects.filter(topic=topic, area=None, number__isnull=False).order_by("-number").first()
    if last is not None and last.content == content:
        return last
    number = (last.number or 0) + 1 if last is not None else 1
    now = clock.now()
    made, _fresh = ChecklistVersion.objects.get_or_create(
        topic=topic, area=None, number=number, defaults={"content": content, "saved_at": now, "published_at": now}
    )
    return made


def _locked(check_id: UUID, actor: Actor) -> HazardCheck:
    row = HazardCheck.objects.select_for_update().filter(pk=check_id).first()
    if row is None or not areas.holds(actor, row.area_id, *CHECKERS):
        raise NotYours
    return row


def _needed(text: str, longest: int, why: str) -> str:
    kept = plain(text, longest)
    if not kept:
        raise InputRefused(why)
    return kept


def _position(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return lon, lat


def _announce(row: HazardCheck, kind: str, actor: Actor, **more: int) -> None:
    journal.record(
        Event(
            kind=kind,
            subject=f"hazard_check:{row.pk}",
            area=row.area_id,
            payload={"topic": row.checklist.topic, "grid": str(row.grid_id or ""), "late": row.late, **more},
            private={"place": row.place_name, "owner": row.owner, "phone": row.owner_phone},
        ),
        actor=actor.person_id,
    )
