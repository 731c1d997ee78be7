"""The alarm feed: cards in the order in which people have to look at them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.domain.policy import policy_of
from fengqiao.cameras.forms.history import left_words
from fengqiao.cameras.selectors import AlarmState, AlarmView, alarms, camera_points, live_alarms
from fengqiao.screen.selectors import words
from fengqiao.screen.selectors.map import look

SETTLED_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An alarm as the feed and the focus panel show it, in words. Times are aware (UTC)."""

    id: UUID
    code: str
    state: str
    severity: int
    severity_words: str
    mark: str
    what: str
    where: str
    camera: str
    alt: str
    count: int
    lon: float
    lat: float
    picture: str
    synthetic: bool
    state_words: str
    tone: str
    since: datetime
    ticking: bool
    age_words: str
    voice_words: str
    voice_tone: str
    voice_icon: str
    called_words: str
    next_at: datetime | None
    next_words: str
    left_words: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards under one heading."""

    title: str
    tone: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The whole feed. ``open``: how many alarms still need somebody; ``quiet_words`` are for when none does."""

    groups: tuple[Group, ...]
    open: int
    quiet_words: str
    more_href: str


def feed(actor: Actor, *, day_began: datetime) -> Feed:
    """The actor's alarms: unanswered, in hand, to be checked, and the last ones settled since ``day_began``."""
    live = live_alarms(actor)
    settled = _settled(actor, day_began)
    groups = (
        _group(_("Waiting for somebody"), _waiting_tone(live), (one for one in live if one.state is AlarmState.RAISED)),
        _group(_("In hand"), "due", (one for one in live if one.state in (AlarmState.ACCEPTED, AlarmState.ON_SITE))),
        _group(_("Safe, to be checked"), "info", (one for one in live if one.state is AlarmState.SAFE)),
        _group(_("Settled today"), "done", settled, size="line"),
    )
    still_open = sum(one.is_open for one in live)
    return Feed(
        groups=tuple(group for group in groups if group.cards),
        open=still_open,
        quiet_words="" if still_open else _quiet(actor),
        more_href=reverse("cameras:alarms"),
    )


def _waiting_tone(live: list[AlarmView]) -> str:
    """The tone of the gravest alarm that waits."""
    gravest = max((max(1, one.severity) for one in live if one.state is AlarmState.RAISED), default=1)
    return words.TONES[gravest]


def card_of(alarm: AlarmView, *, size: str = "full") -> Card:
    """The card of one alarm; ``size`` is full or line."""
    state, voice = words.state(alarm), words.voice(alarm)
    severity = max(1, alarm.severity)
    what = alarm.happening
    where = place_words(alarm)
    next_at, next_words = _next(alarm)
    return Card(
        id=alarm.id,
        code=alarm.code,
        state=alarm.state.value,
        severity=severity,
        severity_words=_(words.SEVERITY_WORDS[severity]),
        mark=words.SEVERITY_MARKS[severity],
        what=what,
        where=where,
        camera=alarm.camera_name,
        alt=_("%(what)s, picture of %(where)s") % {"what": what, "where": where},
        count=alarm.count,
        lon=alarm.lon,
        lat=alarm.lat,
        picture=_picture(alarm),
        synthetic=alarm.synthetic,
        state_words=state.words,
        tone=state.tone,
        since=alarm.raised_at,
        ticking=alarm.is_open,
        age_words=_("{t} ago"),
        voice_words=voice.words,
        voice_tone=voice.tone,
        voice_icon=voice.icon,
        called_words=_called(alarm),
        next_at=next_at,
        next_words=next_words,
        left_words=left_words(alarm),
        size=size,
    )


def place_words(alarm: AlarmView) -> str:
    """Village and camera, without saying the village twice."""
    if alarm.camera_name.startswith(alarm.area_name.removesuffix("村")):
        return alarm.camera_name
    return f"{alarm.area_name} · {alarm.camera_name}"


def _picture(alarm: AlarmView) -> str:
    if not alarm.has_picture:
        return ""
    # The newest alert's id makes the address new when the picture is.
    return f"{reverse('cameras:alarm_picture', args=[alarm.id])}?alert={alarm.newest_id}"


def _group(title: str, tone: str, found: Iterable[AlarmView], *, size: str = "full") -> Group:
    cards = [card_of(one, size=size) for one in found]
    if size == "full":
        cards.sort(key=lambda card: (-card.severity, -card.since.timestamp()))
    return Group(title=title, tone=tone, cards=tuple(cards))


def _settled(actor: Actor, day_began: datetime) -> list[AlarmView]:
    ended = [
        one
        for one in alarms(actor, limit=2 * SETTLED_SHOWN)
        if one.raised_at >= day_began and one.state in (AlarmState.FALSE_ALARM, AlarmState.CLOSED)
    ]
    return ended[:SETTLED_SHOWN]


def _quiet(actor: Actor) -> str:
    cameras = camera_points(actor)
    if not cameras:
        return _("Alarms will appear here, picture first, as soon as cameras are registered.")
    return _(
        "%(count)d cameras on record, %(live)d analysed now. When something happens, its picture appears here first."
    ) % {"count": len(cameras), "live": sum(look(camera) == "live" for camera in cameras)}


def _called(alarm: AlarmView) -> str:
    if not alarm.called:
        return _("Nobody has been called yet")
    seen: dict[UUID, str] = {}
    for call in alarm.called:
        label = words.role(call.role)
        seen[call.person_id] = f"{call.name}（{label}）" if label else call.name
    names = list(seen.values())
    shown = _(", ").join(names[:2])
    if len(names) > 2:
        return _("Called: %(names)s and %(more)d more") % {"names": shown, "more": len(names) - 2}
    return _("Called: %(names)s") % {"names": shown}


def _next(alarm: AlarmView) -> tuple[datetime | None, str]:
    waits = policy_of(alarm.zone_kind, alarm.what).timers.escalate_s
    if alarm.state is not AlarmState.RAISED or alarm.level >= len(waits):
        return None, ""
    at = alarm.raised_at + timedelta(seconds=waits[alarm.level])
    return at, _("to the grid lead in {t}") if alarm.level == 0 else _("to the town in {t}")
