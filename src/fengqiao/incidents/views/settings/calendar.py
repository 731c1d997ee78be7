"""The working calendar: the year at a glance, changes as new versions, Excel, and how far the clocks follow."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import requires
from fengqiao.core import clock
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import years as reckoning
from fengqiao.incidents.domain.calendars import ONE_DAY
from fengqiao.incidents.domain.years import FIRST_YEAR, LAST_YEAR, DayKind
from fengqiao.incidents.forms.settings.calendar import BringInForm, DaysForm, HoursForm
from fengqiao.incidents.forms.settings.categories import SheetForm
from fengqiao.incidents.selectors import years
from fengqiao.incidents.selectors.catalogue import KEEPERS
from fengqiao.incidents.services import calendar_sheets
from fengqiao.incidents.services.calendar_sheets import CalendarSheet
from fengqiao.incidents.views.settings.common import actor_of, sheet_answer

SHEET = "calendar"
SHOWN = 200
SHOWN_VERSIONS = 20
MONDAY = date(2026, 1, 5)  # any Monday, to name the days of a week


@require_GET
@requires(*selectors.SETTINGS)
def year(request: HttpRequest) -> HttpResponse:
    """Twelve months with what is free and worked, the hours, the versions, and the clocks that follow."""
    today = timezone.localdate(clock.now())
    number = _year(request, today.year)
    calendar = selectors.calendar_in_force().calendar
    months = reckoning.months(calendar, number)
    kinds = [day.kind for month in months for week in month.weeks for day in week if day]
    context = {
        "year": number,
        "before": number - 1 if number > FIRST_YEAR else None,
        "after": number + 1 if number < LAST_YEAR else None,
        "today": today,
        "months": months,
        "week": [(day, _short(day)) for day in (MONDAY + number * ONE_DAY for number in range(7))],
        "worked": sum(month.worked for month in months),
        "off": kinds.count(DayKind.OFF),
        "on": kinds.count(DayKind.ON),
        "settled": calendar.known_until.year >= number,
        "hours": years.hours_words(calendar),
        "number": calendar.number,
        "versions": years.calendar_versions()[:SHOWN_VERSIONS],
        "progress": years.progress(),
        "keeps": selectors.keeps(actor_of(request)),
    }
    return render(request, "incidents/settings/calendar.html", context)


@require_GET
@requires(*selectors.SETTINGS)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the open clocks are counted anew; the page asks for it until all are."""
    return render(request, "incidents/settings/_progress.html", {"progress": years.progress()})


@require_GET
@requires(*selectors.SETTINGS)
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version: what it changed, and which due times moved."""
    one = years.calendar_version(pk)
    newest = selectors.calendar_in_force().id == one.id
    context = {
        "version": one,
        "newest": newest,
        "moves": years.moves_of(actor_of(request), pk),
        "progress": years.progress() if newest else None,
    }
    return render(request, "incidents/settings/calendar_version.html", context)


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def days(request: HttpRequest) -> HttpResponse:
    """Make days free or worked, as a new version."""
    form = DaysForm(request.POST or None, initial={"works": "0"})
    if request.method == "POST" and form.is_valid():
        known = selectors.calendar_in_force().calendar.known_until
        return _published(
            request,
            form.cleaned_data["first"].year,
            services.publish_calendar(
                days=form.days(), known_until=known, note=form.cleaned_data["note"], actor=actor_of(request)
            ),
        )
    context = {"form": form, "waiting": years.progress().total}
    return render(request, "incidents/settings/calendar_days.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def hours(request: HttpRequest) -> HttpResponse:
    """Other working hours, as a new version."""
    now = selectors.calendar_in_force().calendar
    form = HoursForm(request.POST or None, initial={"hours": years.hours_words(now).replace("–", "-")})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.publish_calendar(
                hours=form.cleaned_data["hours"], note=form.cleaned_data["note"], actor=actor_of(request)
            )
        except services.CalendarRefused as refusal:
            form.add_error("hours", str(refusal))
        else:
            return _published(request, timezone.localdate(clock.now()).year, made)
    context = {"form": form, "waiting": years.progress().total}
    return render(request, "incidents/settings/calendar_hours.html", context, status=_status(request))


@require_GET
@requires(*selectors.SETTINGS)
def export(request: HttpRequest) -> HttpResponse:
    """A year's holidays as an Excel file, which comes back in on the import page."""
    number = _year(request, timezone.localdate(clock.now()).year)
    return sheet_answer(calendar_sheets.export_calendar(year=number), f"calendar-{number}")


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def upload(request: HttpRequest) -> HttpResponse:
    """Take an Excel file to look it through."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(services.LARGEST_SHEET + 1)
            calendar_sheets.look_through_calendar(content)
            kept = services.keep_sheet(what=SHEET, name=file.name, content=content, actor=actor_of(request))
        except services.InputRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("incidents:calendar_preview", pk=kept)
    return render(request, "incidents/settings/calendar_import.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which days the file would change, or what is wrong with it; nothing counts before it is brought in."""
    actor = actor_of(request)
    kept = services.kept_sheet(what=SHEET, sheet_id=pk, actor=actor)
    form = BringInForm(request.POST or None, initial={"settled": True, "note": kept.name})
    if request.method == "POST" and kept.applied_at is None and form.is_valid():
        made = calendar_sheets.import_calendar(
            content=kept.content, settled=form.cleaned_data["settled"], note=form.cleaned_data["note"], actor=actor
        )
        services.mark_applied(kept.id)
        found = calendar_sheets.look_through_calendar(kept.content).years
        return _published(request, found[-1] if found else timezone.localdate(clock.now()).year, made)
    context = _looked(kept, calendar_sheets.look_through_calendar(kept.content))
    return render(request, "incidents/settings/calendar_preview.html", {**context, "form": form})


@require_GET
@requires(*KEEPERS)
def annotated(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file again, with what is wrong in its last column."""
    kept = services.kept_sheet(what=SHEET, sheet_id=pk, actor=actor_of(request))
    return sheet_answer(calendar_sheets.look_through_calendar(kept.content).annotated(), "calendar-annotated")


def _looked(kept: services.SheetView, sheet: CalendarSheet) -> dict[str, object]:
    return {
        "kept": kept,
        "sheet": sheet,
        "problems": sheet.problems[:SHOWN],
        "more_problems": max(0, len(sheet.problems) - SHOWN),
        "waiting": years.progress().total,
    }


def _published(request: HttpRequest, number: int, made: selectors.CalendarView) -> HttpResponse:
    words = _("Version %(number)d counts. Open clocks are being counted anew; closed ones keep their calendar.")
    messages.success(request, words % {"number": made.calendar.number})
    return redirect(f"{reverse('incidents:calendar')}?year={number}")


def _year(request: HttpRequest, standard: int) -> int:
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else standard
    return min(max(number, FIRST_YEAR), LAST_YEAR)


def _short(day: date) -> str:
    """A weekday's name for the head of a narrow column: 一 rather than 星期一."""
    return date_format(day, "D").removeprefix("星期")


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
