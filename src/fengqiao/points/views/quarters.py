"""The studio's quarters: freeze, draft, objections, signature, corrections, reconciliation."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import Actor, ActorRequest, Role, holds, person, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import services
from fengqiao.points.domain.quarters import Quarter, QuarterState, quarter_of
from fengqiao.points.forms.quarters import AnswerForm, CaseForm
from fengqiao.points.models import QuarterBook, Sheet
from fengqiao.points.selectors import awards_of, quarters, unfinished
from fengqiao.points.selectors.quarters import INSPECTORS, STUDIO
from fengqiao.points.views.shapes import bars, case_lines, state_words

PER_PAGE = 60


@require_GET
@requires(*INSPECTORS)
def list_(request: HttpRequest) -> HttpResponse:
    """All quarters of one's towns, and the one that can be frozen now."""
    actor = cast(ActorRequest, request).actor
    rows = list(quarters.quarters(actor)[:PER_PAGE])
    current = quarter_of(clock.now(), ZoneInfo(settings.TIME_ZONE))
    ready = [
        {
            "town": town,
            "year": next_.year,
            "number": next_.number,
            "open": (still := unfinished(town.id, next_)),
            "stopped": any(one.stops for one in still),
        }
        for town in quarters.books_town(actor)
        if (next_ := _next(rows, town.id, current)) is not None
    ]
    context = {
        "rows": [(row, *state_words(row, clock.now())) for row in rows],
        "ready": ready,
        "cases": case_lines(quarters.cases(actor).filter(state="asked")[:PER_PAGE]),
        "keeps": actor.has(Role.STUDIO_CLERK),
    }
    return render(request, "points/quarters/list.html", context)


def _next(rows: list[QuarterBook], town_id: UUID, current: Quarter) -> Quarter | None:
    """The quarter that comes next for a town, if it is over."""
    last = current.before
    frozen = [Quarter(year=row.year, number=row.number) for row in rows if row.town_id == town_id]
    return None if frozen and max(frozen) >= last else last


@require_POST
@requires(*STUDIO)
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a quarter that is over."""
    actor = cast(ActorRequest, request).actor
    try:
        town, year, number = UUID(request.POST["town"]), int(request.POST["year"]), int(request.POST["number"])
        Quarter(year=year, number=number).span(ZoneInfo(settings.TIME_ZONE))
    except (KeyError, ValueError) as error:
        raise NotYours from error
    made = services.freeze(town_id=town, year=year, number=number, actor=actor)
    return redirect("points:quarter", made.pk)


@require_GET
@requires(*INSPECTORS)
def quarter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One quarter: where it stands, what comes next, what its list looks like."""
    actor = cast(ActorRequest, request).actor
    book = quarters.quarter(actor, pk)
    issues = quarters.issues(book)
    start, end = quarters.span_of(book)
    words, tone = state_words(book, clock.now())
    newest = [issue.row for issue in issues[:1]]
    sheets = Sheet.objects.filter(issue__in=newest).select_related("person").order_by("-total", "number")
    context = {
        "book": book,
        "start": start,
        "last_day": end - datetime.resolution,
        "state": words,
        "tone": tone,
        "steps": _steps(book),
        "issues": issues,
        "newest": issues[0] if issues else None,
        "bars": bars(issues[0].head["summary"]["distribution"]) if issues else [],
        "page": Paginator(sheets, PER_PAGE).get_page(request.GET.get("page", 1)) if issues else None,
        "objections": quarters.objections(book),
        "cases": case_lines(quarters.cases(actor).filter(quarter=book)),
        "waiting_issue": quarters.not_issued(book) if issues and issues[0].row.signed else 0,
        "may_sign": book.objections_until is not None and clock.now() >= book.objections_until,
        "keeps": holds(actor, book.town_id, Role.STUDIO_CLERK),
    }
    return render(request, "points/quarters/quarter.html", context)


def _steps(book: QuarterBook) -> list[tuple[str, bool]]:
    """The way of a quarter: (step, done)."""
    order = list(QuarterState)
    at = order.index(QuarterState(book.state))
    return [
        (_("Frozen"), True),
        (_("Draft laid open"), at >= 1),
        (_("Seven days of objections"), book.objections_until is not None and clock.now() >= book.objections_until),
        (_("Signed and published"), at >= 2),
        (_("Reconciled"), at >= 3),
    ]


@require_POST
@requires(*STUDIO)
def act(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One step of a quarter: draft, sign, anew or reconcile."""
    actor = cast(ActorRequest, request).actor
    quarters.quarter(actor, pk)
    if step == "reconcile":
        found = services.reconcile(quarter_id=pk, actor=actor)
        for line in found[:20]:
            messages.warning(request, line)
        if not found:
            messages.success(request, _("Publication and ledger agree, line by line."))
        return redirect("points:quarter", pk)
    verbs = {"draft": services.lay_open, "sign": services.sign_quarter, "anew": services.issue_anew}
    if step not in verbs:
        raise NotYours
    verbs[step](quarter_id=pk, actor=actor)
    return redirect("points:quarter", pk)


@require_http_methods(["GET", "POST"])
@requires(*INSPECTORS)
def objection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One objection: what the worker says, and the studio's answer after the hearing."""
    actor = cast(ActorRequest, request).actor
    row = quarters.objection(actor, pk)
    sent = request.POST if request.method == "POST" else None
    form = AnswerForm(sent, line=row.award_id is not None)
    if sent is not None:
        _keeper(actor, row.quarter.town_id)
        if form.is_valid():
            data = form.cleaned_data
            words = {"hearing": data["hearing"], "answer": data["answer"]}
            try:
                if sent.get("decision") == "uphold":
                    services.uphold(objection_id=pk, points=data.get("points"), rule=data["rule"], actor=actor, **words)
                    messages.success(request, _("Upheld. A second person now grants the correction."))
                else:
                    services.refuse(objection_id=pk, actor=actor, **words)
                    messages.success(request, _("Answered."))
                return redirect("points:quarter", row.quarter_id)
            except services.PointsRefused as refusal:
                form.add_error(None, str(refusal))
    keeps = holds(actor, row.quarter.town_id, Role.STUDIO_CLERK)
    return render(
        request,
        "points/quarters/objection.html",
        {"row": row, "form": form, "keeps": keeps},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@requires(*INSPECTORS)
def person_points(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask that a worker's points are put right: a line (``?award=``), or a rule that shall count once."""
    actor = cast(ActorRequest, request).actor
    town_id = quarters.town_of_person(actor, person_id)
    chosen = request.POST.get("award") or request.GET.get("award") or ""
    line = next((one for one in awards_of(person_id) if str(one.id) == chosen), None) if chosen else None
    sent = request.POST if request.method == "POST" else None
    form = CaseForm(sent, line=line is not None, initial={"award": line.id if line else None})
    if sent is not None:
        _keeper(actor, town_id)
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = services.ask_correction(
                    person_id=person_id,
                    town_id=town_id,
                    award_id=line.id if line else None,
                    points=data.get("points"),
                    rule=data.get("rule", ""),
                    reason=data["reason"],
                    hearing=data["hearing"],
                    quarter_id=quarters.published_quarter_of(town_id, line.effective_at) if line else None,
                    actor=actor,
                )
                return redirect("points:case", made.pk)
            except services.PointsRefused as refusal:
                form.add_error(None, str(refusal))
    context = {"owner": person(person_id), "line": line, "form": form, "keeps": actor.has(Role.STUDIO_CLERK)}
    return render(request, "points/quarters/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires()
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A request to put points right: for the studio, the audit and the person concerned; the second person decides."""
    actor = cast(ActorRequest, request).actor
    row = quarters.case(actor, pk)
    if request.method == "POST":
        _keeper(actor, row.town_id)
        if request.POST.get("decision") == "grant":
            services.grant(case_id=pk, actor=actor)
            messages.success(request, _("Granted. The correction stands in the ledger."))
        else:
            services.decline(case_id=pk, answer=request.POST.get("answer", ""), actor=actor)
        return redirect("points:case", pk)
    keeps = holds(actor, row.town_id, Role.STUDIO_CLERK)
    own = actor.person_id in (row.asked_by_id, row.person_id)
    context = {"row": row, "line": case_lines([row])[0], "keeps": keeps, "decides": keeps and not own}
    return render(request, "points/quarters/case.html", context)


def _keeper(actor: Actor, town_id: UUID) -> None:
    if not holds(actor, town_id, Role.STUDIO_CLERK):
        raise NotYours
