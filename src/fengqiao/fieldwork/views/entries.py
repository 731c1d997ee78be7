"""What came from telephones, for the desk: what is odd about it, voice memos, and "I looked at it"."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.fieldwork.selectors import entries as reading
from fengqiao.fieldwork.selectors import scope
from fengqiao.fieldwork.services import outbox


@require_GET
@requires(*scope.DESK)
def list_(request: ActorRequest) -> HttpResponse:
    """Reports from telephones: those to look at, those with a memo, or all."""
    tabs = {"odd": _("To look at"), "voice": _("With a voice memo"), "all": _("All")}
    show = request.GET.get("show", "odd")
    show = show if show in tabs else "odd"
    context = {"tabs": tabs.items(), "show": show, "entries": reading.entries(request.actor, show=show)}
    return render(request, "fieldwork/entries.html", context)


@require_GET
@requires()
def voice(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A voice memo, for its author and for the desk."""
    content, media = reading.voice(request.actor, pk)
    return HttpResponse(content, content_type=media, headers={"Cache-Control": "private, max-age=3600"})


@require_POST
@requires(*scope.DESK)
def looked(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It is in order."""
    outbox.look_at(item_id=pk, actor=request.actor)
    messages.success(request, _("Noted that you looked at it."))
    return redirect(reverse("fieldwork:entries"))
