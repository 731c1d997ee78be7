"""The command screen: the page, its parts that are drawn again, and its map."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import Actor, ActorRequest, Level, area, requires
from fengqiao.cameras.selectors import WATCH, camera_points
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours, Refused
from fengqiao.screen import selectors, services
from fengqiao.screen.selectors import words
from fengqiao.screen.views.wording import keys, page_words


@require_GET
@requires(*WATCH)
def wall(request: HttpRequest) -> HttpResponse:
    """The whole screen. The journal's position is read first, so nothing falls between page and live line."""
    actor = _actor(request)
    seq = journal.head()
    now = clock.now()
    context: dict[str, Any] = {
        "seq": seq,
        "now": now.isoformat(),
        "today": timezone.localtime(now),
        "zone": settings.TIME_ZONE,
        "place": _place(actor),
        "feed": selectors.feed(actor, day_began=selectors.began(now)),
        "summary": selectors.summary(actor, now=now),
        "thumbs": selectors.thumbs(actor),
        "words": page_words(),
        "keys": keys(),
        "snooze_minutes": services.SNOOZE_MINUTES,
        "snooze_reasons": words.snooze_reasons(),
    }
    return _fresh(render(request, "screen/wall.html", context))


@require_GET
@requires(*WATCH)
def map_json(request: HttpRequest) -> HttpResponse:
    """The map's data; with ``?only=cameras`` just the cameras, for when their condition changed."""
    actor = _actor(request)
    if request.GET.get("only") == "cameras":
        return _fresh(JsonResponse({"cameras": selectors.camera_features(camera_points(actor))}))
    return _fresh(JsonResponse(selectors.map_data(actor), json_dumps_params={"ensure_ascii": False}))


@require_GET
@requires(*WATCH)
def feed_fragment(request: HttpRequest) -> HttpResponse:
    """The alarm cards as they are now."""
    found = selectors.feed(_actor(request), day_began=selectors.began(clock.now()))
    return _fresh(render(request, "screen/_feed.html", {"feed": found}))


@require_GET
@requires(*WATCH)
def summary_fragment(request: HttpRequest) -> HttpResponse:
    """The sentence of the moment and the figures."""
    return _fresh(
        render(request, "screen/_summary.html", {"summary": selectors.summary(_actor(request), now=clock.now())})
    )


@require_GET
@requires(*WATCH)
def focus_fragment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One alarm in the middle of the screen."""
    try:
        found = selectors.focus(_actor(request), pk)
    except NotYours as refusal:
        raise Http404 from refusal
    return _fresh(render(request, "screen/_focus.html", {"focus": found, "card": found.card}))


@require_POST
@requires(*WATCH)
def close_event(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check the event of an alarm that was confirmed safe, and close it."""
    try:
        services.check_and_close(alarm_id=pk, note=request.POST.get("note", "")[:200].strip(), actor=_actor(request))
    except NotYours as refusal:
        raise Http404 from refusal
    except Refused as refusal:
        return _refused(refusal)
    return HttpResponse(status=204)


@require_POST
@requires(*WATCH)
def silence_sound(request: HttpRequest) -> HttpResponse:
    """Note that the sound is silenced for some minutes, and why."""
    minutes = request.POST.get("minutes", "")
    try:
        services.silence(
            minutes=int(minutes) if minutes.isdecimal() else 0,
            reason=request.POST.get("reason", ""),
            actor=_actor(request),
        )
    except Refused as refusal:
        return _refused(refusal)
    return HttpResponse(status=204)


def _actor(request: HttpRequest) -> Actor:
    return cast(ActorRequest, request).actor


def _place(actor: Actor) -> str:
    """The name of the widest place that the actor looks after."""
    found = [area(area_id) for area_id in actor.area_ids]
    found.sort(key=lambda one: list(Level).index(one.level))
    return found[0].name if found else ""


def _refused(refusal: Refused) -> HttpResponse:
    return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")


def _fresh(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer
