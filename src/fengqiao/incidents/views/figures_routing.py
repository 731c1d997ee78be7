"""Pages of the validity of routing: how straight events came to who solved them, and which rules that speaks for."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.incidents import services
from fengqiao.incidents.domain.side import HandOverKind
from fengqiao.incidents.domain.validity import VERSION, Tally
from fengqiao.incidents.forms.figures import RuleForm
from fengqiao.incidents.selectors import validity
from fengqiao.incidents.selectors.figures import READERS, Scope
from fengqiao.incidents.selectors.validity import Advice, Way
from fengqiao.incidents.views.figures import as_file, asked_for, common, scope_sheet
from fengqiao.ui.sheet_books import Sheet, workbook

SHOWN = 100
RULES = "incidents:routing"
TITLES = {
    "wrong_first": gettext_lazy("First dispatched to somebody else than who solved it"),
    "bounced": gettext_lazy("Handed back or on"),
    "ping_pong": gettext_lazy("Came back to who had given it away"),
    "wrong_refusal": gettext_lazy("Refused by who solved it in the end"),
}
ARROWS = {
    HandOverKind.DISPATCH: gettext_lazy("dispatched to %(receiver)s"),
    HandOverKind.TRANSFER: gettext_lazy("%(giver)s handed it on to %(receiver)s"),
    HandOverKind.RETURN: gettext_lazy("%(giver)s gave it back"),
    HandOverKind.WITHDRAW: gettext_lazy("withdrawn from %(giver)s"),
    HandOverKind.RECALLED: gettext_lazy("taken back from %(giver)s"),
}


@require_GET
@requires(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The sums by category, organisation and person, and the rules that are suggested."""
    actor = cast(ActorRequest, request).actor
    asked = asked_for(request)
    context = {
        **common(asked),
        "found": validity.validity_of(actor, asked.scope),
        "version": VERSION,
        "titles": TITLES,
        "may_rule": actor.has(Role.DISPATCHER),
        "rules": rules_address(),
    }
    return render(request, "incidents/figures/routing.html", context)


@require_GET
@requires(*READERS)
def ways(request: HttpRequest, kind: str) -> HttpResponse:
    """The events behind a sum, each with the hands it went through. ?category= and ?of= (an organisation) narrow it."""
    if kind not in TITLES:
        raise Http404
    actor = cast(ActorRequest, request).actor
    asked = asked_for(request)
    of = _uuid(request.GET.get("of", ""))
    category = request.GET.get("category", "")
    found, hidden = validity.ways(actor, asked.scope, kind=kind, category=category, organisation_id=of)
    named = validity.titles().get(category, category) if category else ""
    subtitle = " · ".join(filter(None, (named, areas.organisation(of).name if of else "")))
    context = {**common(asked), **_listed(found, hidden), "title": TITLES[kind], "subtitle": subtitle}
    return render(request, "incidents/figures/ways.html", context)


@require_GET
@requires(*READERS)
def evidence(request: HttpRequest) -> HttpResponse:
    """The events that speak for a suggested rule."""
    actor = cast(ActorRequest, request).actor
    asked = asked_for(request)
    one = _suggested(request, asked.scope)
    found, hidden = validity.ways_of(actor, asked.scope, one.suggestion)
    context = {**common(asked), **_listed(found, hidden), "title": _("What speaks for this rule"), "advice": one}
    return render(request, "incidents/figures/ways.html", context)


@require_POST
@requires(Role.DISPATCHER)
def accept(request: HttpRequest) -> HttpResponse:
    """Make a suggestion a routing rule, if the record still speaks for it."""
    actor = cast(ActorRequest, request).actor
    asked = asked_for(request)
    form = RuleForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    for one in validity.advice(asked.scope):
        rule = one.suggestion
        if (rule.category, rule.area, rule.to) == (data["category"], data["place"], data["to"]):
            services.set_route(category=rule.category, area_id=rule.area, organisation_id=rule.to, actor=actor)
            words = _("Now a rule: “%(category)s” in %(area)s goes to %(organisation)s.")
            messages.success(request, words % {"category": one.category, "area": one.area, "organisation": one.to})
            break
    else:
        messages.error(request, _("The record does not speak for this rule any more. Nothing was changed."))
    return redirect(f"{reverse('incidents:figures_routing')}?{asked.query}")


@require_GET
@requires(*READERS)
def sheet(request: HttpRequest) -> HttpResponse:
    """The validity of routing as an Excel file."""
    actor = cast(ActorRequest, request).actor
    asked = asked_for(request)
    found = validity.validity_of(actor, asked.scope)
    head = [
        _("Cases"),
        _("Right hand-overs"),
        _("Judged hand-overs"),
        _("Validity"),
        _("Right first"),
        _("Judged first dispatches"),
        _("Handed back or on"),
        _("Ping-pong"),
        _("Refusals"),
        _("Wrong refusals"),
    ]
    groups = [
        (_("By category"), found.categories),
        (_("By organisation"), found.organisations),
        (_("By person"), found.people),
    ]
    pages = [Sheet(title=_("All"), head=head, rows=[_cells(found.total)], shares=frozenset({3}))]
    pages += [
        Sheet(
            title=title,
            head=[_("Name"), *head],
            rows=[(line.name, *_cells(line.tally)) for line in lines],
            widths=(28,),
            shares=frozenset({4}),
        )
        for title, lines in groups
    ]
    pages.append(
        Sheet(
            title=_("Suggested rules"),
            head=[
                _("Category"),
                _("Area"),
                _("Went first to"),
                _("Suggested"),
                _("Cases"),
                _("Given away"),
                _("Solved"),
            ],
            rows=[
                (one.category, one.area, one.instead_of, one.to, rule.seen, rule.refused, rule.solved)
                for one in found.advice
                for rule in (one.suggestion,)
            ],
            widths=(24, 18, 24, 24),
        )
    )
    content = workbook([*pages, scope_sheet(asked)])
    return as_file(content, f"routing-{asked.scope.period.first}-{asked.scope.period.last}.xlsx")


def rules_address() -> str:
    """Where routing rules are kept; empty where this installation has no such page."""
    try:
        return reverse(RULES)
    except NoReverseMatch:
        return ""


def _cells(tally: Tally) -> tuple[float | None, ...]:
    return (
        tally.legs,
        tally.moves_right,
        tally.moves_judged,
        tally.validity,
        tally.first_right,
        tally.first_judged,
        tally.bounces,
        tally.ping_pong,
        tally.refusals,
        tally.wrong_refusals,
    )


def _suggested(request: HttpRequest, scope: Scope) -> Advice:
    form = RuleForm(request.GET)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    for one in validity.advice(scope):
        rule = one.suggestion
        if (rule.category, rule.area, rule.to) == (data["category"], data["place"], data["to"]):
            return one
    raise Http404


def _listed(found: list[Way], hidden: int) -> dict[str, object]:
    """Ways as lines; the newest hundred of many."""
    parties = {party for way in found for move in way.leg.moves for party in (move.giver, move.receiver) if party}
    names = areas.organisation_names(parties | {way.leg.solver for way in found if way.leg.solver})
    lines = [
        (
            way.event,
            [
                ARROWS[move.kind]
                % {
                    "giver": names.get(move.giver, "") if move.giver else "",
                    "receiver": names.get(move.receiver, "") if move.receiver else "",
                }
                for move in way.leg.moves
            ],
            names.get(way.leg.solver, "") if way.leg.solver else "",
        )
        for way in found[:SHOWN]
    ]
    return {"lines": lines, "count": len(found), "cut": len(found) > SHOWN, "shown": SHOWN, "hidden": hidden}


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
