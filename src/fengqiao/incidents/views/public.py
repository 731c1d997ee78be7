"""The pages without an account: a resident reports, joins, follows, rates, has it taken up again."""

from __future__ import annotations

import base64
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from PIL import Image

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Level
from fengqiao.incidents import selectors, services
from fengqiao.incidents.forms import public as forms
from fengqiao.incidents.forms import questions
from fengqiao.incidents.selectors import FollowUp, ReportPlaceView
from fengqiao.incidents.services import limits
from fengqiao.incidents.services.limits import TooOften, What
from fengqiao.ui.qr import qr

SMALL = 480


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Report without a plate."""
    return _report(request, None)


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Report at the place whose plate was scanned; an unknown plate leads to the report without a place."""
    place = selectors.report_place_of(token)
    if place is None:
        limits.count(What.GUESS, address_of(request))
        messages.warning(request, _("This plate is not known any more. You can report all the same; say where it is."))
        return redirect("incidents:report_start")
    return _report(request, place)


@require_GET
def around(request: HttpRequest) -> HttpResponse:
    """The little map around a position, for the pin."""
    form = forms.PointForm(request.GET)
    if not form.is_valid():
        raise Http404
    limits.count(What.ACT, address_of(request))
    found = selectors.around(form.cleaned_data["lon"], form.cleaned_data["lat"])
    return render(request, "incidents/public/_map.html", {"around": found})


@require_GET
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A photo that everybody may see, small: enough to know the matter, too little to know a face."""
    content = selectors.public_picture(pk)
    if content is None:
        raise Http404
    return _jpeg(_small(content), "public, max-age=3600")


@never_cache
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Type the code or the secret from the card."""
    typed = request.GET.get("code", "").replace("\0", "").strip()
    if typed and "/" not in typed:
        return redirect("incidents:follow", ref="".join(typed.split())[:80])
    return render(request, "incidents/public/find.html", {"typed": typed})


@never_cache
@require_GET
def follow(request: HttpRequest, ref: str) -> HttpResponse:
    """How a matter stands: all of it for the ticket's holder, what is public for who knows the code."""
    found = _found(request, ref)
    if found is None:
        return _not_found(request)
    return render(request, "incidents/public/follow.html", _follow_context(found, ref))


@never_cache
@require_GET
def card(request: HttpRequest, ref: str) -> HttpResponse:
    """What to keep: the code, the link and its QR. For the ticket's holder."""
    found = _mine(request, ref)
    link = request.build_absolute_uri(reverse("incidents:follow", args=[ref]))
    context = {"found": found, "ref": ref, "link": link, "qr": qr(link), "ticket": ref}
    return render(request, "incidents/public/card.html", context)


@require_GET
def follow_picture(request: HttpRequest, ref: str, pk: UUID) -> HttpResponse:
    """A photo on a follow-up page."""
    found = _found(request, ref)
    content = selectors.follow_picture(found, pk) if found else None
    if content is None or found is None:
        raise Http404
    return _jpeg(content if found.mine else _small(content), "private, max-age=3600")


@require_POST
def rate(request: HttpRequest, ref: str) -> HttpResponse:
    """One tap stores it; words may follow."""
    found = _mine(request, ref)
    limits.count(What.ACT, address_of(request))
    form = forms.RateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tap one of the five faces."))
        return _back(ref)
    data = form.cleaned_data
    services.rate(
        incident_id=found.id, stars=data["stars"], note=data["note"], ticket=_ticket(ref), actor=services.STRANGER
    )
    messages.success(
        request, _("Thank you for your words.") if data["note"] else _("Thank you. Your rating is stored.")
    )
    return _back(ref)


