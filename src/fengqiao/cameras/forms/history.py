"""An alarm's history as lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fengqiao.cameras.forms import words
from fengqiao.cameras.selectors import AlarmView, Step, StepView


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What ``components/timeline.html`` shows of one step. ``who`` is empty for the machine."""

    at: datetime
    words: str
    who: str
    tone: str
    icon: str
    note: str


def entries(steps: Iterable[StepView]) -> list[Line]:
    """The steps in words, oldest first; one line for sightings that follow each other."""
    lines: list[Line] = []
    for kind, following in groupby(steps, key=lambda step: step.step):
        group = list(following)
        if kind is Step.AGAIN and len(group) > 1:
            times = _("%(count)d times, last at %(time)s") % {
                "count": len(group),
                "time": timezone.localtime(group[-1].at).strftime("%H:%M:%S"),
            }
            lines.append(replace(_line(group[0]), note=times))
        else:
            lines.extend(map(_line, group))
    return lines


def _line(step: StepView) -> Line:
    face = words.STEPS[step.step]
    return Line(
        at=step.at,
        words=str(face.word),
        who=step.person,
        tone=face.tone,
        icon=face.icon,
        note=_note(step),
    )


def _note(step: StepView) -> str:
    """Text of the person, and what is worth telling of the facts."""
    parts = [step.note] if step.note else []
    facts = step.facts
    if step.step is Step.LEFT:
        parts.append(_left(facts))
    if isinstance(facts.get("distance_m"), int | float):
        parts.append(_("%(metres)s m from the camera") % {"metres": round(facts["distance_m"])})
    if facts.get("reason"):
        parts.append(str(words.REASONS.get(facts["reason"], facts["reason"])))
    if facts.get("text"):
        parts.append(f"“{facts['text']}”")
    if facts.get("speaker"):
        parts.append(str(facts["speaker"]))
    parts.extend(str(problem) for problem in facts.get("problems", ()))
    return " · ".join(parts)


def _left(facts: dict[str, Any]) -> str:
    """When, after how long, and whether somebody is still there."""
    at = timezone.localtime(datetime.fromisoformat(facts["left"])).strftime("%H:%M:%S")
    told = _("at %(time)s after %(seconds)d s") % {"time": at, "seconds": round(facts["stayed_s"])}
    inside = facts.get("inside") or 0
    if inside:
        still = ngettext("%(count)d is not known to have left", "%(count)d are not known to have left", inside)
        told += " · " + still % {"count": inside}
    return told


def left_words(alarm: AlarmView) -> str:
    """That they left, as the camera saw it; empty while it is not known. It is no word of safety."""
    if alarm.left_at is None:
        return ""
    at = timezone.localtime(alarm.left_at).strftime("%H:%M")
    return _("left the zone at %(time)s after %(seconds)d s") % {"time": at, "seconds": round(alarm.stayed_s or 0)}
