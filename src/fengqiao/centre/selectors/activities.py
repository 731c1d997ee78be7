"""Activities and who signed up for them, as the house, the neighbours and the holder of a code read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fengqiao.areas.domain.names import sound_of
from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import activities as table
from fengqiao.centre.domain.activities import Kind, Named, Seat
from fengqiao.centre.models import Activity, ActivityMove, SignUp
from fengqiao.centre.selectors.register import centre
from fengqiao.core import clock
from fengqiao.core.errors import NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """An activity. ``place``: the room's name, or the words for somewhere else. ``taken``: places given away.
    ``moved``: how often it was put to another time or place. ``telling``: how many are to be rung up."""

    id: UUID
    centre_id: UUID
    code: str
    kind: Kind
    title: str
    about: str
    leader: str
    place: str
    room_id: UUID | None
    start: datetime
    end: datetime
    places: int
    series: UUID | None
    moved: int
    cancelled: bool
    reason: str
    taken: int = 0
    waiting: int = 0
    came: int = 0
    telling: int = 0

    @property
    def free(self) -> int:
        """Places that nobody has yet."""
        return max(self.places - self.taken, 0)

    @property
    def full(self) -> bool:
        """True when whoever comes now waits."""
        return not self.free or self.waiting > 0

    @property
    def begun(self) -> bool:
        """True from its first moment on."""
        return self.start <= clock.now()

    @property
    def ended(self) -> bool:
        """True when it is over."""
        return self.end <= clock.now()

    @property
    def open(self) -> bool:
        """True while neighbours can sign up."""
        return not self.cancelled and not self.begun


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """When and where an activity was to be, until it was put to another time or place at ``at``."""

    at: datetime
    start: datetime
    end: datetime
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpView:
    """Somebody who signed up. ``place``: in the queue, from 1, when they wait. ``moved_on``: the activity was put to
    another time since. Names are for the house only."""

    id: UUID
    code: str
    number: int
    name: str
    phone: str
    people: int
    child: bool
    guardian: str
    pictured: bool
    seat: Seat
    at_desk: bool
    moved_up: bool
    moved_on: bool
    told: bool
    came_at: datetime | None
    hidden: bool
    hidden_reason: str
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the holder of a code sees. ``was``: the time and place for which they signed up, when it is another now."""

    activity: ActivityView
    signup: SignUpView
    was: MoveView | None = None


def coming(centre_id: UUID, *, cancelled: bool = False) -> list[ActivityView]:
    """What lies ahead or is on now, the next first; ``cancelled``: also what was called off."""
    rows = _counted().filter(centre_id=centre_id, ends_at__gt=clock.now())
    if not cancelled:
        rows = rows.filter(cancelled_at=None)
    return [activity_view(row) for row in rows.order_by("starts_at", "id")]


def past(centre_id: UUID, *, limit: int = 50) -> list[ActivityView]:
    """What is over, the last first."""
    rows = _counted().filter(centre_id=centre_id, ends_at__lte=clock.now()).order_by("-starts_at", "-id")
    return [activity_view(row) for row in rows[:limit]]


def activity(actor: Actor, activity_id: UUID) -> ActivityView:
    """One activity for the people of its centre. Raises NotYours."""
    row = _counted().filter(pk=activity_id).first()
    if row is None:
        raise NotYours
    centre(actor, row.centre_id)
    return activity_view(row)


def activity_by_code(centre_id: UUID, code: str) -> ActivityView:
    """What the QR on a poster of this centre names. Raises NotYours."""
    row = _counted().filter(centre_id=centre_id, code=code.upper()).first()
    if row is None:
        raise NotYours
    return activity_view(row)


def signups(activity_id: UUID, *, back: bool = False) -> list[SignUpView]:
    """Who signed up, in the order of coming; ``back``: also who gave the place back."""
    rows = SignUp.objects.filter(activity_id=activity_id).order_by("number")
    return _signups(list(rows if back else rows.exclude(seat=Seat.BACK)))


def find(activity_id: UUID, query: str) -> list[SignUpView]:
    """Who has a place or waits, by code, name, sound or initials, the best first; everybody without a query."""
    people = {str(one.id): one for one in signups(activity_id)}
    named = []
    for key, one in people.items():
        sound = sound_of(one.name)
        named.append(
            Named(
                key=key,
                name=one.name,
                pinyin=sound.pinyin,
                initials=sound.initials,
                sounds=_sounds(one.name),
                code=one.code,
            )
        )
    return [people[key] for key in table.found(query, _sounds(query), named)]


