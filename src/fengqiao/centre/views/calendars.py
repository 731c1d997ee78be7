"""The calendar of a centre: a page for the house, one for neighbours, a sheet for the wall, a feed for telephones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors
from fengqiao.centre.domain import ical, months
from fengqiao.centre.domain.months import Page, Show
from fengqiao.centre.selectors import STAFF, CentreView, activity_words
from fengqiao.centre.selectors import happenings as reading
from fengqiao.centre.selectors.happenings import Happening, What
from fengqiao.centre.views.common import day_or_none, house_context
from fengqiao.centre.views.desk import PAPERS
from fengqiao.centre.views.neighbours import calendar_answer
from fengqiao.core import clock
from fengqiao.ui import papers

EARLIEST, LATEST = date(2020, 1, 1), date(2100, 1, 1)
FEED_BEFORE, FEED_AFTER = timedelta(days=31), timedelta(days=120)
PAPER_SIZES = {"a4": 9.0, "a3": 13.0}
FIT = 15  # lines of a day that fit at that size, times the weeks of the month
MOST = 4  # lines of a day; the rest is counted


@never_cache
@require_GET
@requires(*STAFF)
def calendar(request: ActorRequest, pk: UUID) -> HttpResponse:
    """For the house: everything, with the ways to each."""
    house = selectors.centre(request.actor, pk)
    context = {**house_context(request, house), **_context(request, house, inside=True)}
    return render(request, "centre/calendar/house.html", context)


@require_GET
def public_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """For the neighbours: no names, and of a room only that it is taken."""
    house = selectors.centre_by_key(key)
    return render(request, "centre/calendar/public.html", {"house": house, **_context(request, house, inside=False)})


@require_GET
def calendar_paper(request: HttpRequest, key: str, size: str) -> HttpResponse:
    """A month for the wall as PDF; no names, rooms are left out."""
    house = selectors.centre_by_key(key)
    if size not in PAPER_SIZES:
        raise Http404
    page = months.page(Show.MONTH, _day(request))
    there = [one for one in reading.happenings(house, page.first, page.last) if one.what is not What.ROOM]
    link = request.build_absolute_uri(reverse("centre:neighbour", kwargs={"key": house.key}))
    days = [_cell(page, day, there) for week in page.weeks for day in week]
    data = {
        "paper": size,
        "size": PAPER_SIZES[size],
        "house": house.name,
        "month": date_format(page.first, "YEAR_MONTH_FORMAT"),
        "weekdays": [date_format(day, "D") for day in page.weeks[0]],
        "days": days,
        "reception": _("We listen every working morning") + f" {house.reception_from:%H:%M}–{house.reception_to:%H:%M}",
        "contact": f"{house.address}  {house.phone}",
        "scan": _("Scan: what is on, sign up, book a room"),
        "printed": f"{_('Printed')} {timezone.localtime(clock.now()):%Y-%m-%d %H:%M}",
    }
    made = papers.pdf(PAPERS / "calendar.typ", data, {"qr.svg": papers.qr_picture(link)})
    headers = {"Content-Disposition": f'inline; filename="{page.first:%Y-%m}-{size}.pdf"'}
    return HttpResponse(made, content_type=papers.PDF, headers=headers)


@require_GET
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar to subscribe to: reception, activities, meetings; with ``?rooms=1`` also when rooms are taken."""
    house = selectors.centre_by_key(key)
    today = timezone.localdate(clock.now())
    there = reading.happenings(house, today - FEED_BEFORE, today + FEED_AFTER)
    entries = [_entry(request, house, one) for one in there if one.what is not What.ROOM or request.GET.get("rooms")]
    return calendar_answer(house.name, entries, house.key)


def _context(request: HttpRequest, house: CentreView, *, inside: bool) -> dict[str, Any]:
    shown, chosen = request.GET.get("view", ""), request.GET.get("show", "")
    page = months.page(Show(shown) if shown in set(Show) else Show.MONTH, _day(request))
    there = reading.happenings(house, page.weeks[0][0], page.weeks[-1][-1], inside=inside)
    if chosen in set(What):
        there = [one for one in there if one.what == chosen]
    by_day: dict[date, list[Happening]] = {}
    for one in there:
        by_day.setdefault(one.day, []).append(one)
    feed_link = request.build_absolute_uri(reverse("centre:calendar_feed", kwargs={"key": house.key}))
    return {
        "page": page,
        "today": timezone.localdate(clock.now()),
        "weeks": [
            [(day, page.within(day), by_day.get(day, []), _quiet(by_day.get(day, []))) for day in week]
            for week in page.weeks
        ],
        "current": page.within(timezone.localdate(clock.now())),
        "whats": activity_words.WHATS,
        "chosen": chosen if chosen in set(What) else "",
        "empty": not any(page.within(day) for day in by_day),
        "feed": feed_link,
        "webcal": feed_link.replace("https:", "webcal:").replace("http:", "webcal:"),
    }


def _quiet(own: list[Happening]) -> bool:
    """True for a day with nothing but the usual reception."""
    return all(one.what is What.RECEPTION for one in own)


def _day(request: HttpRequest) -> date:
    """The day that is asked for, else today; one that no calendar of ours shows is today, too."""
    day = day_or_none(request.GET.get("day", ""))
    return day if day is not None and EARLIEST <= day <= LATEST else timezone.localdate(clock.now())


def _cell(page: Page, day: date, there: list[Happening]) -> dict[str, Any]:
    """A day on the sheet. Reception is said once above the month; its mornings are only a mark."""
    own = [one for one in there if one.day == day and page.within(day)]
    rest = [one for one in own if one.what is not What.RECEPTION]
    return {
        "number": str(day.day) if page.within(day) else "",
        "reception": len(rest) < len(own),
        "lines": [
            {
                "time": f"{timezone.localtime(one.start):%H:%M}",
                "title": one.title,
                "place": one.place,
                "off": one.cancelled,
            }
            for one in rest[:MOST]
        ],
        "squeeze": min(1.0, FIT / len(page.weeks) / max(len(rest[:MOST]), 1)),
        "more": f"… +{len(rest) - MOST}" if len(rest) > MOST else "",
    }


def _entry(request: HttpRequest, house: CentreView, one: Happening) -> ical.Entry:
    word = str(activity_words.WHATS[one.what])
    path = (
        reverse("centre:public_activity", kwargs={"key": house.key, "code": one.code})
        if one.what is What.ACTIVITY
        else reverse("centre:neighbour", kwargs={"key": house.key})
    )
    return ical.Entry(
        uid=f"{one.key}@fengqiao",
        start=one.start,
        end=one.end,
        title=f"{word} · {one.title}" if one.title else f"{word} · {one.place}",
        place=f"{house.name} {one.place}" if one.place != house.name else house.name,
        link=request.build_absolute_uri(path),
        cancelled=one.cancelled,
        sequence=one.moved,
    )
