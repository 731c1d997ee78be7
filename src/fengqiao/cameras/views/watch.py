"""Pages of the narrow door: cases, their approvals, and the question that a match asks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from fengqiao.areas.selectors import Actor, requires
from fengqiao.cameras.domain.watch import MAX_HOURS, CaseKind, Seat
from fengqiao.cameras.forms import watch as words
from fengqiao.cameras.forms.history import Line
from fengqiao.cameras.forms.watch import CaseForm, initial_of
from fengqiao.cameras.selectors import SEE
from fengqiao.cameras.selectors import watch as selectors
from fengqiao.cameras.selectors.watch import ASK, SEE_CASES, CaseView
from fengqiao.cameras.services import CamerasRefused, watch
from fengqiao.cameras.services.confirming import answer_match
from fengqiao.cameras.views.answering import actor_of, answered
from fengqiao.cameras.views.media import serve


@require_GET
@requires(*SEE_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """Open cases, what waits for a decision first; ?over=1 shows those that have ended."""
    actor, over = actor_of(request), request.GET.get("over") == "1"
    context = {"cases": selectors.cases(actor, over=over), "over": over, "asks": actor.has(*ASK)}
    return render(request, "cameras/watch/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(*ASK)
def case_new(request: HttpRequest) -> HttpResponse:
    """A new case: first its kind, then its form."""
    try:
        kind = CaseKind(request.GET.get("kind", ""))
    except ValueError:
        if request.method == "POST":
            raise Http404 from None
        return render(request, "cameras/watch/choose.html", {"max_hours": MAX_HOURS[CaseKind.PERSON]})
    return _form(request, actor_of(request), kind, None)


@require_http_methods(["GET", "POST"])
@requires(*ASK)
def case_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    case = selectors.case(actor, pk)
    if not case.is_draft:
        raise Http404
    return _form(request, actor, case.kind, case)


def _form(request: HttpRequest, actor: Actor, kind: CaseKind, case: CaseView | None) -> HttpResponse:
    area = case.area_id if case else selectors.asking_area(actor)
    cameras = selectors.choosable_cameras(actor, area) if area else []
    posted = request.method == "POST"
    form = CaseForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kind=kind,
        cameras=cameras,
        case=case,
        initial=initial_of(case) if case else {},
    )
    if posted and form.is_valid():
        try:
            if case is None:
                kept = watch.draft_case(entry=form.entry(), actor=actor)
            else:
                kept = watch.change_case(case_id=case.id, entry=form.entry(), actor=actor)
        except CamerasRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept as a draft. Check it, then ask for approval."))
            return redirect("cameras:watch_case", kept.id)
    chosen = set(form["cameras"].value() or ())
    context = {
        "form": form,
        "case": case,
        "kind": kind.value,
        "max_hours": MAX_HOURS[kind],
        "villages": [
            (name, [(one, str(one.id) in chosen) for one in group])
            for name, group in groupby(cameras, key=lambda one: one.area)
        ],
    }
    return render(request, "cameras/watch/form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(*SEE_CASES)
def case_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: where it stands, who decided, what is looked for, its matches, all that happened."""
    actor = actor_of(request)
    case = selectors.case(actor, pk)
    if not case.is_draft and not case.is_over:
        watch.note_reading(case_id=pk, what="page", actor=actor)
    mine = case.requested_by_id == actor.person_id
    context = {
        "case": case,
        "mine": mine,
        "decides": selectors.may_decide(actor, case),
        "closes": selectors.may_close(actor, case),
        "asks": actor.has(*ASK),
        "open_seats": [seat.value for seat in Seat if seat not in {one.seat for one in case.approvals}],
        "matches": selectors.case_matches(actor, pk),
        "entries": [_line(line) for line in selectors.case_history(actor, pk)],
    }
    return render(request, "cameras/watch/page.html", context)


def _line(line: selectors.StepLine) -> Line:
    face = words.STEPS[line.kind]
    return Line(at=line.at, words=str(face.word), who=line.person, tone=face.tone, icon=face.icon, note="")


STEPS: dict[str, Callable[[UUID, str, Actor], CaseView]] = {
    "ask": lambda pk, note, actor: watch.ask_for_case(case_id=pk, actor=actor),
    "approve": lambda pk, note, actor: watch.approve_case(case_id=pk, note=note, actor=actor),
    "refuse": lambda pk, note, actor: watch.refuse_case(case_id=pk, note=note, actor=actor),
    "withdraw": lambda pk, note, actor: watch.withdraw_case(case_id=pk, actor=actor),
    "close": lambda pk, note, actor: watch.close_case(case_id=pk, note=note, actor=actor),
    "again": lambda pk, note, actor: watch.ask_again(case_id=pk, actor=actor),
}


@requires(*SEE_CASES)
@require_POST
def case_step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """A step with a case; field note where a reason is wanted."""
    act = STEPS.get(step)
    if act is None:
        raise Http404
    try:
        case = act(pk, request.POST.get("note", ""), actor_of(request))
    except CamerasRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cameras:watch_case", pk)
    messages.success(request, _done(step, case))
    return redirect("cameras:watch_case", case.id)


def _done(step: str, case: CaseView) -> str:
    if step == "approve":
        return _("Approved. The cameras are looking now.") if case.is_active else _("Approved. One more must approve.")
    return {
        "ask": _("Two others are asked to approve."),
        "refuse": _("Refused. Nothing is looked for."),
        "withdraw": _("Withdrawn. Nothing is looked for."),
        "close": _("Closed. The cameras have stopped looking; within 24 hours everything is deleted."),
        "again": _("A new draft. Consent and approvals are needed anew."),
    }[step]


@requires(*SEE_CASES)
@require_safe
def case_photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The photo of whom one looks for."""
    served = selectors.case_photo(actor_of(request), pk)
    watch.note_reading(case_id=pk, what="photo", actor=actor_of(request))
    return serve(request, served)


@requires(*SEE_CASES)
@require_safe
def case_consent(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The photo of the signed consent."""
    served = selectors.case_consent(actor_of(request), pk)
    watch.note_reading(case_id=pk, what="consent", actor=actor_of(request))
    return serve(request, served)


@requires(*SEE)
@require_POST
def match_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Is it this person or vehicle? Field answer: yes or no."""
    answer = request.POST.get("answer", "")
    if answer not in {"yes", "no"}:
        raise Http404
    return answered(request, pk, lambda: answer_match(alarm_id=pk, yes=answer == "yes", actor=actor_of(request)))