@require_POST
def remind(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask those who have it how far it is."""
    found = _mine(request, ref)
    limits.count(What.ACT, address_of(request))
    form = forms.RemindForm(request.POST)
    if form.is_valid():
        try:
            services.remind_as_follower(incident_id=found.id, ticket=_ticket(ref), text=form.cleaned_data["text"])
        except services.IncidentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Passed on to those who have it. Their answer will stand here."))
            return _back(ref)
    context = {**_follow_context(found, ref), "asking": form}
    return render(request, "incidents/public/follow.html", context, status=422)


@require_POST
def forget(request: HttpRequest, ref: str) -> HttpResponse:
    """Their number goes; the matter stays."""
    found = _mine(request, ref)
    limits.count(What.ACT, address_of(request))
    services.forget_contact(incident_id=found.id, ticket=_ticket(ref))
    messages.success(request, _("Your number is deleted. You can follow the matter here as before."))
    return _back(ref)


@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """It is not really solved: have it taken up again."""
    found = _mine(request, ref)
    limits.count(What.ACT, address_of(request))
    form = forms.ReopenForm(request.POST, request.FILES)
    if form.is_valid():
        photo = form.cleaned_data["photo"]
        try:
            services.reopen_as_follower(
                incident_id=found.id,
                ticket=_ticket(ref),
                reason=form.cleaned_data["reason"],
                photo=photo.read() if photo else None,
            )
        except services.PictureNotKept as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, _("Taken up again. You can follow it here as before."))
            return _back(ref)
    return render(request, "incidents/public/follow.html", {**_follow_context(found, ref), "form": form}, status=422)


def address_of(request: HttpRequest) -> str:
    """Whose attempts are counted together; behind our own proxy the server has put the visitor's address here."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _report(request: HttpRequest, place: ReportPlaceView | None) -> HttpResponse:
    if request.method != "POST":
        initial: dict[str, Any] = {"ticket": services.fresh_ticket()}
        if place is not None:
            initial |= {"lon": place.lon, "lat": place.lat}
        return render(
            request, "incidents/public/report.html", _report_context(forms.ReportForm(initial=initial), place)
        )
    form = forms.ReportForm(request.POST, request.FILES)
    valid = form.is_valid()
    try:
        limits.count(What.REPORT, address_of(request))
    except TooOften as refusal:
        form.add_error(None, str(refusal))
        return _again(request, form, place, status=429)
    photo = _photo(form)
    if not valid or form.errors:
        return _again(request, form, place)
    given = _given(form, place, photo)
    if given is None:
        return _again(request, form, place)
    fields = form.about.fields if form.about else ()
    if questions.unanswered(fields, request.POST):
        return _again(request, form, place, asked=True)
    alike = [] if form.cleaned_data["new"] else _alike(given)
    try:
        if chosen := form.cleaned_data["join"]:
            if chosen not in {one.id for one in _alike(given)}:
                raise services.EventOver
            services.join_instead(given, chosen)
        elif alike:
            return _again(request, form, place, alike=alike)
        else:
            services.report(given)
    except services.SentAlready as refusal:
        form.add_error(None, str(refusal))
        return _again(request, form, place)
    except services.IncidentRefused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, form, place)
    services.drop(given.ticket)
    return redirect("incidents:follow_card", ref=given.ticket)


def _photo(form: forms.ReportForm) -> bytes | None:
    """The photo that came with the form, or the one kept from the time before; a wrong one is an error of its field."""
    ticket, sent = form.cleaned_data.get("ticket"), form.cleaned_data.get("photo")
    if not ticket:
        return None
    if not sent:
        return services.held(ticket)
    try:
        return services.hold(ticket, sent.read())
    except services.PictureNotKept as refusal:
        form.add_error("photo", str(refusal))
        return services.held(ticket)


