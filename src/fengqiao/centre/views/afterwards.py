"""Around an activity: its poster before, photos and what was said after, figures, the helpers' hours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.activities import Kind, Seat
from fengqiao.centre.selectors import STAFF, Right, activity_words
from fengqiao.centre.selectors import activities as activities_read
from fengqiao.centre.selectors import afterwards as reading
from fengqiao.centre.selectors.activities import ActivityView
from fengqiao.centre.views.common import day_or_none, file_of, house_context, number_of
from fengqiao.centre.views.desk import PAPERS
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.core.ids import uuid_or_none
from fengqiao.core.refusing import refusal_told
from fengqiao.ui import papers

# Width, height and the unit in which everything on the poster is measured, in millimetres.
SIZES = {"a4": (210.0, 297.0, 1.0), "a3": (297.0, 420.0, 1.414)}
PICTURE = (108.0, 152.8, 0.514)
DOTS = 254  # 1080 by 1528 dots
PHOTO_CACHE = {"Cache-Control": "private, max-age=300"}


@require_GET
@requires(*STAFF)
def poster(request: ActorRequest, pk: UUID, size: str) -> HttpResponse:
    """The poster as PDF, to print or to carry to whoever prints."""
    if size not in SIZES:
        raise Http404
    one = activities_read.activity(request.actor, pk)
    data, files = _poster(request, one, SIZES[size])
    made = papers.pdf(PAPERS / "poster.typ", data, files)
    headers = {"Content-Disposition": f'inline; filename="{one.code}-{size}.pdf"'}
    return HttpResponse(made, content_type=papers.PDF, headers=headers)


@require_GET
@requires(*STAFF)
def poster_picture(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The poster as a tall picture, to send around in the groups of a lane."""
    one = activities_read.activity(request.actor, pk)
    data, files = _poster(request, one, PICTURE)
    made = papers.png(PAPERS / "poster.typ", data, files, dots_per_inch=DOTS)
    headers = {"Content-Disposition": f'inline; filename="{one.code}.png"'}
    return HttpResponse(made, content_type=papers.PNG, headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def photos(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Add photos, tick who is on them, take one off."""
    one = activities_read.activity(request.actor, pk)
    if Right.HOUSE not in selectors.rights(request.actor, one.centre_id):
        raise NotYours
    if request.method == "POST":
        with refusal_told(request):
            messages.success(request, _photo_step(request, one))
        return redirect("centre:activity_photos", pk=pk)
    context = {
        **house_context(request, selectors.centre(request.actor, one.centre_id)),
        "one": one,
        "photos": reading.photos(pk),
        "people": [each for each in activities_read.signups(pk) if each.seat is Seat.PLACE],
    }
    return render(request, "centre/activities/photos.html", context)


@require_GET
@requires(*STAFF)
def photo(request: ActorRequest, pk: UUID, photo: UUID) -> HttpResponse:
    """A photo for the house, shown or not."""
    activities_read.activity(request.actor, pk)
    content = reading.photo_file(pk, photo, public=False)
    return HttpResponse(content, content_type="image/jpeg", headers=PHOTO_CACHE)


@never_cache
@require_GET
def public_photo(request: HttpRequest, key: str, code: str, photo: UUID) -> HttpResponse:
    """A photo for everybody, while everybody on it agrees."""
    one = activities_read.activity_by_code(selectors.centre_by_key(key).id, code)
    return HttpResponse(reading.photo_file(one.id, photo, public=True), content_type="image/jpeg")


@never_cache
@require_GET
@requires(*STAFF)
def figures(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was held and how many came, by kind; each kind opens to its activities, each activity to its people."""
    house = selectors.centre(request.actor, pk)
    rows = reading.figures(pk)
    chosen = request.GET.get("kind", "")
    held = [one for one in activities_read.past(pk, limit=500) if not one.cancelled]
    context = {
        **house_context(request, house),
        "rows": [(one, activity_words.KINDS[one.kind] if one.kind else "") for one in rows],
        "total": reading.total(rows),
        "chosen": activity_words.KINDS[Kind(chosen)] if chosen in set(Kind) else "",
        "held": [one for one in held if one.kind == chosen or chosen not in set(Kind)],
    }
    return render(request, "centre/activities/figures.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def hours(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The helpers' hours: note them, take a wrong line back."""
    house = selectors.centre(request.actor, pk)
    if request.method == "POST":
        with refusal_told(request):
            messages.success(request, _hours_step(request, pk))
        return redirect("centre:helper_hours", pk=pk)
    today = timezone.localdate(clock.now())
    lines = reading.hours(pk, since=today.replace(month=1, day=1))
    context = {
        **house_context(request, house),
        "lines": lines,
        "sums": reading.hours_by_person(lines),
        "year": today.year,
        "today": today,
        "people": dict.fromkeys((one.person_id, one.name) for one in selectors.members(pk)),
        "activities": activities_read.past(pk, limit=20),
    }
    return render(request, "centre/activities/hours.html", context)


def _photo_step(request: ActorRequest, one: ActivityView) -> str:
    post, which = request.POST, uuid_or_none(request.POST.get("photo_id", ""))
    if which is None:
        content = file_of(request, "photo")
        if content is None:
            raise services.InputRefused(_("Choose a photo of up to 20 MB."))
        services.add_photo(activity_id=one.id, content=content, actor=request.actor)
        return _("Kept. Tick who is on it; before that nobody else sees it.")
    if which not in {each.id for each in reading.photos(one.id)}:
        raise NotYours
    if post.get("remove"):
        services.remove_photo(photo_id=which, actor=request.actor)
        return _("The photo is taken off and deleted.")
    people = {found for text in post.getlist("people") if (found := uuid_or_none(text)) is not None}
    services.tick_photo(photo_id=which, people=people, nobody=bool(post.get("nobody")), actor=request.actor)
    return _("Noted. It is shown as long as everybody who is ticked agrees.")


def _hours_step(request: ActorRequest, pk: UUID) -> str:
    post, which = request.POST, uuid_or_none(request.POST.get("line", ""))
    if which is not None:
        if which not in {one.id for one in reading.hours(pk)}:
            raise NotYours
        services.take_back_hours(hours_id=which, actor=request.actor)
        return _("Taken back. The line stays, and does not count.")
    person, day = uuid_or_none(post.get("person", "")), day_or_none(post.get("day", ""))
    if person is None or day is None:
        raise services.InputRefused(_("Choose a person and a day."))
    minutes = number_of(post.get("hours", "")) * 60 + number_of(post.get("minutes", "0") or "0")
    activity = uuid_or_none(post.get("activity", ""))
    services.enter_hours(
        centre_id=pk, person_id=person, day=day, minutes=minutes, what=post.get("what", ""), activity_id=activity,
        actor=request.actor,
    )  # fmt: skip
    return _("Noted. Thank you to everybody who helps.")


def _poster(
    request: ActorRequest, one: ActivityView, size: tuple[float, float, float]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    house = selectors.centre_of(one.centre_id)
    link = request.build_absolute_uri(reverse("centre:public_activity", kwargs={"key": house.key, "code": one.code}))
    start, end = timezone.localtime(one.start), timezone.localtime(one.end)
    day = f"{start.month}月{start.day}日" if str(request.LANGUAGE_CODE).startswith("zh") else f"{start:%Y-%m-%d}"
    facts = [
        [_("When"), f"{day} {date_format(start, 'l')}\n{start:%H:%M}–{end:%H:%M}"],
        [_("Where"), one.place],
    ]
    if one.leader:
        facts.append([pgettext("activity", "Led by"), one.leader])
    width, height, unit = size
    length = len(one.title)
    data = {
        "width": width,
        "height": height,
        "unit": unit,
        "house": house.name,
        "kind": str(activity_words.KINDS[one.kind]),
        "title": one.title,
        "title_size": min(38.0, 186 / max(length, 1)) if length <= 9 else 19 if length <= 18 else 13,
        "facts": facts,
        "about": one.about,
        "about_size": 8 if len(one.about) <= 90 else 5 if len(one.about) <= 280 else 3.2,
        "scan": pgettext("poster", "Scan and come along"),
        "places": ngettext("%(count)d place", "%(count)d places", one.places) % {"count": one.places},
        "free": _("No account, no app. Or tell us at the desk."),
        "address": house.address,
        "phone": house.phone,
    }
    return data, {"qr.svg": papers.qr_picture(link)}
