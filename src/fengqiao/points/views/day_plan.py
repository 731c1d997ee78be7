"""Planning a redemption day: place, hours, counters with their keepers, pieces for each counter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.areas.selectors import ActorRequest, Role, person_names, requires
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.forms.redemption import AllotForm, CounterForm, DayForm
from fengqiao.points.views.store import town_of_request


@require_http_methods(["GET", "POST"])
@requires(Role.STUDIO_CLERK)
def new(request: ActorRequest) -> HttpResponse:
    """Plan a day."""
    town, form = town_of_request(request), DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_day(town_id=town.id, actor=request.actor, **form.cleaned_data)
        except services.DayRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("People can book now. Add the counters and give them their pieces."))
            return redirect("points:day_plan", pk=made)
    context = {"form": form, "town": town, "towns": selectors.kept_towns(request.actor)}
    return render(request, "points/days/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Role.STUDIO_CLERK)
def plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The counters of a day; ``act`` says what is added: a counter, or pieces for one."""
    found = selectors.day_for(request.actor, pk)
    if not selectors.plans(request.actor, found):
        raise NotYours
    gifts = selectors.gifts(found.town_id)
    keepers = sorted(((str(key), name) for key, name in services.possible_keepers(found.town_id).items()), key=str)
    sent = request.POST if request.method == "POST" else None
    act = sent.get("act", "") if sent else ""
    form = CounterForm(sent if act == "counter" else None, keepers=keepers)
    allot = AllotForm(sent if act == "allot" else None, gifts=gifts)
    try:
        if act == "counter" and form.is_valid():
            keeper_id = UUID(form.cleaned_data["keeper"])
            services.add_counter(day_id=pk, name=form.cleaned_data["name"], keeper_id=keeper_id, actor=request.actor)
            return redirect("points:day_plan", pk=pk)
        if act == "allot" and allot.is_valid():
            data: dict[str, Any] = allot.cleaned_data
            services.allot(
                counter_id=data["counter"], gift_id=UUID(data["gift"]), pieces=data["pieces"], actor=request.actor
            )
            messages.success(request, _("The pieces are on the counter's shelf."))
            return redirect("points:day_plan", pk=pk)
    except services.DayRefused as refusal:
        (form if act == "counter" else allot).add_error(None, str(refusal))
    counters = list(found.counters.order_by("name"))
    names = person_names(one.keeper_id for one in counters)
    context = {
        "day": found,
        "form": form,
        "allot": allot,
        "counters": [
            {
                "counter": one,
                "keeper": names.get(one.keeper_id, ""),
                "shelf": selectors.shelf_of(one),
                "people": one.bookings.filter(cancelled_at__isnull=True).count(),
            }
            for one in counters
        ],
        "gifts": gifts,
        "booked": selectors.board(found)["booked"],
        "slots": selectors.free_slots(found),
    }
    return render(request, "points/days/plan.html", context, status=422 if form.errors or allot.errors else 200)
