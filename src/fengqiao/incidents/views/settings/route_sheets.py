"""Routing rules from and to Excel."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.forms.settings.categories import SheetForm
from fengqiao.incidents.selectors import rule_trial
from fengqiao.incidents.selectors.rules import RULERS
from fengqiao.incidents.services import route_sheets
from fengqiao.incidents.views.settings.common import actor_of, sheet_answer
from fengqiao.incidents.views.settings.routing import SHEET

SHOWN = 200  # rows of a preview; the rest is counted


@require_GET
@requires(*selectors.SETTINGS)
def export(request: HttpRequest) -> HttpResponse:
    """The rules as an Excel file, which comes back in on the import page."""
    return sheet_answer(route_sheets.export_routes(actor=actor_of(request)), "routing")


@require_http_methods(["GET", "POST"])
@requires(*RULERS)
def upload(request: HttpRequest) -> HttpResponse:
    """Take an Excel file to look it through."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, actor = form.cleaned_data["file"], actor_of(request)
        try:
            content = file.read(services.LARGEST_SHEET + 1)
            route_sheets.look_through_routes(content, actor=actor)
            kept = services.keep_sheet(what=SHEET, name=file.name, content=content, actor=actor)
        except services.InputRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("incidents:routing_preview", pk=kept)
    status = 422 if request.method == "POST" else 200
    return render(request, "incidents/settings/routing_import.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires(*RULERS)
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the file would change, row by row and for the events of the last days; nothing counts yet."""
    actor = actor_of(request)
    kept = services.kept_sheet(what=SHEET, sheet_id=pk, actor=actor)
    if request.method == "POST" and kept.applied_at is None:
        count = route_sheets.import_routes(content=kept.content, actor=actor)
        services.mark_applied(kept.id)
        words = ngettext("%(count)d rule was changed.", "%(count)d rules were changed.", count)
        messages.success(request, words % {"count": count})
        return redirect("incidents:routing")
    sheet = route_sheets.look_through_routes(kept.content, actor=actor)
    effects = [row.effect for row in sheet.rows]
    context = {
        "kept": kept,
        "sheet": sheet,
        "problems": sheet.problems[:SHOWN],
        "more_problems": max(0, len(sheet.problems) - SHOWN),
        "moving": sheet.moving[:SHOWN],
        "more_moving": max(0, len(sheet.moving) - SHOWN),
        "counts": {effect.value: effects.count(effect) for effect in route_sheets.RouteEffect},
        "moved": rule_trial.would_move(actor, sheet.changes) if sheet.changes and not kept.applied_at else None,
    }
    return render(request, "incidents/settings/routing_preview.html", context)


@require_GET
@requires(*RULERS)
def annotated(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file again, with what is wrong in its last column."""
    actor = actor_of(request)
    kept = services.kept_sheet(what=SHEET, sheet_id=pk, actor=actor)
    return sheet_answer(route_sheets.look_through_routes(kept.content, actor=actor).annotated(), "routing-annotated")
