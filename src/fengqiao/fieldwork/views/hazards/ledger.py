"""The ledger of hazards, and one hazard with all that can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, Level, Role, requires
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.fieldwork.domain.hazards import Step
from fengqiao.fieldwork.forms import hazards as forms
from fengqiao.fieldwork.selectors.hazards import ledger, words
from fengqiao.fieldwork.selectors.hazards.ledger import CHECKERS, MANAGERS, READERS
from fengqiao.fieldwork.selectors.hazards.shown import HazardView
from fengqiao.fieldwork.services import hazards as services

TABS = (
    ("due", pgettext_lazy("hazards", "To be put right")),
    ("overdue", pgettext_lazy("hazards", "Overdue")),
    ("recheck", pgettext_lazy("hazards", "To be looked at again")),
    ("closed", pgettext_lazy("hazards", "Closed")),
    ("all", pgettext_lazy("hazards", "All")),
)
CHECKS = "checks"
CONFIRM = "confirm"


@require_GET
@requires(*READERS)
def list_(request: ActorRequest) -> HttpResponse:
    """The ledger: what burns first, by filter; its figures open to the rows behind them."""
    wanted = forms.filter_of(request.GET)
    page = forms.page_of(request.GET)
    start = (page - 1) * ledger.PER_PAGE
    show = request.GET.get("show", wanted.show)
    context: dict[str, Any] = {
        "figures": ledger.figures(request.actor, wanted),
        "wanted": wanted,
        "show": show,
        "page": page,
        "query": _query(request.GET),
        "topics": words.TOPICS.items(),
        "severities": words.SEVERITIES.items(),
        "villages": areas.areas(request.actor, level=Level.VILLAGE),
        "tabs": TABS,
        "came_up": ledger.came_up(request.actor),
        "may_check": request.actor.has(*CHECKERS),
        "may_edit": request.actor.has(Role.STUDIO_CLERK),
    }
    if show in (CHECKS, CONFIRM):
        rows = ledger.checks(request.actor, wanted, unconfirmed=show == CONFIRM, start=start, count=ledger.PER_PAGE + 1)
        context["checks"] = [(one, words.TOPICS[one.topic], found, open_) for one, found, open_ in rows]
        context["checks"] = context["checks"][: ledger.PER_PAGE]
        context["more"] = len(rows) > ledger.PER_PAGE
    else:
        found = ledger.hazards(request.actor, wanted, start=start, count=ledger.PER_PAGE + 1)
        context["lines"] = [_line(one) for one in found[: ledger.PER_PAGE]]
        context["more"] = len(found) > ledger.PER_PAGE
    return render(request, "fieldwork/hazards/list.html", context)


@require_GET
@requires(*READERS)
def hazard(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One hazard: what was seen, until when, what can be done."""
    return render(request, "fieldwork/hazards/hazard.html", _context(request, ledger.hazard(request.actor, pk)))


@require_GET
@requires(*READERS)
def picture(request: ActorRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """A photo of a hazard."""
    one = ledger.hazard(request.actor, pk)
    content = ledger.picture_content(one.id, picture)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@require_POST
@requires(*CHECKERS)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one thing with a hazard and come back to it."""
    one = ledger.hazard(request.actor, pk)
    if act not in ACTS:
        messages.error(request, _("There is no such step."))
        return redirect("fieldwork:hazard", pk=pk)
    do, said = ACTS[act]
    try:
        do(one.id, request.POST, forms.photos_of(request, "after"), request.actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(request, one), "refusal": str(refusal), "tried": act, "posted": request.POST}
        return render(request, "fieldwork/hazards/hazard.html", context, status=refusal.status)
    messages.success(request, str(said))
    return redirect("fieldwork:hazard", pk=pk)


Photos = tuple[bytes, ...]
Act = Callable[[UUID, QueryDict, Photos, Actor], None]


def _rectify(pk: UUID, post: QueryDict, photos: Photos, actor: Actor) -> None:
    services.rectify(hazard_id=pk, photos=photos, words=post.get("words", ""), actor=actor)


def _pass(pk: UUID, post: QueryDict, photos: Photos, actor: Actor) -> None:
    services.pass_hazard(hazard_id=pk, words=post.get("words", ""), actor=actor)


def _send_back(pk: UUID, post: QueryDict, photos: Photos, actor: Actor) -> None:
    day = forms.day_of(post.get("day", ""))
    services.send_back(hazard_id=pk, words=post.get("words", ""), due_on=day, actor=actor)


def _extend(pk: UUID, post: QueryDict, photos: Photos, actor: Actor) -> None:
    day = forms.day_of(post.get("day", ""))
    services.extend(hazard_id=pk, words=post.get("words", ""), due_on=day, actor=actor)


def _withdraw(pk: UUID, post: QueryDict, photos: Photos, actor: Actor) -> None:
    services.withdraw(hazard_id=pk, words=post.get("words", ""), actor=actor)


ACTS: dict[str, tuple[Act, Promise]] = {
    "rectify": (_rectify, gettext_lazy("Reported. Another person looks at it now.")),
    "pass": (_pass, gettext_lazy("Closed. Thank you for looking.")),
    "send-back": (_send_back, gettext_lazy("Sent back with a new day.")),
    "extend": (_extend, gettext_lazy("More time is given; the reason is kept.")),
    "withdraw": (_withdraw, gettext_lazy("Withdrawn; the reason is kept.")),
}


def _line(one: HazardView) -> dict[str, Any]:
    return {
        "it": one,
        "topic": words.TOPICS[one.topic],
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "severity": words.SEVERITIES[one.severity],
        "severity_tone": words.SEVERITY_TONES[one.severity],
        "raised": words.RAISED.get(one.raised, ""),
    }


def _context(request: ActorRequest, one: HazardView) -> dict[str, Any]:
    pictures = ledger.pictures_of([one.id])[one.id]
    before, after = ledger.before_and_after(pictures)
    may = areas.holds(request.actor, one.area_id, *CHECKERS)
    manages = areas.holds(request.actor, one.area_id, *MANAGERS)
    person = request.actor.person_id
    judges = may and person is not None and person not in (one.found_by_id, one.rectified_by_id)
    today = timezone.localdate(clock.now())
    can = {step: step in one.steps for step in Step}
    return {
        **_line(one),
        "pictures": pictures,
        "before": before,
        "after": after,
        "steps": [(each, words.STEPS[each.step], words.STEP_ICONS[each.step]) for each in ledger.steps_of(one.id)],
        "can_rectify": may and can[Step.RECTIFY],
        "can_judge": judges and can[Step.PASS],
        "waits_for_another": may and not judges and can[Step.PASS],
        "can_extend": manages and can[Step.EXTEND],
        "can_void": manages and can[Step.VOID],
        "today": today,
        "next_day": today + timedelta(days=3),
    }


def _query(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("page", None)
    kept.pop("show", None)
    return kept.urlencode()
