"""Pages of the register and of the alarms' history."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import Actor, Level, areas, requires
from fengqiao.cameras import selectors, services
from fengqiao.cameras.forms import words
from fengqiao.cameras.forms.camera import CameraForm, initial_of
from fengqiao.cameras.forms.facts import fact_lines
from fengqiao.cameras.forms.history import entries
from fengqiao.cameras.forms.search import fits
from fengqiao.cameras.forms.zoning import zone_words
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.selectors.scope import GUIDE
from fengqiao.cameras.services import CamerasRefused
from fengqiao.cameras.views.answering import actor_of
from fengqiao.cameras.views.duty import card_context, points_of
from fengqiao.incidents.selectors import neighbours
from fengqiao.incidents.selectors.neighbours import Subject

PER_PAGE = 40
ALARMS_SHOWN = 30


@require_GET
@requires(*KNOW)
def camera_list(request: HttpRequest) -> HttpResponse:
    """The register: searched by name, code, village or pinyin; filtered by village, condition and AI."""
    actor = actor_of(request)
    points = selectors.camera_points(actor)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "village", "state", "ai")}
    found = sorted((point for point in points if _wanted(point, asked)), key=_interest)
    villages = sorted({(str(point.area_id), point.area_name) for point in points}, key=lambda village: village[1])
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode({name: value for name, value in asked.items() if value}) + "&",
        "filtered": any(asked.values()),
        "q": asked["q"],
        "village": asked["village"],
        "state": asked["state"],
        "ai_filter": asked["ai"],
        "villages": villages,
        "conditions": [(value, face.word) for value, face in words.CONDITIONS.items()],
        "total": len(points),
        "ai": sum(point.ai for point in points),
        "live": sum(point.condition == "live" for point in points),
        **_may(actor),
    }
    return render(request, "cameras/camera_list.html", context)


def _interest(point: selectors.CameraPoint) -> tuple[bool, bool, str]:
    """What can be looked at comes first, then what is watched, then by code."""
    return (point.condition != "live", not point.ai, point.code)


def _wanted(point: selectors.CameraPoint, asked: dict[str, str]) -> bool:
    if asked["village"] and str(point.area_id) != asked["village"]:
        return False
    if asked["state"] and point.condition != asked["state"]:
        return False
    if asked["ai"] and point.ai != (asked["ai"] == "1"):
        return False
    return fits(asked["q"], point.name, point.code, point.area_name)


def _may(actor: Actor) -> dict[str, bool]:
    """Which buttons make sense for this person; the services decide again."""
    return {
        "registers": actor.has(*selectors.REGISTER),
        "draws": actor.has(*selectors.DRAW),
        "watches": actor.has(*selectors.WATCH),
    }


@require_GET
@requires(*KNOW)
def camera_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One camera: live picture with what the detector follows, zones, what is on file, its last alarms."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    may = _may(actor)
    context = {
        "camera": camera,
        "alarms": selectors.alarms(actor, camera_id=pk, limit=6),
        "counts": any((zone.settings.get("line") or {}).get("count") for zone in camera.zones)
        or selectors.counts_at(actor, pk),
        "zones": [(zone, zone_words(zone)) for zone in camera.zones],
        "shows_live": may["watches"] and camera.in_operation,
        "live": {
            "zones": [{"name": zone.name, "polygon": zone.outline} for zone in camera.zones],
            "classes": {name: str(word) for name, word in words.CLASSES.items()},
        },
        **may,
    }
    return render(request, "cameras/camera_page.html", context)


@require_http_methods(["GET", "POST"])
@requires(*selectors.REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Add a camera to the register."""
    return _form(request, actor_of(request), None)


@require_http_methods(["GET", "POST"])
@requires(*selectors.REGISTER)
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is on file."""
    actor = actor_of(request)
    return _form(request, actor, selectors.camera(actor, pk))


def _form(request: HttpRequest, actor: Actor, camera: selectors.CameraView | None) -> HttpResponse:
    villages = [(area.id, area.name) for area in areas(actor, level=Level.VILLAGE)]
    speakers = [(speaker.id, speaker.name) for speaker in selectors.speakers(actor)]
    form = CameraForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        areas=villages,
        speakers=speakers,
        camera=camera,
        initial=initial_of(camera) if camera else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(form, actor, camera)
        except CamerasRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("cameras:page", kept.id)
    status = 422 if form.errors else 200
    return render(request, "cameras/camera_form.html", {"form": form, "camera": camera}, status=status)


def _keep(form: CameraForm, actor: Actor, camera: selectors.CameraView | None) -> selectors.CameraView:
    if camera is not None:
        return services.change_camera(camera_id=camera.id, entry=form.entry(), actor=actor)
    return services.register_camera(entry=form.entry(), in_operation=form.cleaned_data["in_operation"], actor=actor)


@require_POST
@requires(*selectors.REGISTER)
def operation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a camera in operation or take it out: field in_operation (1 or 0)."""
    on = request.POST.get("in_operation") == "1"
    services.set_operation(camera_id=pk, in_operation=on, actor=actor_of(request))
    messages.success(request, _("The camera is in operation.") if on else _("The camera is out of operation."))
    return redirect("cameras:page", pk)


@require_GET
@requires(*selectors.SEE)
def alarm_list(request: HttpRequest) -> HttpResponse:
    """The history of alarms, newest first."""
    state = request.GET.get("state", "")
    shown = selectors.alarms(
        actor_of(request),
        state=selectors.AlarmState(state) if state in words.STATES else None,
        before=_moment(request.GET.get("before", "")),
        limit=ALARMS_SHOWN,
    )
    context = {
        "alarms": shown,
        "state": state,
        "states": [(value, face.word) for value, face in words.STATES.items()],
        "next_before": shown[-1].raised_at.isoformat() if len(shown) == ALARMS_SHOWN else "",
        "query": f"{urlencode({'state': state})}&" if state else "",
        "steers_demo": settings.DEMO and actor_of(request).has(*GUIDE),
        "autoplay": selectors.autoplay_is_on(),
    }
    return render(request, "cameras/alarm_list.html", context)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


@require_GET
@requires(*selectors.SEE)
def alarm_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One alarm with its whole history in human words."""
    actor = actor_of(request)
    alarm = selectors.alarm(actor, pk)
    context = {
        "alarm": alarm,
        "entries": entries(selectors.alarm_history(actor, pk)),
        "points": points_of(actor, alarm),
        "facts": fact_lines(alarm),
        "reasons": list(words.REASONS.items()),
        "answers": actor.has(*selectors.ANSWER),
        "ways": neighbours.ways(actor, Subject(kind="alarm", id=alarm.id, area_id=alarm.area_id))
        if alarm.is_open
        else [],
        "sees_cameras": actor.has(*KNOW),
    }
    return render(request, "cameras/alarm_page.html", context)


@require_GET
@requires(*selectors.SEE)
def alarm_card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card of one alarm as the phone shows it, for putting into a page."""
    actor = actor_of(request)
    alarm = selectors.alarm(actor, pk)
    return render(request, "cameras/alarm_card.html", {"alarm": alarm, **card_context(actor, alarm)})
