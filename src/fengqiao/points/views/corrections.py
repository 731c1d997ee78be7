"""Corrections as a whole: what waits for the second person, many by Excel, and all of them out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, AreaView, Role, requires
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain.quarters import Quarter, quarter_of
from fengqiao.points.forms.gifts import SheetForm
from fengqiao.points.selectors import quarters
from fengqiao.points.selectors.quarters import INSPECTORS, STUDIO
from fengqiao.points.views.shapes import case_lines
from fengqiao.ui.sheets import XLSX

PER_PAGE = 40
QUARTERS = 6


@require_http_methods(["GET", "POST"])
@requires(*INSPECTORS)
def list_(request: ActorRequest) -> HttpResponse:
    """All requests, those that wait first; the second person grants several at once here."""
    actor = request.actor
    if request.method == "POST":
        if not actor.has(Role.STUDIO_CLERK):
            raise NotYours
        _grant(request)
        return redirect("points:corrections")
    rows = quarters.cases(actor)
    waiting = list(rows.filter(state="asked")[:PER_PAGE])
    page = Paginator(rows.exclude(state="asked"), PER_PAGE).get_page(request.GET.get("page", 1))
    context = {
        "waiting": [
            (row, line, actor.person_id not in (row.asked_by_id, row.person_id))
            for row, line in zip(waiting, case_lines(waiting), strict=True)
        ],
        "page": page,
        "decided": case_lines(page),
        "keeps": actor.has(Role.STUDIO_CLERK),
        "towns": quarters.books_town(actor),
        "quarters": _recent(),
        "sheet_form": SheetForm(),
    }
    return render(request, "points/quarters/corrections.html", context)


def _grant(request: ActorRequest) -> None:
    granted = 0
    for text in request.POST.getlist("case")[:PER_PAGE]:
        key = ids.uuid_or_none(text)
        if key is None:
            raise NotYours
        row = quarters.case(request.actor, key)
        try:
            services.grant(case_id=row.pk, actor=request.actor)
            granted += 1
        except services.PointsRefused as refusal:
            messages.warning(request, f"{row.person.name}: {refusal}")
    if granted:
        words = ngettext("%(count)d correction granted.", "%(count)d corrections granted.", granted)
        messages.success(request, words % {"count": granted})
    elif not request.POST.getlist("case"):
        messages.info(request, _("Choose at least one request first."))


@require_GET
@requires(*STUDIO)
def lines(request: ActorRequest) -> HttpResponse:
    """The lines of a quarter as a sheet to be filled in."""
    town = _town(request)
    chosen = next((one for one in _recent() if str(one) == request.GET.get("quarter")), _recent()[0])
    start, end = chosen.span(ZoneInfo(settings.TIME_ZONE))
    content = services.export_lines(selectors.lines_to_correct(town.id, start, end))
    return _sheet(content, f"lines-{chosen}.xlsx")


@require_GET
@requires(*INSPECTORS)
def cases(request: ActorRequest) -> HttpResponse:
    """All requests as a sheet."""
    return _sheet(services.export_cases(quarters.cases(request.actor)[:20_000]), "corrections.xlsx")


@require_POST
@requires(*STUDIO)
def import_(request: ActorRequest) -> HttpResponse:
    """Ask for everything that a sheet says; a file with wrong rows comes back with what is wrong in each."""
    town, form = _town(request), SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose an Excel file first."))
        return redirect("points:corrections")
    try:
        content = form.cleaned_data["file"].read()
        count = services.import_corrections(town_id=town.id, content=content, actor=request.actor)
    except services.SheetRefused as refusal:
        return _sheet(refusal.annotated, "corrections-to-mend.xlsx", status=422)
    except services.CaseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("points:corrections")
    words = ngettext(
        "%(count)d correction is asked for. A second person grants it.",
        "%(count)d corrections are asked for. A second person grants them.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("points:corrections")


def _town(request: ActorRequest) -> AreaView:
    kept = quarters.books_town(request.actor)
    wanted = request.POST.get("town") or request.GET.get("town") or ""
    found = next((one for one in kept if not wanted or str(one.id) == wanted), None)
    if found is None:
        raise NotYours
    return found


def _recent() -> list[Quarter]:
    found = [quarter_of(clock.now(), ZoneInfo(settings.TIME_ZONE))]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return found


def _sheet(content: bytes, name: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX, status=status)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
