"""Finding an event."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import table
from fengqiao.incidents.forms.search import SearchForm
from fengqiao.incidents.selectors import story

PEOPLE = selectors.WATCHERS | table.REPORTERS | table.HANDLERS


@require_GET
@requires(*PEOPLE)
def search(request: HttpRequest) -> HttpResponse:
    """Events by text, sound, code, place and, at the desk, telephone number; the newest first."""
    actor = cast(ActorRequest, request).actor
    given = {
        key: str(value).replace("\0", "") for key, value in request.GET.items()
    }  # which the database does not take
    form = SearchForm(given, actor=actor)
    wanted = form.wanted()
    asked = bool(wanted.text.strip()) or form.narrowed()
    found = selectors.find(actor, wanted, before=given.get("before", "")) if asked else None
    if found is not None and found.by_phone and not given.get("before"):
        services.note_phone_search(hits=found.count, actor=actor)
    kept = {key: value for key, value in given.items() if key in form.fields and key != "show" and value}
    context: dict[str, object] = {
        "form": form,
        "text": wanted.text,
        "show": given.get("show") or "all",
        "asked": asked,
        "narrowed": form.narrowed(),
        "found": found,
        "lines": list(zip(found.hits, story.lines([hit.event for hit in found.hits]), strict=True)) if found else [],
        "kept": urlencode(kept),
        "older": urlencode({**kept, "show": given.get("show") or "all", "before": found.older}) if found else "",
        "later_page": bool(given.get("before")),
        "phones": selectors.may_search_phones(actor),
    }
    return render(request, "incidents/search.html", context)
