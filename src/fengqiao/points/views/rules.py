"""Rules: what counts and since when, drafts, their trial on past quarters, and the decision."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, Role, holds, person_names, requires
from fengqiao.core import clock
from fengqiao.points import services
from fengqiao.points.domain.quarters import Quarter, quarter_of
from fengqiao.points.forms.rules import RuleForm
from fengqiao.points.models import RuleVersion
from fengqiao.points.selectors import quarters
from fengqiao.points.selectors import rules as reading
from fengqiao.points.selectors.quarters import INSPECTORS, STUDIO
from fengqiao.points.views.shapes import bars, titled

SHOWN = 30
TRIED_QUARTERS = 4


@require_GET
@requires(*INSPECTORS)
def list_(request: HttpRequest) -> HttpResponse:
    """What counts in one's towns, and the drafts."""
    actor = cast(ActorRequest, request).actor
    books = quarters.books_town(actor)
    context = {
        "towns": [(town, reading.rules_of(town.id, clock.now())) for town in books],
        "general": [] if books else RuleVersion.objects.filter(area=None).order_by("cap_group", "kind"),
        "drafts": reading.drafts(actor)[:SHOWN],
        "keeps": actor.has(Role.STUDIO_CLERK),
    }
    return render(request, "points/rules/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(*STUDIO)
def new(request: HttpRequest) -> HttpResponse:
    """Draft a rule: a changed one (``?town=…&kind=…``) or a kind of one's own."""
    actor = cast(ActorRequest, request).actor
    towns = [(str(one.id), one.name) for one in quarters.books_town(actor)]
    sent = request.POST if request.method == "POST" else None
    form = RuleForm(
        sent, towns=towns, initial=_initial(request.GET.get("town", ""), request.GET.get("kind", ""), towns)
    )
    if sent is not None and form.is_valid():
        try:
            made = services.draft_rule(
                town_id=UUID(form.cleaned_data["town"]), row=form.row(), why=form.cleaned_data["why"], actor=actor
            )
            return redirect("points:rule_draft", made.pk)
        except services.PointsRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "points/rules/new.html", {"form": form}, status=422 if form.errors else 200)


def _initial(town: str, kind: str, towns: list[tuple[str, str]]) -> dict[str, Any]:
    if town not in dict(towns):
        return {"cap_period": "month"}
    found = next((row for row in reading.rules_of(UUID(town), clock.now()) if row.kind == kind), None)
    if found is None:
        return {"town": town, "cap_period": "month"}
    names = {"title_hans": "zh-hans", "title_hant": "zh-hant", "title_en": "en"}
    same = {name: getattr(found, name) for name in ("kind", "points", "cap", "cap_period", "cap_group")}
    return {"town": town, **same, **{field: found.titles.get(language, "") for field, language in names.items()}}


@require_GET
@requires(*INSPECTORS)
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft with its trial on a past quarter (``?quarter=2026Q3``)."""
    actor = cast(ActorRequest, request).actor
    row = reading.draft(actor, pk)
    zone = ZoneInfo(settings.TIME_ZONE)
    now = quarter_of(clock.now(), zone)
    choices: list[Quarter] = [now]
    for _turn in range(TRIED_QUARTERS):
        choices.append(choices[-1].before)
    wanted = request.GET.get("quarter", "")
    chosen = next((one for one in choices if str(one) == wanted), choices[1])
    outcome = reading.tried(row, chosen)
    names = person_names(cast(UUID, one.worker) for one in outcome.changes)
    titles = {one.kind: titled(one.titles) for one in reading.rules_of(row.town_id, clock.now())}
    context = {
        "row": row,
        "title": titled(row.titles),
        "choices": [(str(one), one) for one in choices],
        "chosen": chosen,
        "outcome": outcome,
        "changes": [(names.get(cast(UUID, one.worker), ""), one) for one in outcome.changes],
        "by_kind": [(titles.get(kind, kind), points) for kind, points in outcome.by_kind.items()],
        "before": bars(outcome.before.distribution),
        "after": bars(outcome.after.distribution),
        "keeps": holds(actor, row.town_id, Role.STUDIO_CLERK),
        "decides": actor.person_id != row.drafted_by_id,
        "next": now.span(zone)[1],
    }
    return render(request, "points/rules/draft.html", context)


@require_POST
@requires(*STUDIO)
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide for a draft, or give it up."""
    actor = cast(ActorRequest, request).actor
    reading.draft(actor, pk)
    if request.POST.get("decision") == "count":
        row = services.decide_rule(draft_id=pk, actor=actor)
        day = row.valid_from.astimezone(ZoneInfo(settings.TIME_ZONE)) if row.valid_from else clock.now()
        messages.success(request, _("It counts from %(day)s on.") % {"day": f"{day:%Y-%m-%d}"})
    else:
        services.drop_rule(draft_id=pk, actor=actor)
    return redirect("points:rules")
