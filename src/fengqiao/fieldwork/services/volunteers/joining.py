"""Asking to help, being taken in by the village, saying when one is free, and leaving again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas import services as people
from fengqiao.areas.selectors import SYSTEM, Actor, Level, Role
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.fieldwork.domain import volunteers as rules
from fengqiao.fieldwork.domain.volunteers import Free, Skill, Standing
from fengqiao.fieldwork.models import Volunteer
from fengqiao.fieldwork.selectors.volunteers.register import CONSENT, KEEPERS
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.texts import plain

TOKEN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wrote who wants to help. ``born`` is only looked at, never kept."""

    name: str
    phone: str
    born: date | None
    agrees: bool
    party: bool = False
    skills: frozenset[Skill] = frozenset()
    grids: frozenset[UUID] = frozenset()
    free: Free = rules.ALWAYS
    words: str = ""


def ask_to_join(*, area_id: UUID, wish: Wish, invented: bool = False) -> str:
    """Keep somebody's wish to help in a village; its people decide. Returns the secret of their own page.

    Raises InputRefused: no name or telephone, a minor, no consent. NotYours: no such village.
    """
    if areas.area(area_id).level is not Level.VILLAGE:
        raise NotYours
    now = clock.now()
    name, phone = plain(wish.name, 80), plain(wish.phone, 30)
    if not name or sum(one.isdigit() for one in phone) < 7:
        raise InputRefused(_("Write your name and a telephone number under which you can be reached."))
    if wish.born is None or not rules.grown_up(wish.born, timezone.localdate(now)):
        raise InputRefused(
            _("Only grown-ups are called out, from 18 years on. Younger ones are welcome at the village's activities.")
        )
    if not wish.agrees:
        raise InputRefused(_("Without your consent nothing may be kept; tick it if you agree."))
    with journal.unit():
        row = Volunteer.objects.create(
            token=ids.short_code(TOKEN),
            area_id=area_id,
            name=name,
            phone=phone,
            party=wish.party,
            skills=sorted(wish.skills),
            grids=sorted(map(str, wish.grids & _grids_of(area_id))),
            free=rules.write_free(wish.free),
            words=plain(wish.words, 300),
            adult_at=now,
            consent=CONSENT,
            consent_at=now,
            standing_since=now,
            invented=invented,
        )
        _announce(row, "fieldwork.volunteer_asked", SYSTEM)
        return row.token


def take_in(*, volunteer_id: UUID, actor: Actor) -> None:
    """As the village's secretary or the studio, take somebody in: from now on they can be called."""
    with journal.unit():
        row = _locked(volunteer_id, actor)
        if Standing(row.standing) is not Standing.ASKED:
            raise FieldRefused(_("This was decided in the meantime. Look at the page again."))
        # The village may decide this, though giving duties in general is the studio's.
        person = people.add_person(
            name=row.name, phone=row.phone, invented=row.invented, area_id=row.area_id, actor=SYSTEM
        )
        row.assignment = people.assign(person_id=person.id, role=Role.VOLUNTEER, area_id=row.area_id, actor=SYSTEM)
        row.person_id = person.id
        _stand(row, Standing.ACTIVE, actor)


def enrol(*, person_id: UUID, area_id: UUID, wish: Wish, actor: Actor) -> None:
    """Keep a card for somebody who has the duty of a volunteer already; their consent was given on paper."""
    with journal.unit():
        if not areas.holds(actor, area_id, *KEEPERS):
            raise NotYours
        if Volunteer.objects.filter(area=area_id, person=person_id, standing=Standing.ACTIVE).exists():
            return
        token = ask_to_join(area_id=area_id, wish=wish, invented=areas.person(person_id).invented)
        row = Volunteer.objects.select_for_update().get(token=token)
        row.person_id = person_id
        _stand(row, Standing.ACTIVE, actor)


def refuse(*, volunteer_id: UUID, reason: str, actor: Actor) -> None:
    """Say no, with a reason that they read; what they wrote about themselves is deleted."""
    with journal.unit():
        row = _locked(volunteer_id, actor)
        if Standing(row.standing) is not Standing.ASKED:
            raise FieldRefused(_("This was decided in the meantime. Look at the page again."))
        row.reason = plain(reason, 300)
        if not row.reason:
            raise InputRefused(_("Give a reason; the person concerned will read it."))
        _forget(row)
        _stand(row, Standing.REFUSED, actor)


def change_card(*, token: str, skills: Collection[Skill], grids: Collection[UUID], free: Free, words: str = "") -> None:
    """As the volunteer, say what one can do, where and when."""
    with journal.unit():
        row = by_token(token)
        if Standing(row.standing) not in (Standing.ASKED, Standing.ACTIVE):
            raise NotYours
        row.skills, row.free, row.words = sorted(skills), rules.write_free(free), plain(words, 300)
        row.grids = sorted(map(str, set(grids) & _grids_of(row.area_id)))
        row.save(update_fields=["skills", "free", "words", "grids"])
        _announce(row, "fieldwork.volunteer_changed", SYSTEM)


def leave(*, token: str) -> None:
    """As the volunteer, take the consent back: nobody calls any more, and what was kept for calling is deleted."""
    with journal.unit():
        row = by_token(token)
        if Standing(row.standing) not in (Standing.ASKED, Standing.ACTIVE):
            return
        if row.assignment is not None:
            today = timezone.localdate(clock.now())
            people.end_assignment(assignment_id=row.assignment, last_day=today, actor=SYSTEM)
        _forget(row)
        _stand(row, Standing.LEFT, SYSTEM)


def by_token(token: str) -> Volunteer:
    """The card whose secret this is, locked. Raises NotYours."""
    row = Volunteer.objects.select_for_update(of=("self",)).filter(token=token).first()
    if row is None:
        raise NotYours
    return row


def _forget(row: Volunteer) -> None:
    row.phone, row.words, row.skills, row.grids, row.free = "", "", [], [], {}
    if row.person_id is None:
        row.name = ""


def _stand(row: Volunteer, standing: Standing, actor: Actor) -> None:
    row.standing, row.standing_since, row.decided_by_id = standing, clock.now(), actor.person_id
    row.save()
    _announce(row, "fieldwork.volunteer", actor)


def _locked(volunteer_id: UUID, actor: Actor) -> Volunteer:
    row = Volunteer.objects.select_for_update(of=("self",)).filter(pk=volunteer_id).first()
    if row is None or not areas.holds(actor, row.area_id, *KEEPERS):
        raise NotYours
    return row


def _grids_of(area_id: UUID) -> set[UUID]:
    return {one.id for one in areas.grids(SYSTEM, area_id=area_id)}


def _announce(row: Volunteer, kind: str, actor: Actor) -> None:
    journal.record(
        Event(
            kind=kind,
            subject=f"volunteer:{row.pk}",
            area=row.area_id,
            payload={"standing": str(row.standing), "party": row.party},
        ),
        actor=actor.person_id,
    )
