"""The 1223 of a centre: filled in by the centre, read by everybody once it is published."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.selectors import STAFF
from fengqiao.centre.selectors import structure as reading
from fengqiao.centre.services.structure import NAME, WORDS, Written
from fengqiao.centre.views.common import file_of, house_context
from fengqiao.core.errors import NotYours, Refused


@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def structure(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What each of the eight is in this house, and whether neighbours read it."""
    house = selectors.centre(request.actor, pk)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            services.write_structure(
                centre_id=pk,
                parts={field: _written(request, field) for field in reading.FIELDS},
                published=request.POST.get("published") == "1",
                actor=request.actor,
            )
        except Refused as refused:
            if refused.status == 404:
                raise
            refusal, status = str(refused), refused.status
        else:
            messages.success(request, _("Kept."))
            return redirect("centre:structure", pk=pk)
    groups = reading.structure(house)
    context = {
        **house_context(request, house),
        "groups": _typed(request, groups) if refusal else groups,
        "filled": reading.filled(house),
        "published": bool(house.settings.get(reading.PUBLISHED)),
        "longest_name": NAME,
        "longest_words": WORDS,
        "refusal": refusal,
    }
    return render(request, "centre/setup/structure.html", context, status=status)


@require_GET
@requires(*STAFF)
def document(request: ActorRequest, pk: UUID, field: str) -> HttpResponse:
    """The paper of a part, for the centre's own people."""
    return _picture(reading.structure_document(selectors.centre(request.actor, pk), field))


@require_GET
def public_document(request: HttpRequest, key: str, field: str) -> HttpResponse:
    """The paper of a part that is published."""
    house = selectors.centre_by_key(key)
    if field not in {part.field for group in reading.published_structure(house) for part in group.parts}:
        raise NotYours
    return _picture(reading.structure_document(house, field))


def _picture(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})


def _typed(request: ActorRequest, groups: list[reading.Group]) -> list[reading.Group]:
    """What was typed stays in the form when it was refused."""
    return [
        replace(
            group,
            parts=tuple(
                replace(
                    part,
                    name=request.POST.get(f"{part.field}-name", ""),
                    words=request.POST.get(f"{part.field}-words", ""),
                )
                for part in group.parts
            ),
        )
        for group in groups
    ]


def _written(request: ActorRequest, field: str) -> Written:
    return Written(
        name=request.POST.get(f"{field}-name", ""),
        words=request.POST.get(f"{field}-words", ""),
        document=file_of(request, f"{field}-document"),
        without=request.POST.get(f"{field}-without") == "1",
    )
