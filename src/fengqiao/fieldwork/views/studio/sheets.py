"""Lists in and out as Excel files: looked through first, wrong rows given back with what is wrong."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.sheets import SHEETS, Checked, Sheet, drop_sheet, keep_sheet, kept_sheet
from fengqiao.fieldwork.services.sheets.checking import MOST_SHOWN
from fengqiao.ui.sheets import XLSX
from fengqiao.ui.workbooks import LARGEST

TITLES = {
    "push": gettext_lazy("Tasks by an Excel list"),
    "assignments": gettext_lazy("Grids and workers by an Excel list"),
}
WORDS = {
    "push": gettext_lazy("Each row is a task of a worker or a grid. Rows of the same item become one push."),
    "assignments": gettext_lazy(
        "Each row gives a grid to a worker from a day on. A lead before them ends the day before."
    ),
}
BACK = {"push": "fieldwork:pushes", "assignments": "fieldwork:assignments"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.STUDIO_CLERK)
def sheet(request: HttpRequest, what: str) -> HttpResponse:
    """The file that was brought, row by row, or the place to bring one."""
    actor = cast(ActorRequest, request).actor
    _known(what)
    refused, status = "", 200
    if request.method == "POST":
        try:
            keep_sheet(what, _content(request), actor=actor)
        except InputRefused as refusal:
            refused, status = str(refusal), 422
        else:
            return redirect("fieldwork:sheet", what=what)
    checked, why = _checked(what, request)
    context = {
        **_about(what),
        "checked": checked,
        "why": why,
        "refused": refused,
        "problems": checked.problems[:MOST_SHOWN] if checked else (),
        "more": max(0, len(checked.problems) - MOST_SHOWN) if checked else 0,
    }
    return render(request, "fieldwork/studio/sheet.html", context, status=status)


@require_POST
@requires(Role.STUDIO_CLERK)
def bring(request: HttpRequest, what: str) -> HttpResponse:
    """Bring the rows in (``only_right``: those that are right), or put the file away."""
    actor = cast(ActorRequest, request).actor
    known = _known(what)
    content = kept_sheet(what, actor=actor)
    if content is None or "drop" in request.POST:
        drop_sheet(what, actor=actor)
        return redirect("fieldwork:sheet", what=what)
    try:
        count = known.bring_in(content, request.POST.get("only_right") == "1", actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
        return redirect("fieldwork:sheet", what=what)
    drop_sheet(what, actor=actor)
    messages.success(
        request, ngettext("%(count)d row brought in.", "%(count)d rows brought in.", count) % {"count": count}
    )
    return redirect(BACK[what])


@require_GET
@requires(Role.STUDIO_CLERK)
def template(request: HttpRequest, what: str) -> HttpResponse:
    """An empty file with the columns and how to fill them in."""
    return _file(_known(what).template(), f"{what}-template.xlsx")


@require_GET
@requires(Role.STUDIO_CLERK)
def annotated(request: HttpRequest, what: str) -> HttpResponse:
    """The file with what is wrong in each row."""
    _known(what)
    checked, _why = _checked(what, request)
    if checked is None:
        raise NotYours
    return _file(checked.annotated(), f"{what}-annotated.xlsx")


@require_GET
@requires(Role.STUDIO_CLERK)
def out(request: HttpRequest, what: str) -> HttpResponse:
    """What is there now, as a file that can be changed and brought in again."""
    return _file(_known(what).out(cast(ActorRequest, request).actor), f"{what}.xlsx")


def _known(what: str) -> Sheet:
    if what not in SHEETS:
        raise NotYours
    return SHEETS[what]


def _about(what: str) -> dict[str, Any]:
    return {"what": what, "title": TITLES[what], "words": WORDS[what], "back": BACK[what]}


def _checked(what: str, request: HttpRequest) -> tuple[Checked | None, str]:
    actor = cast(ActorRequest, request).actor
    content = kept_sheet(what, actor=actor)
    if content is None:
        return None, ""
    try:
        return SHEETS[what].check(content, actor), ""
    except InputRefused as refusal:
        drop_sheet(what, actor=actor)
        return None, str(refusal)


def _content(request: HttpRequest) -> bytes:
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.size:
        raise InputRefused(_("Choose a file first."))
    if given.size > LARGEST:
        raise InputRefused(_("This file is larger than 10 MB. Split it."))
    content: bytes = given.read()
    return content


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
