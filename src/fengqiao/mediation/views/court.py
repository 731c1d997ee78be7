"""The court's window: applications for judicial confirmation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, Role, requires
from fengqiao.core.errors import Refused
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain import confirmation as way
from fengqiao.mediation.domain.confirmation import CourtStep
from fengqiao.mediation.forms.acts import said
from fengqiao.mediation.forms.following import CourtForm
from fengqiao.mediation.selectors import READERS, words
from fengqiao.mediation.selectors import court as at_court
from fengqiao.mediation.selectors.court import CourtCase
from fengqiao.mediation.services.reading import note_reading
from fengqiao.mediation.views import papers as printing
from fengqiao.ui import papers

SEES = READERS | {Role.HANDLER}


@never_cache
@require_GET
@requires(Role.HANDLER)
def tray(request: ActorRequest) -> HttpResponse:
    """What was handed in at one's court, the oldest first; of protected disputes nothing but the code."""
    ended = request.GET.get("show") == "over"
    found = at_court.tray(request.actor, ended=ended)
    names = areas.area_names({one.dispute.area_id for one in found})
    context = {
        "ended": ended,
        "at_court": bool(at_court.courts_of(request.actor)),
        "lines": [
            {
                "it": one,
                "area": names.get(one.dispute.area_id, ""),
                "word": words.COURT_STATES[one.application.state],
                "tone": words.COURT_TONES[one.application.state],
            }
            for one in found
        ],
    }
    return render(request, "mediation/court/tray.html", context)


@never_cache
@require_GET
@requires(*SEES)
def page(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One application: the agreement, its parties, what happened with it, what can be done."""
    one = at_court.case(request.actor, pk)
    note_reading(one=one.dispute, what="application", actor=request.actor)
    return render(request, "mediation/court/page.html", _context(request, one))


@never_cache
@require_POST
@requires(*SEES)
def act(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Accept, ask for more, answer, confirm, refuse, withdraw."""
    one = at_court.case(request.actor, pk)
    form = CourtForm(request.POST)
    refusal, status = said(form), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.court_step(
                application_id=pk,
                step=data["step"],
                words=data["words"],
                number=data["number"],
                actor=request.actor,
            )
        except Refused as refused:
            if refused.status == 404:
                raise
            refusal, status = str(refused), refused.status
        else:
            messages.success(request, _("Noted: %(step)s.") % {"step": words.COURT_STEPS[data["step"]]})
            return redirect("mediation:application", pk=pk)
    shown = _context(request, one, form) | {"refusal": refusal, "opened": request.POST.get("step", "")}
    return render(request, "mediation/court/page.html", shown, status=status)


@require_GET
@requires(*SEES)
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The agreement as PDF, as the court reads it."""
    one = at_court.case(request.actor, pk)
    note_reading(one=one.dispute, what="application.pdf", actor=request.actor)
    made = printing.agreement(one.dispute, one.agreement)
    name = f'inline; filename="agreement-{one.dispute.code}.pdf"'
    return HttpResponse(
        made, content_type=papers.PDF, headers={"Content-Disposition": name, "Cache-Control": "no-store"}
    )


# What each step asks for.
_WORDS = frozenset({CourtStep.ASK_MORE, CourtStep.ANSWER, CourtStep.REFUSE, CourtStep.WITHDRAW})


def _context(request: ActorRequest, one: CourtCase, bound: CourtForm | None = None) -> dict[str, Any]:
    steps = way.steps(one.application.state, at_court.court_sides(request.actor, one))
    opened = str(bound.data.get("step", "")) if bound else ""
    offered = []
    for step in [each for each in CourtStep if each in steps]:
        form = bound if bound is not None and opened == step else CourtForm(initial={"step": step})
        form.auto_id = f"{step}_%s"
        form.fields["number"].required = step is CourtStep.CONFIRM
        form.fields["words"].required = step in _WORDS
        offered.append(
            {
                "step": step,
                "word": words.COURT_STEPS[step],
                "icon": words.COURT_ICONS[step],
                "form": form,
                "number": step is CourtStep.CONFIRM,
                "words": step in _WORDS,
                "first": step in (CourtStep.ACCEPT, CourtStep.CONFIRM, CourtStep.ANSWER),
            }
        )
    seen = selectors.READERS & {duty.role for duty in request.actor.duties}
    return {
        "case": one,
        "one": one.dispute,
        "area": areas.area(one.dispute.area_id).name,
        "state": words.COURT_STATES[one.application.state],
        "tone": words.COURT_TONES[one.application.state],
        "parties": [{"it": each, "stand": words.STANDS[each.stand]} for each in selectors.parties_of(one.dispute.id)],
        "history": [
            {
                "at": each.at,
                "words": words.COURT_STEPS[each.step],
                "who": each.who,
                "note": each.words,
                "icon": words.COURT_ICONS[each.step],
            }
            for each in at_court.court_steps(one.application.id)
        ],
        "offered": offered,
        "to_dispute": bool(seen),
    }
