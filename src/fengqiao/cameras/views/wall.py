"""The wall of live pictures: up to 16 cameras at once, chosen, searched, alarmed ones first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fengqiao.areas.selectors import requires
from fengqiao.cameras import selectors, services
from fengqiao.cameras.domain.wall import LAYOUTS, MOST
from fengqiao.cameras.forms import words
from fengqiao.cameras.forms.search import fits, spellings
from fengqiao.cameras.selectors import WATCH, WallCamera
from fengqiao.cameras.selectors.wording import happening
from fengqiao.cameras.views.answering import actor_of, wants_json
from fengqiao.core import journal


@require_http_methods(["GET", "POST"])
@requires(*WATCH)
def wall(request: HttpRequest) -> HttpResponse:
    """The page; a POST remembers the choice: fields camera (many) and layout."""
    actor = actor_of(request)
    if request.method == "POST":
        kept = services.save_wall(cameras=_ids(request), layout=_layout(request.POST.get("layout", ""), 9), actor=actor)
        return JsonResponse({"cameras": [str(pk) for pk in kept]}) if wants_json(request) else redirect("cameras:wall")
    # Read first, so that no alarm falls between the page and its live line.
    seq = journal.head()
    everything = selectors.wall_cameras(actor)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "village", "kind")}
    chosen, layout = selectors.wall_choice(actor, {one.id for one in everything})
    shown = _shown(everything, chosen, asked)
    if not chosen:
        layout = next((count for count in LAYOUTS if count >= len(shown)), MOST)
    context = {
        "seq": seq,
        "tiles": [_tile(one) for one in shown],
        "layout": _layout(request.GET.get("layout", ""), layout),
        "layouts": LAYOUTS,
        "most": MOST,
        "asked": asked,
        "filtered": any(asked.values()),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "villages": sorted({(str(one.area_id), one.area_name) for one in everything}, key=lambda village: village[1]),
        "kinds": list(words.KINDS.items()),
        "choices": [_choice(one, chosen) for one in sorted(everything, key=lambda one: one.code)],
        "chosen": len(chosen),
        "facts": _facts(everything, shown),
        "saves": actor.person_id is not None,
    }
    return render(request, "cameras/wall.html", context)


def _shown(everything: list[WallCamera], chosen: list[UUID], asked: dict[str, str]) -> list[WallCamera]:
    """What was searched, else what was chosen, else what is worth looking at; alarmed ones always come first."""
    if any(asked.values()):
        return [one for one in everything if _wanted(one, asked)][:MOST]
    if not chosen:
        # A proposal shows what can be seen; only where nothing is connected it shows what might be.
        return [one for one in everything if one.condition != "unconnected"][:MOST] or everything[:MOST]
    place = {pk: number for number, pk in enumerate(chosen)}
    mine = [one for one in everything if one.alarm or one.id in place]
    return sorted(mine, key=lambda one: (one.alarm is None, place.get(one.id, -1)))[:MOST]


def _wanted(one: WallCamera, asked: dict[str, str]) -> bool:
    if asked["village"] and str(one.area_id) != asked["village"]:
        return False
    if asked["kind"] and asked["kind"] not in one.kinds:
        return False
    return fits(asked["q"], one.name, one.code, one.area_name)


def _tile(one: WallCamera) -> dict[str, Any]:
    return {"camera": one, "alarm_words": happening(one.alarm_kind, one.alarm_what) if one.alarm else ""}


def _choice(one: WallCamera, chosen: list[UUID]) -> dict[str, Any]:
    """A line of the dialog, with all by which it is found."""
    sounds = " ".join(spelling for text in (one.name, one.area_name) for spelling in spellings(text))
    return {
        "camera": one,
        "checked": one.id in chosen,
        "search": f"{one.name} {one.code} {one.area_name} {sounds}".lower(),
    }


def _facts(everything: list[WallCamera], shown: list[WallCamera]) -> dict[str, Any]:
    """What the script needs: outlines of the pictures shown, and names of those that an alarm may bring in."""
    return {
        "outlines": {
            str(one.id): [{"name": name, "polygon": outline} for name, outline in one.outlines] for one in shown
        },
        "happening": {f"{kind}:{what}": happening(kind, what) for kind in words.KINDS for what in WHATS},
        "conditions": {name: str(face.word) for name, face in words.CONDITIONS.items() if name != "live"},
        "classes": {name: str(word) for name, word in words.CLASSES.items()},
    }


WHATS = ("presence", "group", "loitering", "line", "left_behind", "overfull", "plate", "likeness")


def _layout(text: str, usual: int) -> int:
    return int(text) if text in map(str, LAYOUTS) else usual


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("camera")[:500]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
