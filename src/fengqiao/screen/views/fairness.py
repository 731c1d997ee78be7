"""Points beside opportunities: a table and a chart for the studio's clerk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.screen.domain.fairness import Hint
from fengqiao.screen.selectors.fairness import Chances, chances
from fengqiao.screen.views.effects import asked_for, common

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 320, 48, 40
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A worker in the chart; ``name`` is written beside those with a hint only."""

    x: float
    y: float
    words: str
    name: str
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled line of the chart, ``at`` so many pixels."""

    at: float
    value: int


@require_GET
@requires(Role.STUDIO_CLERK)
def page(request: ActorRequest) -> HttpResponse:
    """What the workers of a town could do, and what points they have, side by side."""
    asked = asked_for(request)
    found = chances(request.actor, asked.town, asked.stretch)
    context = {
        **common(asked),
        "lines": [(one, _hint(one.hint)) for one in found],
        "hinted": sum(one.hint is not None for one in found),
        **_chart(found),
    }
    return render(request, "screen/effects/fairness.html", context)


def _hint(hint: Hint | None) -> str:
    words = {
        Hint.ABOVE: _("far above others with about as many events"),
        Hint.BELOW: _("far below others with about as many events"),
    }
    return words[hint] if hint else ""


def _chart(found: list[Chances]) -> dict[str, Any]:
    across = _ticks(max((one.events for one in found), default=0))
    up = _ticks(max((one.worker.points for one in found), default=0))
    wide, high = (WIDTH - LEFT - 24) / across[-1], (HEIGHT - BOTTOM - 32) / up[-1]
    dots = []
    for one in found:
        x = LEFT + one.events * wide
        words = _("%(name)s: %(points)d points, %(events)d events in the grid") % {
            "name": one.worker.use.name,
            "points": one.worker.points,
            "events": one.events,
        }
        y = HEIGHT - BOTTOM - max(0, one.worker.points) * high
        name = one.worker.use.name if one.hint else ""
        dots.append(Dot(x=round(x, 1), y=round(y, 1), words=words, name=name, left=x > WIDTH - 120))
    return {
        "dots": dots,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "ground": HEIGHT - BOTTOM,
        "across": [Tick(at=round(LEFT + value * wide, 1), value=value) for value in across],
        "up": [Tick(at=round(HEIGHT - BOTTOM - value * high, 1), value=value) for value in up],
    }


def _ticks(most: int) -> list[int]:
    """Round numbers from 0 up to at least ``most``, at most six steps."""
    step = next((one for one in STEPS if most <= 5 * one), STEPS[-1])
    return [step * number for number in range(max(1, -(-most // step)) + 1)]
