"""The studio's pages of quality: a blind look at samples, and the quarter's grades."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, Level, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.forms.handbook import OpinionForm
from fengqiao.fieldwork.selectors import handbook, sampling
from fengqiao.fieldwork.selectors.sampling import SAMPLERS
from fengqiao.fieldwork.services import sampling as verbs
from fengqiao.points.domain.quarters import quarter_of

_CLOSED = {"draw": verbs.draw, "settle": verbs.settle}


@never_cache
@require_GET
@requires(*SAMPLERS)
def grades(request: ActorRequest) -> HttpResponse:
    """The quarter of each worker, the samples that wait, and what to do next."""
    now = clock.now()
    quarter = handbook.quarter_in(request.GET.get("quarter", ""), now)
    towns = areas.areas(request.actor, level=Level.TOWN)
    wanted = uuid_or_none(request.GET.get("town", ""))
    town = next((one for one in towns if one.id == wanted), towns[0] if towns else None)
    rows = sampling.standings(request.actor, town.id, quarter) if town else []
    present = quarter_of(now, handbook.zone())
    context = {
        "town": town,
        "towns": towns,
        "quarter": quarter,
        "quarters": [present, present.before, present.before.before],
        "rows": rows,
        "samples": sampling.samples(request.actor, quarter),
        "over": now >= quarter.span(handbook.zone())[1],
        "settled": any(one.settled for one in rows),
        "sampled": any(one.sampled for one in rows),
    }
    return render(request, "fieldwork/handbook/grades.html", context)


@require_POST
@requires(*SAMPLERS)
def grades_act(request: ActorRequest, act: str) -> HttpResponse:
    """Draw the quarter's samples, or settle its grades."""
    town, verb = uuid_or_none(request.POST.get("town", "")), _CLOSED.get(act)
    if town is None or verb is None:
        raise NotYours
    quarter = handbook.quarter_in(request.POST.get("quarter", ""), clock.now())
    back = f"{reverse('fieldwork:grades')}?quarter={quarter}&town={town}"
    try:
        count = verb(town_id=town, quarter=quarter, actor=request.actor)
    except Refused as refusal:
        if isinstance(refusal, NotYours):
            raise
        messages.error(request, str(refusal))
        return redirect(back)
    if act == "draw":
        words = ngettext("%(count)d handbook was drawn by lot.", "%(count)d handbooks were drawn by lot.", count)
    else:
        words = ngettext("%(count)d grade was settled.", "%(count)d grades were settled.", count)
    messages.success(request, words % {"count": count})
    return redirect(back)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*SAMPLERS)
def sample(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A blind look at one handbook."""
    found = sampling.sample(request.actor, pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            after = verbs.give_opinion(
                sample_id=pk, marks=form.marks(), words=form.cleaned_data["words"], actor=request.actor
            )
        except Refused as refusal:
            if isinstance(refusal, NotYours):
                raise
            form.add_error(None, str(refusal))
        else:
            done = _("Thank you. This sample is decided.")
            more = _("Thank you. Somebody else will have a look as well.")
            messages.success(request, done if after.done else more)
            return redirect(f"{reverse('fieldwork:grades')}?quarter={found.quarter}")
    context = {"sample": found, "form": form, "lines": sampling.blind_lines(request.actor, pk)}
    return render(request, "fieldwork/handbook/sample.html", context, status=422 if request.method == "POST" else 200)
