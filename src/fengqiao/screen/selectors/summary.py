"""The sentence of the moment and the figures beside it; each figure opens to its records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.selectors import (
    AlarmState,
    AlarmView,
    CameraPoint,
    EngineView,
    alarms,
    camera_points,
    engines,
    live_alarms,
)
from fengqiao.cameras.selectors.figures import DayFigures, day_figures
from fengqiao.screen.selectors import words
from fengqiao.screen.selectors.map import look


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its name, its base and the address of its records. ``since``: a time whose age is the number."""

    label: str
    value: str
    href: str
    unit: str = ""
    note: str = ""
    tone: str = ""
    since: datetime | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The screen in one look. ``clauses`` together are the sentence. ``tone``: danger while danger to life waits for
    somebody, due while anything else waits or people are on it, else done."""

    clauses: tuple[str, ...]
    tone: str
    figures: tuple[Figure, ...]

    @property
    def sentence(self) -> str:
        """The sentence of the moment."""
        return "".join(self.clauses)


def summary(actor: Actor, *, now: datetime) -> Summary:
    """The moment ``now`` (aware) in the actor's scope; "today" is the local day."""
    day_began = began(now)
    live = live_alarms(actor)
    day = day_figures(actor, day_began)
    cameras = camera_points(actor)
    raised = [one for one in live if one.state is AlarmState.RAISED]
    going = [one for one in live if one.state in (AlarmState.ACCEPTED, AlarmState.ON_SITE)]
    return Summary(
        clauses=_clauses(raised, going, live, day, _last_safe(actor, day_began)),
        tone=_tone(raised, going),
        figures=(
            _cameras(cameras),
            _watched(cameras),
            _today(day),
            _median(day),
            _engine(engines(), now),
        ),
    )


def began(now: datetime) -> datetime:
    """The beginning of the local day."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _last_safe(actor: Actor, day_began: datetime) -> AlarmView | None:
    found = [one for one in alarms(actor, limit=30) if one.safe_at is not None and one.safe_at >= day_began]
    return max(found, key=lambda one: one.safe_at or day_began, default=None)


def _tone(raised: list[AlarmView], going: list[AlarmView]) -> str:
    if any(words.severity(one.zone_kind) == 3 for one in raised):
        return "danger"
    return "due" if raised or going else "done"


def _clauses(
    raised: list[AlarmView], going: list[AlarmView], live: list[AlarmView], day: DayFigures, safe: AlarmView | None
) -> tuple[str, ...]:
    last = ""
    if safe is not None and safe.safe_at is not None:
        at = timezone.localtime(safe.safe_at).strftime("%H:%M")
        last = _("last one confirmed safe at %(at)s in %(place)s") % {"at": at, "place": safe.area_name}
    if raised:
        place, count, rest = _places(raised)
        now = ngettext(
            "%(place)s: %(count)d alarm waits for somebody", "%(place)s: %(count)d alarms wait for somebody", count
        ) % {"place": place, "count": count}
        now += rest
    elif going:
        place, count, rest = _places(going)
        now = ngettext("%(place)s: %(count)d alarm is in hand", "%(place)s: %(count)d alarms are in hand", count) % {
            "place": place,
            "count": count,
        }
        now += rest
    else:
        check = sum(one.state is AlarmState.SAFE for one in live)
        if check:
            now = _("Calm now; %(count)d safe return waits for the check") % {"count": check}
        elif day.total:
            now = _("Calm now; all %(count)d alarms of today have an end") % {"count": day.total}
        else:
            now = _("Calm now; no alarm today")
    if last:
        return (_("%(now)s; ") % {"now": now}, _("%(last)s.") % {"last": last})
    return (_("%(now)s.") % {"now": now},)


def _places(found: list[AlarmView]) -> tuple[str, int, str]:
    """The place with most of the alarms, how many there, and the others in words."""
    (place, count), *others = Counter(one.area_name for one in found).most_common()
    rest = sum(number for _place, number in others)
    return place, count, _(" (%(count)d more elsewhere)") % {"count": rest} if rest else ""


def _cameras(cameras: list[CameraPoint]) -> Figure:
    trouble = sum(look(camera) == "trouble" for camera in cameras)
    return Figure(
        label=_("Cameras"),
        value=str(len(cameras)),
        note=ngettext("%(count)d without a picture", "%(count)d without a picture", trouble) % {"count": trouble}
        if trouble
        else _("none is failing"),
        tone="due" if trouble else "",
        href=reverse("cameras:list"),
    )


def _watched(cameras: list[CameraPoint]) -> Figure:
    able = [camera for camera in cameras if camera.ai]
    live = sum(look(camera) == "live" for camera in able)
    return Figure(
        label=_("With AI"),
        value=str(len(able)),
        note=ngettext("%(count)d analysed now", "%(count)d analysed now", live) % {"count": live},
        tone="live" if live else "",
        href=reverse("cameras:list") + "?ai=1",
    )


def _today(day: DayFigures) -> Figure:
    counts = [
        (_("waiting"), day.by_state.get(AlarmState.RAISED, 0)),
        (_("in hand"), day.by_state.get(AlarmState.ACCEPTED, 0) + day.by_state.get(AlarmState.ON_SITE, 0)),
        (_("safe"), day.by_state.get(AlarmState.SAFE, 0) + day.by_state.get(AlarmState.CLOSED, 0)),
        (_("false"), day.by_state.get(AlarmState.FALSE_ALARM, 0)),
    ]
    return Figure(
        label=_("Alarms today"),
        value=str(day.total),
        note="\u2002".join(f"{name} {count}" for name, count in counts if count) or _("nothing so far"),
        href=reverse("cameras:alarms"),
    )


def _median(day: DayFigures) -> Figure:
    value, unit = words.minutes(day.median_answer_s)
    return Figure(
        label=_("Median until taken"),
        value=value,
        unit=unit,
        note=ngettext("of %(count)d alarm today", "of %(count)d alarms today", day.answered) % {"count": day.answered}
        if day.answered
        else _("nothing to count yet"),
        href=reverse("cameras:alarms"),
    )


def _engine(found: list[EngineView], now: datetime) -> Figure:
    href = reverse("cameras:list") + "?ai=1"
    if not found:
        return Figure(label=_("Analysis"), value=_("none yet"), note=_("no engine has reported"), tone="due", href=href)
    newest = max(found, key=lambda one: one.received_at)
    silent = [one for one in found if one.silent or (now - one.received_at).total_seconds() > 30]
    seconds = max(0, int((now - newest.received_at).total_seconds()))
    watched = sum(one.cameras for one in found if one not in silent)
    return Figure(
        label=_("Analysis"),
        value=_("{t} ago"),
        since=newest.received_at,
        shown=_("%(seconds)d s ago") % {"seconds": seconds},
        note=_("silent: %(names)s") % {"names": _(", ").join(one.engine for one in silent)}
        if silent
        else ngettext("reports on %(count)d camera", "reports on %(count)d cameras", watched) % {"count": watched},
        tone="danger" if silent else "live",
        href=href,
    )
