"""The catalogue, as the people see it who earn points."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.points import selectors
from fengqiao.points.domain.spending import Purse


@require_GET
@requires()
def catalogue(request: ActorRequest) -> HttpResponse:
    """What one's points can be exchanged for, and how far they reach."""
    actor = request.actor
    purse = selectors.purse_of(actor.person_id) if actor.person_id else None
    shown = [
        {
            "town": town,
            "gifts": [
                {"gift": gift, "short": max(0, gift.points - purse.available) if purse else 0}
                for gift in selectors.gifts(town.id)
            ],
        }
        for town in selectors.towns(actor)[:20]
    ]
    holds = selectors.holds_of(actor.person_id) if actor.person_id else []
    context = {
        "holds": holds,
        "reserved": purse.reserved - sum(one.points for one in holds) if purse else 0,
        "towns": [one for one in shown if one["gifts"]],
        "purse": purse,
        "earns": purse is not None and purse != Purse(),
        "keeps": bool(selectors.kept_towns(actor)),
    }
    return render(request, "points/gifts/catalogue.html", context)


@require_GET
@requires()
def picture(request: ActorRequest, pk: UUID) -> HttpResponse | FileResponse:
    """A gift's picture, for those who may see its town's catalogue."""
    return picture_of(selectors.gift_for(request.actor, pk).picture)


def picture_of(name: str) -> FileResponse:
    """A kept picture; it never changes under its random name."""
    if not name or not default_storage.exists(name):
        raise Http404
    headers = {"Cache-Control": "private, max-age=86400"}
    return FileResponse(default_storage.open(name), content_type="image/jpeg", headers=headers)
