"""What people do with an alarm, each by one POST."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.areas.selectors import requires
from fengqiao.cameras import services
from fengqiao.cameras.selectors import SEE
from fengqiao.cameras.selectors.scope import GUIDE
from fengqiao.cameras.services.errors import PhotoRefused
from fengqiao.cameras.views.answering import actor_of, answered, wants_json, wants_text

NOBODY = UUID(int=0)
MAX_PHOTO = 20 * 1024 * 1024


@requires(*SEE)
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "On my way"."""
    return answered(request, pk, lambda: services.accept(alarm_id=pk, actor=actor_of(request)))


@requires(*SEE)
@require_POST
def on_site(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "I am there"; fields lon, lat are optional."""
    lon, lat = _number(request, "lon"), _number(request, "lat")
    return answered(request, pk, lambda: services.on_site(alarm_id=pk, lon=lon, lat=lat, actor=actor_of(request)))


@requires(*SEE)
@require_POST
def safe(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody left safely: fields photo (file), lon, lat, note."""

    def step() -> services.Answer:
        return services.confirm_safe(
            alarm_id=pk,
            photo=_photo(request),
            lon=_number(request, "lon"),
            lat=_number(request, "lat"),
            note=request.POST.get("note", "").strip(),
            actor=actor_of(request),
        )

    return answered(request, pk, step)


@requires(*SEE)
@require_POST
def false_alarm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A false alarm: fields reason (one of FalseReason), note."""

    def step() -> services.Answer:
        return services.false_alarm(
            alarm_id=pk,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", "").strip(),
            actor=actor_of(request),
        )

    return answered(request, pk, step)


@requires(*GUIDE)
@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send somebody there: field person (their id)."""

    person_id = _person(request)
    return answered(request, pk, lambda: services.assign(alarm_id=pk, person_id=person_id, actor=actor_of(request)))


@requires(*GUIDE)
@require_POST
def escalate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call those one level above."""
    return answered(request, pk, lambda: services.escalate(alarm_id=pk, actor=actor_of(request)))


@requires(*SEE)
@require_POST
def voice_played(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A screen played a warning, or could not: field problem says why."""
    services.voice_played(call_id=pk, problem=request.POST.get("problem", "").strip(), actor=actor_of(request))
    return HttpResponse(status=204)


@requires(*GUIDE)
@require_POST
def autoplay(request: HttpRequest) -> HttpResponse:
    """In the demonstration: let invented people answer, or not: field on (1 or 0)."""
    if not settings.DEMO:
        raise Http404
    on = services.set_autoplay(on=request.POST.get("on") == "1", actor=actor_of(request))
    words = _("Invented people answer when nobody does.") if on else _("Nobody answers by themselves now.")
    if wants_text(request):
        return HttpResponse(words, content_type="text/plain; charset=utf-8")
    if wants_json(request):
        return JsonResponse({"on": on, "message": words})
    return redirect("cameras:alarms")


def _number(request: HttpRequest, name: str) -> float | None:
    try:
        return float(request.POST.get(name, ""))
    except ValueError:
        return None


def _person(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError:
        return NOBODY


def _photo(request: HttpRequest) -> bytes | None:
    file = request.FILES.get("photo")
    if file is None:
        return None
    if (file.size or 0) > MAX_PHOTO:
        raise PhotoRefused
    return bytes(file.read())
