"""An alarm's history as lines of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.cameras.forms import words
from fengqiao.cameras.selectors import Step, StepView


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
