"""The page of what was handed to an outside platform, and how it stands there."""

from __future__ import annotations

from typing import cast

from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors as incidents
from fengqiao.interop import selectors, services
from fengqiao.interop.forms import HandOverForm


@require_http_methods(["GET", "POST"])
@requires(*selectors.HANDERS)
def index(request: HttpRequest) -> HttpResponse:
    """GET: all hand-overs of one's places. POST: hand one more over."""
    actor = cast(ActorRequest, request).actor
    code = request.GET.get("code", "").replace("\0", "")[:20]
    form = HandOverForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            event = incidents.incident_of_code(actor, form.cleaned_data["code"])
        except NotYours:
            form.add_error("code", _("There is no such event in your places."))
        else:
            services.hand_over(incident_id=event.id, reason=form.cleaned_data["reason"], actor=actor)
            toasts.success(request, _("Handed over. It is sent until there is a receipt."))
            return redirect("interop:messages")
    found = selectors.messages(actor)
    context = {"form": form, "lines": found, "connected": services.connected(), "now": clock.now()}
    return render(request, "interop/messages.html", context, status=422 if form.errors else 200)
