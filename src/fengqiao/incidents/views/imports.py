"""Bringing events in from an Excel file: template, preview row by row, the annotated file, progress."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.incidents import services
from fengqiao.incidents.domain import table
from fengqiao.incidents.services import imports

PEOPLE = table.DESK | {Role.STUDIO_CLERK}
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PEOPLE)
def index(request: HttpRequest) -> HttpResponse:
    """The file that one has brought, or the place to bring one."""
    actor = cast(ActorRequest, request).actor
    wrong, status = "", 200
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None:
                raise services.InputRefused(_("Choose a file first."))
            if (given.size or 0) > imports.LARGEST:
                raise services.InputRefused(_("This file is larger than 5 MB. Split it."))
            imports.keep_sheet(content=given.read(), actor=actor)
            return redirect("incidents:import")
        except services.InputRefused as refusal:
            wrong, status = str(refusal), 422
    found = imports.kept_sheet(actor=actor)
    context: dict[str, object] = {"table": found, "wrong": wrong}
    if found:
        # The wrong ones first: they are what somebody has to do something about.
        context["lines"] = sorted(found.lines, key=lambda one: (not one.wrong, one.number))[:SHOWN]
        context["more"] = max(0, len(found.lines) - SHOWN)
        context["left"] = len(found.good) - found.done
    return render(request, "incidents/import/index.html", context, status=status)


@require_POST
@requires(*PEOPLE)
def run(request: HttpRequest) -> HttpResponse:
    """Bring the next rows in; asked again and again until none is left."""
    found = imports.bring_in(actor=cast(ActorRequest, request).actor)
    if found is None:
        raise Http404
    if request.headers.get("X-Requested-With") == "fetch":
        good = len(found.good)
        return JsonResponse({"done": found.done, "total": good, "left": good - found.done})
    messages.success(request, _("%(done)d rows have become events.") % {"done": found.done})
    return redirect("incidents:import")


@require_POST
@requires(*PEOPLE)
def discard(request: HttpRequest) -> HttpResponse:
    """Put the file away; what was brought in stays."""
    imports.drop_sheet(actor=cast(ActorRequest, request).actor)
    return redirect("incidents:import")


@require_GET
@requires(*PEOPLE)
def template(request: HttpRequest) -> HttpResponse:
    """An empty file to fill in."""
    return _file(imports.template(), "template.xlsx")


@require_GET
@requires(*PEOPLE)
def annotated(request: HttpRequest) -> HttpResponse:
    """The file with what is wrong in each row."""
    found = imports.kept_sheet(actor=cast(ActorRequest, request).actor)
    if found is None:
        raise Http404
    return _file(imports.annotated(found), "annotated.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
