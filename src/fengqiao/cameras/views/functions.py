"""What a camera looks for: an overview, one page for each function, and the picture's own settings."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import Actor, requires
from fengqiao.cameras import selectors, services
from fengqiao.cameras.forms import words
from fengqiao.cameras.forms.functions import FUNCTIONS, Function
from fengqiao.cameras.forms.voice import VoiceForm
from fengqiao.cameras.forms.zoning import zone_words
from fengqiao.cameras.selectors.voice import own_texts
from fengqiao.cameras.services import CamerasRefused
from fengqiao.cameras.views.answering import actor_of
from fengqiao.core import clock
from lookout.contract import HelmetRule, Kind, RubbishRule

WEEK = timedelta(days=7)
SHOWN = 12
COUNTED = 200
LARGEST_DRAWING = 512 * 1024
# Pages of the narrow doors, which live in apps and modules of their own.
DOORS = {"vehicle": "cameras:watches", "missing": "cameras:searches"}


@require_GET
@requires(*selectors.DRAW)
def zones(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The functions of a camera: which are on, with which zones, and what they reported in the last week."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    lately = selectors.alarm_counts(actor, camera_id=pk, since=clock.now() - WEEK)
    cards = [
        {
            "function": function,
            "zones": [(zone.name, zone_words(zone)) for zone in camera.zones if zone.kind == function.kind],
            "alarms": lately.get(function.kind, 0),
        }
        for function in FUNCTIONS.values()
    ]
    context = {
        "camera": camera,
        "cards": cards,
        "texts": own_texts(camera.area_id),
        "kinds": [(kind, words.KINDS[kind]) for kind in services.SHIPPED],
        "languages": list(words.LANGUAGES.items()),
        "shapes": [{"name": zone.name, "kind": zone.kind, "points": zone.outline} for zone in camera.zones],
        **_may(actor),
    }
    return render(request, "cameras/zones.html", context)


@require_http_methods(["GET", "POST"])
@requires(*selectors.DRAW)
def function(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """One function's zones and settings; a POST brings all its zones as JSON in the field zones."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    found = FUNCTIONS.get(kind)
    if found is None:
        raise Http404
    if request.method == "POST":
        drawn = services.draw_zones(camera_id=pk, zones=_objects(request, "zones"), kind=Kind(kind), actor=actor)
        return JsonResponse({"message": _("Saved."), "zones": sum(zone.kind == kind for zone in drawn)})
    lately = selectors.alarms(actor, camera_id=pk, kind=kind, since=clock.now() - WEEK, noted=True, limit=COUNTED)
    context = {
        "camera": camera,
        "function": found,
        "door": _door(kind),
        "editor": _editor(camera, found),
        "classes": [(value, word) for value, word in words.CLASSES.items() if value != "dog"],
        "alarms": lately[:SHOWN],
        "alarms_total": len(lately),
        "alarms_more": len(lately) == COUNTED,
        "months": list(range(1, 13)),
        "days": list(range(1, 32)),
        **_may(actor),
    }
    return render(request, "cameras/function.html", context)


def _editor(camera: selectors.CameraView, found: Function) -> dict[str, Any]:
    """All that the drawing script needs: zones of the function, the others as a backdrop, presets."""
    mine = [zone for zone in camera.zones if zone.kind == found.kind]
    return {
        "zones": [_plain(zone) for zone in mine],
        "others": [
            {"name": zone.name, "points": zone.outline, "closed": bool(zone.polygon)}
            for zone in camera.zones
            if zone.kind != found.kind
        ],
        "masks": camera.masks,
        "usual": {**_plain(None), "kind": found.kind, **found.usual},
        "presets": [dict(preset.values) for preset in found.presets],
        "classes": {name: str(word) for name, word in words.CLASSES.items()},
    }


def _plain(zone: selectors.ZoneView | None) -> dict[str, Any]:
    """A zone with all its settings as JSON values; of None the usual ones."""
    usual: dict[str, Any] = {
        "name": "",
        "polygon": [],
        "line": None,
        "classes": ["person"],
        "dwell_s": 0.0,
        "window_s": 60.0,
        "min_score": 0.4,
        "direction_deg": None,
        "schedule": [],
        "season": None,
        "people": 1,
        "only": None,
        "alone": False,
        "loiter_s": None,
        "helmet": HelmetRule().model_dump(mode="json"),
        "rubbish": RubbishRule().model_dump(mode="json"),
    }
    if zone is None:
        return usual
    kept = {name: value for name, value in asdict(zone).items() if name in usual}
    special = dict(zone.settings)
    for name in ("helmet", "rubbish"):
        special[name] = usual[name] | special.get(name, {})
    return {**usual, **kept, **special, "kind": zone.kind}


@require_http_methods(["GET", "POST"])
@requires(*selectors.DRAW)
def scene(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where to look away, and how tall people are; a POST brings both as JSON in the fields masks and adult."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    if request.method == "POST":
        services.set_scene(camera_id=pk, masks=_list(request, "masks"), adult=_list(request, "adult"), actor=actor)
        return JsonResponse({"message": _("Saved.")})
    editor = {
        "masks": camera.masks,
        "adult": camera.adult,
        "others": [{"name": zone.name, "points": zone.outline, "closed": bool(zone.polygon)} for zone in camera.zones],
        "classes": {name: str(word) for name, word in words.CLASSES.items()},
    }
    return render(request, "cameras/scene.html", {"camera": camera, "editor": editor, **_may(actor)})


@require_POST
@requires(*selectors.REGISTER)
def voice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A recording of one's own for the camera's village: fields kind, language, text, recording (file)."""
    actor = actor_of(request)
    camera = selectors.camera(actor, pk)
    form = VoiceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a recording and write down what it says."))
    else:
        try:
            services.set_voice_text(area_id=camera.area_id, actor=actor, **form.values())
        except CamerasRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The recording is kept; it speaks from the next warning on."))
    return redirect("cameras:zones", pk)


def _may(actor: Actor) -> dict[str, bool]:
    return {"registers": actor.has(*selectors.REGISTER), "watches": actor.has(*selectors.WATCH)}


def _door(kind: str) -> str:
    """The address of the cases behind a narrow door; empty for functions without one."""
    try:
        return reverse(DOORS[kind]) if kind in DOORS else ""
    except NoReverseMatch:
        return ""


def _list(request: HttpRequest, name: str) -> list[Any]:
    """A JSON list of the request. What is none, or is too long, is refused in words."""
    text = request.POST.get(name, "")
    try:
        found = json.loads(text) if len(text) <= LARGEST_DRAWING else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise services.SceneRefused(problem=_("the drawing could not be read"))
    return found


def _objects(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """A JSON list of objects of the request."""
    found = _list(request, name)
    if not all(isinstance(item, dict) for item in found):
        raise services.SceneRefused(problem=_("the drawing could not be read"))
    return found
