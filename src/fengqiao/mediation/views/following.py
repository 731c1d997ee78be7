"""After the agreement: promises that are watched, and the application to the court, on the page of a dispute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.core.errors import NotYours
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.agreements import PromiseState, Urgency
from fengqiao.mediation.domain.confirmation import CourtState
from fengqiao.mediation.domain.disputes import Side
from fengqiao.mediation.forms.following import ChaseForm, FileForm, OpenAgainForm, SettleForm
from fengqiao.mediation.selectors import AgreementView, DisputeView, PromiseView, words
from fengqiao.mediation.selectors import court as at_court
from fengqiao.mediation.selectors import promises as watching

WATCHERS = (Role.MEDIATOR, Role.STUDIO_CLERK)
WITHIN = 7
TONES = {Urgency.FAR: "", Urgency.SOON: "due", Urgency.TODAY: "due", Urgency.PAST: "danger"}


@never_cache
@require_GET
@requires(*WATCHERS)
def promises(request: ActorRequest) -> HttpResponse:
    """What is to be kept and by when, the most urgent first: whom to ring up today."""
    everything = request.GET.get("show") == "all"
    found = watching.watched(request.actor, days=None if everything else WITHIN)
    context = {
        "everything": everything,
        "within": WITHIN,
        "lines": [{"it": one, **shown(one.promise)} for one in found],
    }
    return render(request, "mediation/promises.html", context)


def shown(promise: PromiseView) -> dict[str, Any]:
    """How a promise looks: its state in words, or how near its day is."""
    if promise.state is PromiseState.OPEN:
        return {"word": words.URGENCIES[promise.urgency], "tone": TONES[promise.urgency]}
    kept = promise.state is PromiseState.KEPT
    return {"word": words.PROMISES[promise.state], "tone": "done" if kept else "danger"}


def following(
    request: ActorRequest, one: DisputeView, there: AgreementView | None, bound: dict[str, forms.Form]
) -> dict[str, Any]:
    """What the page of a dispute shows of it."""
    sides = selectors.sides(request.actor, one)
    keeps = bool(sides & {Side.MEDIATOR, Side.STUDIO})
    found: dict[str, Any] = {"promises": [], "applications": []}
    if there is None or not there.in_force:
        return found
    found["promises"] = [_promise(each, keeps, bound) for each in there.promises]
    found["applications"] = [
        {"it": each, "word": words.COURT_STATES[each.state], "tone": words.COURT_TONES[each.state]}
        for each in at_court.applications_of(one.id)
    ]
    running = [each for each in at_court.applications_of(one.id) if each.state not in _AGAIN]
    found["confirmable_until"] = there.confirmable_until
    if Side.MEDIATOR in sides and not running and services.confirmable(there):
        found["file_form"] = bound.get("file") or file_form(None, one)
    return found


_AGAIN = frozenset({CourtState.REFUSED, CourtState.WITHDRAWN})


def _promise(each: PromiseView, keeps: bool, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """A promise with the forms of what can be noted of it; one that came back stands where it came from."""
    watched = each.state is PromiseState.OPEN
    line: dict[str, Any] = {"it": each, **shown(each), "open": keeps and watched, "settled": keeps and not watched}
    here = {name: form for name, form in bound.items() if str(form.data.get("promise", "")) == str(each.id)}
    for name, form in here.items():
        form.auto_id = f"{name}{each.number}_%s"
    if line["open"]:
        line["chase"] = here.get("chase") or ChaseForm(auto_id=f"chase{each.number}_%s")
        line["settle"] = here.get("settle") or SettleForm(auto_id=f"settle{each.number}_%s")
    elif line["settled"]:
        line["again"] = here.get("open-again") or OpenAgainForm(auto_id=f"open-again{each.number}_%s")
    line["back"] = next(iter(here), "")
    return line


def file_form(data: Any, one: DisputeView) -> FileForm:
    """The application with the courts and the parties of this dispute."""
    return FileForm(
        data,
        courts=[(str(court.id), court.name) for court in at_court.courts_for(one.area_id)],
        parties=[(str(party.id), party.name) for party in selectors.parties_of(one.id)],
    )


def bound_file(request: ActorRequest, one: DisputeView) -> forms.Form:
    """The application as it was sent."""
    return file_form(request.POST, one)


def do_file(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    """Hand it in."""
    services.file_application(
        dispute_id=one.id, court_id=data["court"], asking=data["asking"], words=data["words"], actor=request.actor
    )


def do_chase(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    """Note a reminder."""
    services.chase(promise_id=_of(one, data["promise"]), words=data["words"], actor=request.actor)


def do_settle(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    """Note whether it was kept."""
    services.settle(promise_id=_of(one, data["promise"]), kept=data["kept"], note=data["note"], actor=request.actor)


def do_open_again(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    """Take a wrong note back."""
    services.open_again(promise_id=_of(one, data["promise"]), why=data["why"], actor=request.actor)


def _of(one: DisputeView, promise: Any) -> Any:
    there = selectors.agreement_of(one.id)
    if there is None or promise not in {each.id for each in there.promises}:
        raise NotYours
    return promise
