"""Routing rules: the table, a rule with its history, the form, and the page on which a case is tried."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain.routing import Change
from fengqiao.incidents.forms.settings.routing import RuleForm, TrialForm, area_choices
from fengqiao.incidents.selectors import rule_trial, rules
from fengqiao.incidents.selectors.rules import RULERS
from fengqiao.incidents.services import route_sheets
from fengqiao.incidents.views.settings.common import actor_of

SHEET = "routing"
PER_PAGE = 50
PREFILLED = ("category", "place", "to", "part", "basis")


@require_GET
@requires(*selectors.SETTINGS)
def table(request: HttpRequest) -> HttpResponse:
    """All rules that count in the reader's areas: category, area and duty, who leads, who joins."""
    actor = actor_of(request)
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:100] for name in ("q", "place", "ended")}
    scope = areas.areas(actor)
    place = next((one for one in scope if str(one.id) == asked["place"]), None)
    lines = rules.rule_lines(actor, text=asked["q"], area_id=place.id if place else None, ended=bool(asked["ended"]))
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        **asked,
        "lines": page.object_list,
        "page": page,
        "count": len(lines),
        "query": f"{query}&" if query else "",
        "narrowed": bool(query),
        "places": area_choices(scope),
        "rules": actor.has(*RULERS),
    }
    return render(request, "incidents/settings/routing.html", context)


@require_GET
@requires(*selectors.SETTINGS)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One rule: since when, made by whom, and where its events would go without it."""
    actor = actor_of(request)
    one = rules.rule(actor, pk)
    without = [Change(rule=one.as_rule, ends=True)]
    living = one.mine and one.ended_at is None
    context = {
        "rule": one,
        "history": rules.rule_history(pk)[::-1],
        "tried": rule_trial.try_out(category=one.category, area_id=one.area_id, changes=without) if living else None,
        "moved": rule_trial.would_move(actor, without) if living else None,
        "change": _address("incidents:route_new", _values(one)),
        "trial": _address("incidents:routing_trial", {"category": one.category, "place": str(one.area_id)}),
    }
    return render(request, "incidents/settings/route.html", context)


@require_http_methods(["GET", "POST"])
@requires(*RULERS)
def new(request: HttpRequest) -> HttpResponse:
    """A rule; filled in by whoever links here. It shows what it would change before it counts."""
    actor = actor_of(request)
    given = {name: request.GET[name] for name in PREFILLED if request.GET.get(name)}
    asked: dict[str, Any] = {
        "categories": selectors.categories(),
        "places": rules.ruled_areas(actor),
        "organisations": rules.organisations_to_choose(actor),
    }
    form = RuleForm(request.POST or None, initial={"part": "lead", "basis": "place", **given}, **asked)
    made = form.change() if request.method == "POST" and form.is_valid() else None
    if made is not None and "save" in request.POST:
        services.set_route(**form.rule(), actor=actor)
        messages.success(
            request, _("The rule counts from now on. Events that are dispatched already stay where they are.")
        )
        return redirect(_address("incidents:routing", {"q": made.rule.category}))
    if request.method == "GET" and set(given) >= {"category", "place", "to"}:
        known = RuleForm({"part": "lead", "basis": "place", **given}, **asked)
        made = known.change() if known.is_valid() else None
    context = {"form": form, **(_compared(actor, made) if made else {})}
    status = 422 if request.method == "POST" and made is None else 200
    return render(request, "incidents/settings/route_new.html", context, status=status)


@require_POST
@requires(*RULERS)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rule counts no more."""
    actor = actor_of(request)
    rules.rule(actor, pk)
    services.end_route(rule_id=pk, reason=request.POST.get("reason", ""), actor=actor)
    messages.success(request, _("Withdrawn. What was decided by it stays as it is."))
    return redirect("incidents:route", pk=pk)


@require_GET
@requires(*selectors.SETTINGS)
def trial(request: HttpRequest) -> HttpResponse:
    """Put in a case, see where it goes and why, and where it would go under a draft."""
    actor = actor_of(request)
    drafts = rules.waiting_sheets(actor, SHEET) if actor.has(*RULERS) else []
    asked = bool(request.GET.get("category") or request.GET.get("place"))
    form = TrialForm(
        request.GET if asked else None,
        categories=selectors.categories(),
        places=areas.areas(actor),
        drafts=drafts,
    )
    tried = None
    if asked and form.is_valid():
        data = form.cleaned_data
        draft = data.get("draft")
        changes = None
        if draft is not None:
            content = services.kept_sheet(what=SHEET, sheet_id=draft, actor=actor).content
            changes = route_sheets.look_through_routes(content, actor=actor).changes
        tried = rule_trial.try_out(category=data["category"], area_id=data["place"], at=data["at"], changes=changes)
    context: dict[str, Any] = {"form": form, "tried": tried, "may_rule": actor.has(*RULERS)}
    if tried is not None:
        data = form.cleaned_data
        context["add"] = _address("incidents:route_new", {"category": data["category"], "place": str(data["place"])})
    return render(request, "incidents/settings/routing_trial.html", context)


def _compared(actor: Actor, made: Change) -> dict[str, Any]:
    """What a rule would change for its own case and for the events of the last days."""
    rule = made.rule
    return {
        "tried": rule_trial.try_out(category=rule.category, area_id=rule.area, changes=[made]),
        "moved": rule_trial.would_move(actor, [made]),
    }


def _values(one: rules.RuleView) -> dict[str, str]:
    return {
        "category": one.category,
        "place": str(one.area_id),
        "part": one.part.value,
        "basis": one.basis.value,
    }


def _address(name: str, values: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(values)}"