def _given(
    form: forms.ReportForm, place: ReportPlaceView | None, photo: bytes | None
) -> services.ResidentReport | None:
    """The report, with the village that the pin, the plate or the list names; None when nothing says where."""
    data = form.cleaned_data
    lon, lat = data["lon"], data["lat"]
    area_id = selectors.area_at(lon, lat) if lon is not None else None
    if area_id is None and place is not None:
        area_id = place.area_id
    if area_id is None and data["area"] in {one.id for one in areas.areas(SYSTEM, level=Level.VILLAGE)}:
        area_id = data["area"]
    if area_id is None:
        form.add_error("area", _("Say where it is: share your position, or choose the village."))
        return None
    words = data["place"] or (place.label if place else "")
    if lon is None and not words:
        form.add_error("place", _("Say in words where exactly it is, or share your position."))
        return None
    fields = form.about.fields if form.about else ()
    return services.ResidentReport(
        ticket=data["ticket"],
        category=data["category"],
        area_id=area_id,
        text=data["text"],
        lon=lon,
        lat=lat,
        place=words,
        answers=questions.answers(fields, form.data),
        phone=data["phone"],
        photo=photo,
    )


def _alike(given: services.ResidentReport) -> list[selectors.Alike]:
    return selectors.alike(
        category=given.category, area_id=given.area_id, lon=given.lon, lat=given.lat, text=given.text
    )


def _again(
    request: HttpRequest,
    form: forms.ReportForm,
    place: ReportPlaceView | None,
    *,
    alike: list[selectors.Alike] | None = None,
    asked: bool = False,
    status: int = 422,
) -> HttpResponse:
    """The form once more, with everything that was filled in."""
    context = _report_context(form, place)
    context |= {"alike": alike or [], "asked": asked}
    return render(request, "incidents/public/report.html", context, status=200 if alike or asked else status)


def _report_context(form: forms.ReportForm, place: ReportPlaceView | None) -> dict[str, Any]:
    lon, lat = _number(form["lon"].value()), _number(form["lat"].value())
    about = form.about
    held = services.held(str(form["ticket"].value())) if form.is_bound and not form["ticket"].errors else None
    return {
        "form": form,
        "place": place,
        "pictures": forms.pictures(),
        "chosen": str(form["category"].value() or ""),
        "around": selectors.around(lon, lat) if lon is not None and lat is not None else None,
        "villages": [] if place else areas.areas(SYSTEM, level=Level.VILLAGE),
        "questions": questions.questions(about.fields, form.data) if about and about.fields else [],
        "held": f"data:image/jpeg;base64,{base64.b64encode(_small(held)).decode()}" if held else "",
        "longest": forms.LONGEST,
    }


def _follow_context(found: FollowUp, ref: str) -> dict[str, Any]:
    return {
        "found": found,
        "ref": ref,
        "form": forms.ReopenForm(),
        "asking": forms.RemindForm(),
        "stages": _stages(found),
    }


def _stages(found: FollowUp) -> list[tuple[str, bool, bool]]:
    """The straight way as (words, done, now)."""
    if found.stage is None:
        return []
    words = (_("Received"), _("Accepted"), _("Dealt with"), _("Checked"), _("Finished"))
    return [
        (word, number < found.stage or found.stage == 4, number == found.stage) for number, word in enumerate(words)
    ]


def _found(request: HttpRequest, ref: str) -> FollowUp | None:
    """By ticket for ever; by code as often as an address may guess."""
    if (mine := selectors.follow_by_ticket(ref)) is not None:
        return mine
    limits.check(What.GUESS, address_of(request))
    found = selectors.follow_by_code(ref)
    if found is None:
        limits.count(What.GUESS, address_of(request))
    return found


def _mine(request: HttpRequest, ref: str) -> FollowUp:
    """For what only the ticket's holder may do; a code is no ticket."""
    found = selectors.follow_by_ticket(ref)
    if found is None:
        limits.count(What.GUESS, address_of(request))
        raise Http404
    return found


def _ticket(ref: str) -> str:
    """The secret as it is kept, however it was typed."""
    return selectors.exact_ticket(ref)


def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "incidents/public/find.html", {"unknown": True}, status=404)


def _back(ref: str) -> HttpResponse:
    return redirect("incidents:follow", ref=ref)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if -180 <= number <= 180 else None


def _small(content: bytes) -> bytes:
    """The JPEG with at most 480 pixels a side."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (SMALL, SMALL))
        image.thumbnail((SMALL, SMALL))
        image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _jpeg(content: bytes, cache: str) -> HttpResponse:
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": cache})
