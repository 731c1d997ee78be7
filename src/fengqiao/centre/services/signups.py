"""Signing up for an activity: a place, or a place in line; given back, moved up, checked in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import activities as table
from fengqiao.centre.domain import slip as codes
from fengqiao.centre.domain import words as speech
from fengqiao.centre.domain.activities import MOST_PEOPLE, Asked, Refusal, Seat
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Activity, SignUp
from fengqiao.centre.selectors.activities import Held, held
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.places import locked, move_up, owned, say_signup, taken
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain.search_scope import blind


def sign_up(*, activity_id: UUID, asked: Asked, form_id: UUID | None = None, desk: bool = False, actor: Actor) -> Held:
    """Take places, or go on the waiting list when there are too few or somebody waits already.

    ``form_id``: made with the form, so that sending it twice is one sign-up. ``desk``: the house does it for somebody,
    which needs the right to look after it and goes until the end. Raises InputRefused (no name, a child without
    guardian), CentreRefused (full, over, called off, the same again), NotYours.
    """
    _check(asked)
    name, phone = plain(asked.name, 40), plain(asked.phone, 30)
    digits = speech.digits(phone)
    key = blind(digits, settings.PHONE_KEY) if digits else ""
    with journal.unit():
        row = locked(activity_id)
        if desk:
            demand(actor, row.centre_id, Right.HOUSE)
        if form_id and (known := SignUp.objects.filter(pk=form_id).first()):
            if known.activity_id != row.pk:
                raise NotYours
            return _held(known.code)
        if row.cancelled_at or (row.ends_at if desk else row.starts_at) <= clock.now():
            raise CentreRefused(_("This activity has begun, is over or was called off. Have a look at the next ones."))
        _once(row, name, key)
        free = row.places - taken(row)
        waits = asked.people > free or row.signups.filter(seat=Seat.WAITING).exists()
        if waits and not asked.wait:
            raise CentreRefused(_("There are not enough places left. You can wait in line for one."))
        last: int = row.signups.aggregate(last=Max("number"))["last"] or 0
        made = SignUp(
            activity=row, code=ids.short_code(codes.LENGTH), number=last + 1, name=name, phone=phone, phone_key=key,
            people=asked.people, child=asked.child, guardian=plain(asked.guardian, 40) if asked.child else "",
            consented_at=clock.now() if asked.child else None, pictured=asked.pictured, at_desk=desk,
            seat=Seat.WAITING if waits else Seat.PLACE,
        )  # fmt: skip
        if form_id:
            made.id = form_id
        if speech.hurts(name):
            made.hidden_at, made.hidden_reason = clock.now(), _("Has words that may hurt")
        made.save(force_insert=True)
        say_signup(row, made, "centre.signed_up", actor, {"waits": waits, "people": made.people, "child": made.child})
        return _held(made.code)


def give_back(*, code: str, actor: Actor) -> Held:
    """Give the places back before it begins; the waiting list moves up by itself, in order. Who has the code may.

    Raises CentreRefused (it has begun, it is given back already), NotYours.
    """
    with journal.unit():
        row, mine = _by_code(code)
        if mine.seat == Seat.BACK or row.starts_at <= clock.now():
            raise CentreRefused(_("It has begun, or the place is given back already."))
        _leave(row, mine, actor)
        return _held(code)


def remove(*, signup_id: UUID, actor: Actor) -> Held:
    """The house gives somebody's places back, for whoever rings up. Raises CentreRefused, NotYours."""
    with journal.unit():
        row, mine = _mine(signup_id, actor)
        if mine.seat == Seat.BACK or mine.came_at or row.ends_at <= clock.now():
            raise CentreRefused(_("They came, or the place is given back already."))
        _leave(row, mine, actor)
        return _held(mine.code)


