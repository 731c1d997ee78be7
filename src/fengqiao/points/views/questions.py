"""Questions about points: the list, one of them, the worker's answer, the studio's decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.points import selectors, services
from fengqiao.points.domain.signs import QuestionState, Sign
from fengqiao.points.selectors import QuestionView

PAGE = 30
SIGNS: dict[Sign, Promise] = {
    Sign.SAME_PHOTO: gettext_lazy("The same photo stands with two events"),
    Sign.TOO_FAST: gettext_lazy("Two reports far apart in a short time"),
    Sign.BURST: gettext_lazy("Many reports within half an hour"),
    Sign.QUARTER_END: gettext_lazy("Nearly all reports at the end of the quarter"),
    Sign.SAME_PAIR: gettext_lazy("The same colleague closes nearly everything"),
}
STATES: dict[QuestionState, tuple[Promise, str]] = {
    QuestionState.OPEN: (gettext_lazy("waits for an answer"), "due"),
    QuestionState.EXPLAINED: (gettext_lazy("answered, to be decided"), "info"),
    QuestionState.NO_CONCERN: (gettext_lazy("nothing in it"), "done"),
    QuestionState.HEARING: (gettext_lazy("taken to a hearing"), "due"),
}


@require_GET
@requires()
def list_(request: ActorRequest) -> HttpResponse:
    """The questions that somebody may read: their own, and for the studio's clerk those of the town."""
    page = Paginator(selectors.questions(request.actor), PAGE).get_page(request.GET.get("page", "1"))
    lines = [_line(selectors.question_view(request.actor, row)) for row in page.object_list]
    return render(request, "points/questions/list.html", {"page": page, "lines": lines})


@require_GET
@requires()
def page(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One question with what shows it."""
    found = selectors.question(request.actor, pk)
    return render(request, "points/questions/page.html", {**_line(found), "detail": _detail(found)})


@require_POST
@requires()
def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The worker's answer."""
    services.answer_question(question_id=pk, answer=request.POST.get("answer", "")[:1000], actor=request.actor)
    messages.success(request, _("Thank you. The grid studio reads it and decides."))
    return redirect("points:question", pk=pk)


@require_POST
@requires()
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The studio's decision. A hearing goes on where points are put right."""
    known = {one.value: one for one in QuestionState}
    ending = known.get(request.POST.get("ending", ""), QuestionState.OPEN)
    why = request.POST.get("why", "")[:1000]
    services.decide_question(question_id=pk, ending=ending, why=why, actor=request.actor)
    messages.success(request, _("Decided; the worker can read it."))
    return redirect("points:question", pk=pk)


def _line(found: QuestionView) -> dict[str, object]:
    word, tone = STATES[found.state]
    return {"question": found, "sign": SIGNS[found.sign], "word": word, "tone": tone}


def _detail(found: QuestionView) -> str:
    words = {
        Sign.SAME_PHOTO: _("The very same file was used twice. One picture can serve two matters at one place."),
        Sign.TOO_FAST: _("%(metres)s metres apart within %(minutes)s minutes. A position set by hand can explain it."),
        Sign.BURST: _("%(reports)s reports within %(minutes)s minutes. A round along one road can explain it."),
        Sign.QUARTER_END: _("%(late)s of %(reports)s reports in the last %(days)s days. A leave can explain it."),
        Sign.SAME_PAIR: _("%(together)s of %(reports)s closed reports. Who shares a shift shares matters."),
    }
    return words[found.sign] % {"metres": 0, "minutes": 0, **found.numbers}
