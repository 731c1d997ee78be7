"""What comes after an activity: photos with consent, a word from those who were there, the helpers' hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import words as speech
from fengqiao.centre.domain.activities import Mark, Seat
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Activity, Centre, Feedback, HelperHours, Photo, SignUp
from fengqiao.centre.selectors.register import members
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.files import storing
from fengqiao.centre.services.places import locked, owned, say
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event

MOST_PHOTOS = 60
KEPT = timedelta(days=90)


def add_photo(*, activity_id: UUID, content: bytes, actor: Actor) -> UUID:
    """Keep a photo, cleaned of what the telephone wrote into it. Nobody sees it until people are ticked.

    Raises PictureNotKept, CentreRefused (enough of them), NotYours.
    """
    with storing() as stored, journal.unit():
        row = owned(activity_id, actor)
        if row.photos.filter(removed_at=None).count() >= MOST_PHOTOS:
            raise CentreRefused(_("There are enough photos. Take one off first."))
        made = Photo.objects.create(activity=row, file=stored.picture("activities", content), by_id=actor.person_id)
        say(row, "centre.photo_added", {"photo": str(made.pk)}, actor)
    return made.pk


def tick_photo(*, photo_id: UUID, people: Collection[UUID], nobody: bool, actor: Actor) -> None:
    """Say who can be recognised on a photo, or that nobody can. Raises InputRefused (neither, both), NotYours."""
    with journal.unit():
        row, photo = _photo(photo_id, actor)
        there = list(row.signups.filter(pk__in=people))
        if len(there) != len(set(people)):
            raise NotYours
        if bool(there) == nobody:
            raise InputRefused(_("Tick everybody who can be recognised, or that nobody can."))
        photo.nobody = nobody
        photo.save(update_fields=["nobody"])
        photo.people.set(there)
        say(row, "centre.photo_ticked", {"photo": str(photo.pk), "people": len(there)}, actor)


def remove_photo(*, photo_id: UUID, actor: Actor) -> None:
    """Take a photo off; its file is deleted. Raises NotYours."""
    with journal.unit():
        row, photo = _photo(photo_id, actor)
        name, photo.file, photo.removed_at = photo.file, "", clock.now()
        photo.save(update_fields=["file", "removed_at"])
        say(row, "centre.photo_removed", {"photo": str(photo.pk)}, actor)
        transaction.on_commit(lambda: default_storage.delete(name))


def give_feedback(*, code: str, mark: Mark, words: str = "", actor: Actor) -> None:
    """Say how it was, once it has begun; again replaces what was said. Words that hurt are held back until the centre
    has looked at them. Raises InputRefused (too long), CentreRefused (not begun, called off), NotYours."""
    said = plain(words, 200)
    with journal.unit():
        found = SignUp.objects.filter(code=code).first()
        if found is None:
            raise NotYours
        row = locked(found.activity_id)
        if row.cancelled_at or row.starts_at > clock.now() or found.seat != Seat.PLACE:
            raise CentreRefused(_("You can say how it was once it has begun."))
        hurts = speech.hurts(said)
        made, _new = Feedback.objects.update_or_create(
            signup=found,
            defaults={
                "mark": mark, "words": said, "at": clock.now(), "hidden_at": clock.now() if hurts else None,
                "hidden_reason": _("Has words that may hurt") if hurts else "",
            },
        )  # fmt: skip
        subject = f"feedback:{made.pk}"
        say(row, "centre.feedback", {"mark": made.mark}, actor, private={"words": said}, subject=subject)


def hide_feedback(*, feedback_id: UUID, reason: str, hidden: bool = True, actor: Actor) -> None:
    """Do not show what somebody wrote, with the reason; or show it again. The tap still counts.

    Raises InputRefused (no reason), NotYours.
    """
    why = plain(reason, 200)
    if hidden and not why:
        raise InputRefused(_("Say why it is hidden."))
    with journal.unit():
        found = Feedback.objects.select_related("signup").filter(pk=feedback_id).first()
        if found is None:
            raise NotYours
        row = owned(found.signup.activity_id, actor)
        found.hidden_at, found.hidden_reason = (clock.now(), why) if hidden else (None, "")
        found.save(update_fields=["hidden_at", "hidden_reason"])
        say(row, "centre.feedback_hidden" if hidden else "centre.feedback_shown", {"feedback": str(found.pk)}, actor)


def enter_hours(
    *, centre_id: UUID, person_id: UUID, day: date, minutes: int, what: str = "", activity_id: UUID | None = None,
    actor: Actor,
) -> UUID:  # fmt: skip
    """Note the time that somebody of the centre gave. Raises InputRefused, NotYours."""
    with journal.unit():
        demand(actor, centre_id, Right.HOUSE)
        centre = Centre.objects.get(pk=centre_id)
        if person_id not in {one.person_id for one in members(centre_id, day=day)}:
            raise InputRefused(_("Choose somebody who had a seat at the centre on that day."))
        if activity_id and not Activity.objects.filter(pk=activity_id, centre=centre).exists():
            raise NotYours
        if day > timezone.localdate(clock.now()) or not 1 <= minutes <= 16 * 60:
            raise InputRefused(_("Hours are noted afterwards, and a day has at most 16 of them."))
        same = HelperHours.objects.filter(centre=centre, person_id=person_id, day=day, taken_back_at=None)
        if sum(same.values_list("minutes", flat=True)) + minutes > 16 * 60:
            raise InputRefused(_("Hours are noted afterwards, and a day has at most 16 of them."))
        made = HelperHours.objects.create(
            centre=centre, person_id=person_id, activity_id=activity_id, day=day, minutes=minutes,
            what=plain(what, 80), by_id=actor.person_id,
        )  # fmt: skip
        _say_hours(made, "centre.hours", actor)
    return made.pk


def take_back_hours(*, hours_id: UUID, actor: Actor) -> None:
    """A line was wrong: it stays, taken back, and does not count any more. Raises CentreRefused, NotYours."""
    with journal.unit():
        row = HelperHours.objects.select_for_update().filter(pk=hours_id).first()
        if row is None:
            raise NotYours
        demand(actor, row.centre_id, Right.HOUSE)
        if row.taken_back_at:
            raise CentreRefused(_("This line is taken back already."))
        row.taken_back_at = clock.now()
        row.save(update_fields=["taken_back_at"])
        _say_hours(row, "centre.hours_back", actor)


def forget_signups() -> int:
    """Erase names, telephones and guardians of activities that are long over; how many came stays. Returns how many.

    For the nightly timer. Consent to photos stays with its code, so that it can still be withdrawn.
    """
    rows = SignUp.objects.filter(activity__ends_at__lt=clock.now() - KEPT).exclude(name="")
    count = 0
    for row in list(rows[:5000]):
        with journal.unit():
            SignUp.objects.filter(pk=row.pk).update(name="", phone="", phone_key="", guardian="")
            journal.redact(subject=f"signup:{row.pk}")
            count += 1
    return count


def _photo(photo_id: UUID, actor: Actor) -> tuple[Activity, Photo]:
    photo = Photo.objects.filter(pk=photo_id, removed_at=None).first()
    if photo is None:
        raise NotYours
    return owned(photo.activity_id, actor), photo


def _say_hours(row: HelperHours, kind: str, actor: Actor) -> None:
    payload = {"hours": str(row.pk), "person": str(row.person_id), "day": row.day.isoformat(), "minutes": row.minutes}
    event = Event(kind=kind, subject=f"centre:{row.centre_id}", area=row.centre.area_id, payload=payload)
    journal.record(event, actor=actor.person_id)
