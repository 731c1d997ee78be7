"""The phone page of those on duty: what burns in my area, one thing to do, done with one hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import Actor, ActorRequest, requires
from fengqiao.cameras import selectors
from fengqiao.cameras.forms import words
from fengqiao.core import clock
from fengqiao.points import selectors as ledger

THANKS = timedelta(minutes=10)
DONE_SHOWN = 8


@require_GET
@requires(*selectors.SEE)
def home(request: ActorRequest) -> HttpResponse:
    """The page; for a script's call only its cards."""
    actor = request.actor
    live = selectors.live_alarms(actor)
    burning = [alarm for alarm in live if alarm.is_open]
    lately = [alarm for alarm in selectors.alarms(actor, limit=DONE_SHOWN + len(burning)) if not alarm.is_open]
    mine = [alarm for alarm in lately if _just_done_by(actor, alarm)][:1]
    context = {
        "burning": [*burning, *mine],
        "done": [alarm for alarm in lately if alarm not in mine][:DONE_SHOWN],
        **card_context(actor, mine[0] if mine else None),
    }
    fragment = wants_fragment(request)
    return render(request, "cameras/duty_cards.html" if fragment else "cameras/duty.html", context)


def wants_fragment(request: HttpRequest) -> bool:
    """True for htmx and fetch calls, which put the answer into a page that is there already."""
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))


def card_context(actor: Actor, done: selectors.AlarmView | None) -> dict[str, Any]:
    """What a card needs beside its alarm: who may answer, the reasons, and the points of a finished one."""
    return {
        "answers": actor.has(*selectors.SEE),
        "reasons": list(words.REASONS.items()),
        "points": points_of(actor, done) if done is not None else [],
    }


def points_of(actor: Actor, alarm: selectors.AlarmView) -> list[str]:
    """The actor's own points for the alarm's event, in words."""
    if alarm.incident_id is None:
        return []
    language = get_language() or ""
    lines = []
    for award in ledger.awards(evidence=f"incident:{alarm.incident_id}"):
        if award.person_id != actor.person_id:
            continue
        title = award.titles.get(language) or next(iter(award.titles.values()), award.rule)
        words_of = (
            _("%(title)s: %(points)s points, counted")
            if award.phase == "posted"
            else _("%(title)s: %(points)s points, waiting for the check")
        )
        lines.append(words_of % {"title": title, "points": f"{award.points:+d}"})
    return lines


def _just_done_by(actor: Actor, alarm: selectors.AlarmView) -> bool:
    return alarm.safe_at is not None and alarm.safe_by == actor.name and clock.now() - alarm.safe_at < THANKS