def check_in(*, signup_id: UUID, came: bool = True, actor: Actor) -> Held:
    """They are here; once more is still once. ``came`` False takes it back. Who waits gets in when a place is free.

    Raises CentreRefused (called off, no place free, not that day yet), NotYours.
    """
    with journal.unit():
        row, mine = _mine(signup_id, actor)
        if row.cancelled_at or mine.seat == Seat.BACK:
            raise CentreRefused(_("The activity is called off, or the place was given back."))
        if not came:
            mine.came_at = None
        elif mine.came_at is None:
            if mine.seat == Seat.WAITING and mine.people > row.places - taken(row):
                raise CentreRefused(_("They wait in line, and no place is free."))
            mine.seat, mine.came_at = Seat.PLACE, clock.now()
        else:
            return _held(mine.code)
        mine.save(update_fields=["seat", "came_at"])
        say_signup(row, mine, "centre.came" if came else "centre.came_not", actor)
        return _held(mine.code)


def agree_pictures(*, code: str, pictured: bool, actor: Actor) -> Held:
    """Consent to be shown on photos, or withdraw it; then the photos with them are hidden at once. Raises NotYours."""
    with journal.unit():
        row, mine = _by_code(code)
        if mine.pictured != pictured:
            mine.pictured = pictured
            mine.save(update_fields=["pictured"])
            say_signup(row, mine, "centre.pictured", actor, {"agrees": pictured})
        return _held(code)


def hide_name(*, signup_id: UUID, reason: str, hidden: bool = True, actor: Actor) -> Held:
    """Do not show a name that hurts somebody, with the reason; or show it again. Raises InputRefused, NotYours."""
    why = plain(reason, 200)
    if hidden and not why:
        raise InputRefused(_("Say why it is hidden."))
    with journal.unit():
        row, mine = _mine(signup_id, actor)
        mine.hidden_at, mine.hidden_reason = (clock.now(), why) if hidden else (None, "")
        mine.save(update_fields=["hidden_at", "hidden_reason"])
        say_signup(row, mine, "centre.name_hidden" if hidden else "centre.name_shown", actor)
        return _held(mine.code)


def tell_signup(*, signup_id: UUID, actor: Actor) -> Held:
    """The house rang them up: they moved up, or it is called off. Raises NotYours."""
    with journal.unit():
        row, mine = _mine(signup_id, actor)
        mine.told_at = clock.now()
        mine.save(update_fields=["told_at"])
        say_signup(row, mine, "centre.signup_told", actor)
        return _held(mine.code)


def _leave(row: Activity, mine: SignUp, actor: Actor) -> None:
    mine.seat = Seat.BACK
    mine.save(update_fields=["seat"])
    say_signup(row, mine, "centre.place_back", actor)
    move_up(row)


def _check(asked: Asked) -> None:
    refusal = table.wrong(asked)
    if refusal is None:
        return
    words = {
        Refusal.NAME: _("Leave a name; a nickname is enough."),
        Refusal.GUARDIAN: _("For a child, a guardian has to leave a name and agree. Nothing was kept."),
        Refusal.PEOPLE: _("Up to %(count)d people can come with one sign-up.") % {"count": MOST_PEOPLE},
    }
    raise InputRefused(words[refusal])


def _once(row: Activity, name: str, key: str) -> None:
    """The same name under the same telephone is the same people; one telephone does not take half the hall."""
    same = list(row.signups.filter(phone_key=key).exclude(seat=Seat.BACK)) if key else []
    if any(table.plain(one.name) == table.plain(name) for one in same):
        raise CentreRefused(_("You have signed up already. Look for your code, or ask at the desk."))
    if sum(one.people for one in same) >= MOST_PEOPLE:
        raise CentreRefused(_("Under this telephone number there are enough places already. Ask at the desk."))


def _by_code(code: str) -> tuple[Activity, SignUp]:
    found = SignUp.objects.filter(code=code).values_list("activity_id", flat=True).first()
    if found is None:
        raise NotYours
    row = locked(found)
    return row, SignUp.objects.get(code=code)


def _mine(signup_id: UUID, actor: Actor) -> tuple[Activity, SignUp]:
    found = SignUp.objects.filter(pk=signup_id).values_list("activity_id", flat=True).first()
    if found is None:
        raise NotYours
    row = owned(found, actor)
    return row, SignUp.objects.get(pk=signup_id)


def _held(code: str) -> Held:
    found = held(code)
    assert found is not None, "it was there a moment ago"
    return found
