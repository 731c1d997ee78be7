"""Pages of the events: the list, and the one page on which an event's whole life can be read."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.incidents import selectors
from fengqiao.incidents.domain import table
from fengqiao.incidents.selectors import IncidentView, Step, story
from fengqiao.incidents.selectors.plates import KEEPERS
from fengqiao.incidents.views import actions, desk

PEOPLE = actions.PEOPLE
FILTERS: dict[str, bool | None] = {"open": False, "over": True, "all": None}


@require_GET
@requires(*PEOPLE)
def list_(request: HttpRequest) -> HttpResponse:
    """The events of one's places, open ones first."""
    actor = cast(ActorRequest, request).actor
    show = request.GET.get("show", "open")
    if show not in FILTERS:
        show = "open"
    if request.GET.get("q"):
        return redirect(f"{reverse('incidents:search')}?{urlencode({'q': request.GET['q'], 'show': show})}")
    found = selectors.incident_page(actor, ended=FILTERS[show], number=request.GET.get("page", 1))
    context: dict[str, object] = {
        "show": show,
        "page": found.page,
        "more": found.more,
        "lines": story.lines(found.events),
    }
    context["query"] = f"{urlencode({'show': show})}&"
    context["may_write"] = actor.has(*desk.PEOPLE)
    context["keeps_plates"] = actor.has(*KEEPERS)
    return render(request, "incidents/list.html", context)


@require_GET
@requires(*PEOPLE)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One event with its whole history."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    if event.code != code:
        return redirect("incidents:page", code=event.code)
    return render(request, "incidents/page.html", actions.context(actor, event))


@require_GET
@requires(*PEOPLE)
def picture(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """A photo of the event, for whoever may see the event."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    content = selectors.evidence_content(actor, event.id, pk)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


@require_POST
@requires(*table.DESK)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Check reported work."""
    return actions.do(request, code, "check")


@require_POST
@requires(*table.DESK)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a checked event."""
    return actions.do(request, code, "close")


@require_POST
@requires(*PEOPLE)
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Any other step; to somebody who has no duty to take it, it is not there."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    if step not in actions.STEPS or not _may(actor, event, Step(step)):
        raise Http404
    return actions.do(request, code, step)


def _may(actor: Actor, event: IncidentView, step: Step) -> bool:
    roles: frozenset[Role] = table.roles_of(step)
    reporter = actor.person_id is not None and actor.person_id == event.reporter_id
    return actor.has(*roles) or (reporter and any(line.reporter for line in table.TABLE if line.step is step))
