"""Households, contacts, people in care, and visits: what a grid's worker writes down by hand, which is little."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import ids
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.forms.handbook import CareForm, ContactForm, HouseholdForm, VisitForm
from fengqiao.fieldwork.selectors import grids, households, shifts
from fengqiao.fieldwork.selectors.grids import PLANNERS, READERS, WORKERS
from fengqiao.fieldwork.selectors.households import Revealed
from fengqiao.fieldwork.services import care as care_verbs
from fengqiao.fieldwork.services import households as verbs
from fengqiao.fieldwork.services import visits


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*READERS)
def houses(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The households and contacts of a grid; its workers add them."""
    grid = grids.grid(request.actor, pk)
    own = grids.works_in(request.actor, pk)
    form = HouseholdForm(request.POST or None)
    if request.method == "POST":
        if not own:
            raise NotYours
        if form.is_valid() and _kept(form, lambda: verbs.add_household(
            grid_id=pk, actor=request.actor, **form.cleaned_data)):  # fmt: skip
            messages.success(request, _("The house is in the handbook."))
            return redirect("fieldwork:households", pk=pk)
    context = {
        "grid": grid,
        "own": own,
        "form": form,
        "contact_form": ContactForm(),
        "may_contact": own or grids.may_plan(request.actor, grid),
        "households": households.households(request.actor, pk),
        "contacts": households.contacts(request.actor, pk),
    }
    return render(
        request, "fieldwork/handbook/households.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@requires(*WORKERS)
def house_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Look behind the mask of a house, or take it out of the handbook."""
    if act == "reveal":
        return _reveal(request, lambda reason: verbs.reveal_household(
            household_id=pk, reason=reason, actor=request.actor))  # fmt: skip
    if act != "opt-out":
        raise NotYours
    verbs.opt_out(household_id=pk, actor=request.actor)
    words = _("The household is out of the handbook: only its address is kept, so that nobody asks again.")
    messages.success(request, words)
    return redirect(_back(request))


@require_POST
@requires(*(PLANNERS | WORKERS))
def contact(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Somebody to ring up."""
    form = ContactForm(request.POST)
    grids.grid(request.actor, pk)
    if form.is_valid():
        verbs.add_contact(grid_id=pk, actor=request.actor, **form.cleaned_data)
        messages.success(request, _("The contact is in the handbook."))
    else:
        messages.error(request, _("A contact needs the office, a name and a telephone number."))
    return redirect("fieldwork:households", pk=pk)


@require_POST
@requires(*(PLANNERS | WORKERS))
def contact_end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """This contact is not right any more."""
    verbs.end_contact(contact_id=pk, actor=request.actor)
    messages.success(request, _("The contact is out of the handbook."))
    return redirect(_back(request))


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*WORKERS)
def care(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who asked for care in one's own grid. To everybody else this page is not there."""
    grid = grids.grid(request.actor, pk)
    found = households.care(request.actor, pk)
    form = CareForm(request.POST or None, households=households.households(request.actor, pk))
    if request.method == "POST" and form.is_valid() and _kept(form, lambda: care_verbs.ask_care(
        grid_id=pk, asked=form.asked(), actor=request.actor)):  # fmt: skip
        messages.success(request, _("Written down, for the workers of this grid alone."))
        return redirect("fieldwork:care", pk=pk)
    context = {"grid": grid, "form": form, "care": found}
    return render(request, "fieldwork/handbook/care.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires(*WORKERS)
def care_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Look behind the mask of somebody in care, or take their consent back."""
    if act == "reveal":
        return _reveal(request, lambda reason: care_verbs.reveal_care(
            care_id=pk, reason=reason, actor=request.actor))  # fmt: skip
    if act != "withdraw":
        raise NotYours
    care_verbs.withdraw_consent(care_id=pk, actor=request.actor)
    messages.success(request, _("The consent is withdrawn; name, telephone, needs and notes are deleted."))
    return redirect(_back(request))


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*WORKERS)
def visit(request: ActorRequest) -> HttpResponse:
    """Write a visit down, within the shift."""
    running = shifts.running(request.actor)
    if running is None:
        messages.error(request, _("Start your shift first; then write the visit down."))
        return redirect("fieldwork:patrol")
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        households=households.households(request.actor, running.grid_id),
        care=households.care(request.actor, running.grid_id),
        initial={"id": ids.new_id(), "whom": request.GET.get("whom", "")},
    )
    if request.method == "POST" and form.is_valid() and _kept(form, lambda: visits.record_visit(
        visit_id=form.cleaned_data["id"], told=form.told(), actor=request.actor)):  # fmt: skip
        messages.success(request, _("The visit stands in the handbook."))
        return redirect("fieldwork:patrol")
    context = {"form": form, "running": running}
    return render(request, "fieldwork/handbook/visit.html", context, status=422 if request.method == "POST" else 200)


def _kept(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; a refusal becomes the form's own words."""
    try:
        act()
    except Refused as refusal:
        if isinstance(refusal, NotYours):
            raise
        form.add_error(None, str(refusal))
        return False
    return True


def _reveal(request: ActorRequest, look: Callable[[str], Revealed]) -> HttpResponse:
    """What stands behind the mask, shown once and kept by no cache."""
    try:
        found = look(request.POST.get("reason", ""))
    except Refused as refusal:
        if isinstance(refusal, NotYours):
            raise
        messages.error(request, str(refusal))
        return redirect(_back(request))
    response = render(request, "fieldwork/handbook/revealed.html", {"found": found, "back": _back(request)})
    response["Cache-Control"] = "no-store"
    return response


def _back(request: ActorRequest) -> str:
    target = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if inside else reverse("fieldwork:patrol")
