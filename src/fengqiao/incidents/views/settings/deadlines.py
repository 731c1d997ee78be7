"""Deadlines: the table with an example counted from a chosen moment, the form, and exceptions that end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import requires
from fengqiao.core import clock
from fengqiao.incidents import selectors, services
from fengqiao.incidents.forms.settings.deadlines import AmountForm, ExampleForm, LimitForm
from fengqiao.incidents.selectors import limits, rules
from fengqiao.incidents.selectors.catalogue import KEEPERS
from fengqiao.incidents.selectors.limits import LimitView
from fengqiao.incidents.views.settings.common import actor_of


@require_GET
@requires(*selectors.SETTINGS)
def table(request: HttpRequest) -> HttpResponse:
    """All limits, and what each comes to for something received at a chosen moment."""
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    form = ExampleForm(request.GET if request.GET.get("at") else None, initial={"at": now})
    start = (form.cleaned_data["at"] if form.is_bound and form.is_valid() else None) or now
    steps, calendar = limits.limits(), selectors.calendar_in_force().calendar
    context = {
        "form": form,
        "start": start,
        "steps": [(step, [limits.example(one, start, calendar) for one in step.limits]) for step in steps],
        "any": bool(limits.all_of(steps)),
        "keeps": selectors.keeps(actor_of(request)),
    }
    return render(request, "incidents/settings/deadlines.html", context)


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    """A deadline for a step, or an exception for a category or an organisation."""
    actor = actor_of(request)
    form = LimitForm(
        request.POST or None,
        initial={"warn_percent": 80, "kind": request.GET.get("kind")},
        categories=selectors.categories(),
        organisations=rules.organisations_to_choose(actor),
    )
    return _settled(request, form, {})


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another amount for a deadline. For which step, category and organisation it counts stays as it is."""
    known = limits.limit(pk)
    if known is None:
        messages.warning(request, _("This deadline has ended or was changed meanwhile."))
        return redirect("incidents:deadlines")
    given = {"amount": f"{known.amount.normalize():f}", "unit": known.unit, "warn_percent": known.warn_percent}
    form = AmountForm(request.POST or None, initial=given)
    scope = {"kind": known.kind, "category": known.category or None, "organisation_id": known.organisation_id}
    return _settled(request, form, scope, known)


def _settled(
    request: HttpRequest, form: AmountForm, scope: dict[str, Any], known: LimitView | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            services.set_deadline(**form.limit(), **scope, actor=actor_of(request))
        except services.CalendarRefused as refusal:
            form.add_error("amount", str(refusal))
        else:
            messages.success(request, _("The deadline counts from now on. Clocks that run keep theirs."))
            return redirect("incidents:deadlines")
    status = 422 if request.method == "POST" else 200
    return render(request, "incidents/settings/deadline.html", {"form": form, "known": known}, status=status)


@require_POST
@requires(*KEEPERS)
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A deadline counts no more; clocks that run keep it."""
    services.end_deadline(rule_id=pk, actor=actor_of(request))
    messages.success(request, _("Ended. Clocks that run keep it."))
    return redirect("incidents:deadlines")
