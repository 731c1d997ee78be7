"""The desk's page of plates: hang one, find one, many by Excel, and the sheets to print."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core.ids import uuid_or_none
from fengqiao.incidents import selectors, services
from fengqiao.incidents.forms.plates import ReportPlaceForm, SheetForm
from fengqiao.incidents.selectors import KEEPERS, ReportPlaceView
from fengqiao.ui.qr import qr

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 40
MOST_PLATES = 400


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def list_(request: ActorRequest) -> HttpResponse:
    """The plates of one's places; a new one is hung here."""
    form = ReportPlaceForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.make_report_place(
                kind=data["kind"],
                label=data["label"],
                area_id=UUID(data["area"]),
                lon=data["lon"],
                lat=data["lat"],
                actor=request.actor,
            )
        except services.InputRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(label)s” is ready. Print its plate.") % {"label": made.label})
            return redirect(f"{reverse('incidents:places')}?{urlencode({'q': made.label})}")
    text = request.GET.get("q", "").replace("\0", "")
    found = selectors.report_places(request.actor, text=text)
    context = {
        "form": form,
        "sheet_form": SheetForm(),
        "text": text,
        "total": len(found),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page", 1)),
        "query": f"{urlencode({'q': text})}&" if text else "",
    }
    return render(request, "incidents/places/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def place(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One plate: look at it, put it right."""
    found = selectors.report_place(request.actor, pk)
    initial = {
        "area": str(found.area_id),
        "kind": found.kind.value,
        "label": found.label,
        "lon": found.lon,
        "lat": found.lat,
    }
    form = ReportPlaceForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=initial)
    del form.fields["area"]  # a plate that moves to another village is another plate
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_report_place(
                place_id=pk,
                kind=data["kind"],
                label=data["label"],
                lon=data["lon"],
                lat=data["lat"],
                actor=request.actor,
            )
        except services.InputRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The plate that hangs there stays good."))
            return redirect("incidents:place", pk=pk)
    context = {
        "form": form,
        "place": found,
        "link": link(request, found),
        "qr": qr(link(request, found)),
        "around": selectors.around(found.lon, found.lat),
    }
    return render(request, "incidents/places/place.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*KEEPERS)
def take_down(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The plate hangs no more."""
    found = selectors.report_place(request.actor, pk)
    services.take_down_report_place(place_id=pk, actor=request.actor)
    messages.success(request, _("“%(label)s” was taken down.") % {"label": found.label})
    return redirect("incidents:places")


@require_GET
@requires(*KEEPERS)
def plates(request: ActorRequest) -> HttpResponse:
    """A4 sheets with eight plates each: of a search, or of one place (?id=)."""
    text = request.GET.get("q", "").replace("\0", "")
    wanted = [key for one in request.GET.getlist("id") if (key := uuid_or_none(one))]
    found = selectors.report_places(request.actor, text=text, only=wanted or None)
    shown = found[:MOST_PLATES]
    drawn = [(one, link(request, one), qr(link(request, one))) for one in shown]
    sheets = [drawn[start : start + 8] for start in range(0, len(drawn), 8)]
    context = {"sheets": sheets, "total": len(shown), "left_out": len(found) - len(shown)}
    return render(request, "incidents/places/plates.html", context)


@require_GET
@requires(*KEEPERS)
def export(request: ActorRequest) -> HttpResponse:
    """The plates of one's places as an Excel file, with their links; empty it is the form to fill in."""
    found = selectors.report_places(request.actor, text=request.GET.get("q", "").replace("\0", ""))
    content = services.export_report_places(found, {one.id: link(request, one) for one in found})
    return _sheet(content, "plates.xlsx")


@require_POST
@requires(*KEEPERS)
def import_(request: ActorRequest) -> HttpResponse:
    """Many plates by Excel; a file with wrong rows comes back with what is wrong in each."""
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose an Excel file first."))
        return redirect("incidents:places")
    try:
        count = services.import_report_places(content=form.cleaned_data["file"].read(), actor=request.actor)
    except services.SheetRefused as refusal:
        return _sheet(refusal.annotated, "plates-to-mend.xlsx", status=422)
    except services.InputRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("incidents:places")
    messages.success(request, ngettext("%(count)d row is in.", "%(count)d rows are in.", count) % {"count": count})
    return redirect("incidents:places")


def link(request: HttpRequest, found: ReportPlaceView) -> str:
    """The address on the plate."""
    return request.build_absolute_uri(reverse("incidents:report", args=[found.token]))


def _sheet(content: bytes, name: str, *, status: int = 200) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, status=status, headers=headers)
