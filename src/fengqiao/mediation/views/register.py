"""Registering a dispute."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours, Refused
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.disputes import Stand
from fengqiao.mediation.forms.register import PartyForm, RegisterForm
from fengqiao.mediation.selectors import REGISTRARS
from fengqiao.mediation.views.common import area_choices, category_choices, mediator_choices


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*REGISTRARS)
def new(request: ActorRequest) -> HttpResponse:
    """One sheet: the matter and its two sides. More parties are added on the dispute's page."""
    actor = request.actor
    mediators = mediator_choices(actor)
    data = request.POST if request.method == "POST" else None
    initial = (
        {
            "form_id": ids.new_id(),
            "happened_on": timezone.localdate(clock.now()),
            "mediator": mediators[0][0] if len(mediators) == 1 or str(actor.person_id) == mediators[0][0] else None,
        }
        if mediators
        else {"form_id": ids.new_id()}
    )
    form = RegisterForm(
        data, categories=category_choices(), areas=area_choices(actor), mediators=mediators, initial=initial
    )
    asks, answers = PartyForm(data, prefix="a"), PartyForm(data, prefix="b")
    refusal, status = "", 200
    if data is not None:
        status = 422
        if all([form.is_valid(), asks.is_valid(), answers.is_valid()]):
            sheet = form.sheet((asks.sheet(Stand.ASKS), answers.sheet(Stand.ANSWERS)))
            try:
                made = services.register(sheet=sheet, actor=actor)
            except Refused as refused:
                if refused.status == 404:
                    raise
                refusal, status = str(refused), refused.status
            else:
                return _done(request, made)
    context = {
        "form": form,
        "sides": ((asks, _("Who asks for the mediation")), (answers, _("The other side"))),
        "mediators": mediators,
        "refusal": refusal,
    }
    return render(request, "mediation/new.html", context, status=status)


def _done(request: ActorRequest, made: selectors.DisputeView) -> HttpResponse:
    messages.success(request, _("Registered. Its code is %(code)s.") % {"code": made.spoken})
    try:
        selectors.dispute(request.actor, made.id)
    except NotYours:  # protected: who wrote it down does not read it from now on
        messages.info(request, _("It is protected: from now on only the mediator and the studio read it."))
        return redirect("mediation:list")
    return redirect("mediation:page", code=made.code)