def held(code: str) -> Held | None:
    """The sign-up of whoever keeps this code, with its activity."""
    row = SignUp.objects.filter(code=code).first()
    if row is None:
        return None
    found = _counted().get(pk=row.activity_id)
    queue = list(found.signups.filter(seat=Seat.WAITING).order_by("number")) if row.seat == Seat.WAITING else [row]
    (mine,) = (one for one in _signups(queue) if one.id == row.pk)
    one = activity_view(found)
    return Held(activity=one, signup=mine, was=_known(one, row) if row.moved_on_at else None)


def to_tell(activity_id: UUID) -> list[SignUpView]:
    """Whom the house rings up: who moved up, and, when it is called off or at another time, everybody who left a number
    and does not know yet."""
    rows = SignUp.objects.filter(_untold(""), activity_id=activity_id)
    return _signups(list(rows.order_by("number")))


def count_to_tell(centre_id: UUID) -> int:
    """How many are to be rung up about an activity of this centre that is not over."""
    rows = SignUp.objects.filter(_untold(""), activity__centre_id=centre_id, activity__ends_at__gt=clock.now())
    return rows.count()


def moves_of(activity_id: UUID) -> list[MoveView]:
    """Where and when an activity was to be before, the first plan first."""
    return [
        _move_view(row) for row in ActivityMove.objects.filter(activity_id=activity_id).order_by("at", "created_at")
    ]


def activity_view(row: Activity) -> ActivityView:
    """A stored activity, with its counts when the query brought them."""
    room = row.booking.room if row.booking else None
    return ActivityView(
        id=row.pk,
        centre_id=row.centre_id,
        code=row.code,
        kind=Kind(row.kind),
        title=row.title,
        about=row.about,
        leader=row.leader,
        place=room.name if room else row.place,
        room_id=room.pk if room else None,
        start=row.starts_at.astimezone(UTC),
        end=row.ends_at.astimezone(UTC),
        places=row.places,
        series=row.series,
        moved=row.moved,
        cancelled=row.cancelled_at is not None,
        reason=row.cancel_reason,
        taken=getattr(row, "taken", 0),
        waiting=getattr(row, "waiting", 0),
        came=getattr(row, "came", 0),
        telling=getattr(row, "telling", 0),
    )


def _sounds(text: str) -> tuple[str, ...]:
    return tuple(sound_of(one).pinyin for one in table.plain(text))


def _untold(to: str) -> Q:
    """Sign-ups with a number that nobody rang up yet; ``to``: the way to them from the rows asked."""
    off = Q(cancelled_at__isnull=False) if to else Q(activity__cancelled_at__isnull=False)
    there = Q(**{f"{to}told_at": None}) & ~Q(**{f"{to}phone": ""}) & ~Q(**{f"{to}seat": Seat.BACK})
    return there & (off | Q(**{f"{to}moved_up_at__isnull": False}) | Q(**{f"{to}moved_on_at__isnull": False}))


def _known(one: ActivityView, row: SignUp) -> MoveView | None:
    """The time and place that they knew when they signed up, or, when it is back there, the last one in between."""
    moves = ActivityMove.objects.filter(activity_id=one.id, at__gte=row.created_at).order_by("at", "created_at")
    others = [move for move in map(_move_view, moves) if not _same(one, move)]
    return others[0] if others else None


def _same(one: ActivityView, move: MoveView) -> bool:
    return (one.start, one.end, one.place) == (move.start, move.end, move.place)


def _move_view(row: ActivityMove) -> MoveView:
    start, end = row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC)
    return MoveView(at=row.at, start=start, end=end, place=row.place, reason=row.reason)


def _counted() -> QuerySet[Activity]:
    def people(which: Q) -> Coalesce:
        return Coalesce(Sum("signups__people", filter=which), 0)

    return Activity.objects.select_related("booking__room").annotate(
        taken=people(Q(signups__seat=Seat.PLACE)),
        came=people(Q(signups__came_at__isnull=False)),
        waiting=Count("signups", filter=Q(signups__seat=Seat.WAITING)),
        telling=Count("signups", filter=_untold("signups__") & Q(signups__isnull=False)),
    )


def _signups(rows: list[SignUp]) -> list[SignUpView]:
    places = {row.pk: place for place, row in enumerate((one for one in rows if one.seat == Seat.WAITING), start=1)}
    return [
        SignUpView(
            id=row.pk,
            code=row.code,
            number=row.number,
            name=row.name,
            phone=row.phone,
            people=row.people,
            child=row.child,
            guardian=row.guardian,
            pictured=row.pictured,
            seat=Seat(row.seat),
            at_desk=row.at_desk,
            moved_up=row.moved_up_at is not None,
            moved_on=row.moved_on_at is not None,
            told=row.told_at is not None,
            came_at=row.came_at,
            hidden=row.hidden_at is not None,
            hidden_reason=row.hidden_reason,
            place=places.get(row.pk, 0),
        )
        for row in rows
    ]
