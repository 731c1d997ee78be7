"""What is done with the saved views of the tray; each is its owner's alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents.domain import table
from fengqiao.incidents.forms.tray import TrayFilterForm, as_query
from fengqiao.incidents.selectors.tray_views import SavedView
from fengqiao.incidents.services import tray_views
from fengqiao.incidents.services.errors import InputRefused

DELETED = "incidents_tray_view_deleted"


@require_POST
@requires(*table.HANDLERS)
def save(request: HttpRequest) -> HttpResponse:
    """Keep the part and the filters that are looked at under a name."""
    actor = cast(ActorRequest, request).actor
    given = {key: request.POST.get(f"back_{key}", "").replace("\0", "") for key in ("tab", "q", "area", "category")}
    query = as_query(given["tab"], TrayFilterForm(given, actor=actor))
    return _done(
        request,
        lambda: tray_views.save_view(name=request.POST.get("name", ""), query=query, actor=actor),
        _("“%(name)s” is kept. It stands above the rows from now on."),
        query,
    )


@require_POST
@requires(*table.HANDLERS)
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a view away; the page that follows offers to take that back."""
    gone = tray_views.delete_view(view_id=pk, actor=cast(ActorRequest, request).actor)
    request.session[DELETED] = {"id": str(gone.id), "name": gone.name}
    return redirect("incidents:tray")


@require_POST
@requires(*table.HANDLERS)
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back that a view was thrown away."""
    actor = cast(ActorRequest, request).actor
    return _done(request, lambda: tray_views.restore_view(view_id=pk, actor=actor), _("“%(name)s” is there again."), "")


def _done(request: HttpRequest, do: Callable[[], SavedView], words: str, back: str) -> HttpResponse:
    """Do it, say how it went, and show the view, or the tray as it was."""
    try:
        made = do()
    except InputRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('incidents:tray')}?{back}" if back else "incidents:tray")
    messages.success(request, words % {"name": made.name})
    return redirect(f"{reverse('incidents:tray')}?{made.query}")
