"""The task list at the desk: what is on it, what waits for approval, what an item said before."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, AreaView, Level, Role, requires
from fengqiao.core.errors import Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.fieldwork.domain.worklist import KindState
from fengqiao.fieldwork.forms.studio import KindForm
from fengqiao.fieldwork.selectors import scope, words, worklist
from fengqiao.fieldwork.selectors.worklist import KindView
from fengqiao.fieldwork.services import worklist as services
from fengqiao.fieldwork.services.errors import FieldRefused

READERS = scope.DESK | scope.APPROVERS


@require_GET
@requires(*READERS)
def kinds(request: HttpRequest) -> HttpResponse:
    """What may be given to grid workers here, and what somebody proposes."""
    actor = cast(ActorRequest, request).actor
    found = [_said(one) for one in worklist.kinds(actor)]
    context = {
        "proposed": [one for one in found if one["kind"].state is KindState.PROPOSED],
        "listed": [one for one in found if one["kind"].state is KindState.PUBLISHED],
        "clerk": actor.has(Role.STUDIO_CLERK),
        "may_propose": actor.has(Role.STUDIO_CLERK),
        "places": [areas.area(one) for one in sorted({each["kind"].area_id for each in found}, key=str)],
    }
    return render(request, "fieldwork/studio/kinds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.STUDIO_CLERK)
def new(request: HttpRequest) -> HttpResponse:
    """Propose an item, or a new version of one (?of=)."""
    actor = cast(ActorRequest, request).actor
    old_id = uuid_or_none(request.POST.get("of", "") or request.GET.get("of", ""))
    old = worklist.versions_of(actor, old_id)[0] if old_id else None
    form = KindForm(request.POST or None, places=_places(actor), initial=_initial(old))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose_kind(
                area_id=old.area_id if old else form.area_id(),
                words=form.said(),
                kind_id=old.kind_id if old else None,
                code=form.cleaned_data["code"],
                actor=actor,
            )
        except Refused as refusal:
            if refusal.status == 404:
                raise
            refused = str(refusal)
        else:
            messages.success(request, _("Proposed. It comes onto the list when somebody else approves it."))
            return redirect("fieldwork:kind", pk=made.kind_id)
    context = {"form": form, "old": old, "refused": refused}
    return render(request, "fieldwork/studio/kind_new.html", context, status=422 if request.POST else 200)


@require_GET
@requires(*READERS)
def kind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One item: what it says, who proposed and approved it, what it said before."""
    return render(request, "fieldwork/studio/kind.html", _context(cast(ActorRequest, request).actor, pk))


@require_POST
@requires(*scope.APPROVERS)
def act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """Approve or refuse what was proposed, or take the item off the list."""
    actor = cast(ActorRequest, request).actor
    found = worklist.versions_of(actor, pk)
    said = request.POST.get("words", "")
    try:
        if act == "take-off":
            services.take_off_kind(kind_id=pk, words=said, actor=actor)
            messages.success(request, _("Taken off the list. What was pushed before is still done."))
        else:
            one = next((each for each in found if each.state is KindState.PROPOSED), None)
            if one is None:
                raise FieldRefused(_("This was decided in the meantime. Look at the page again."))
            services.decide_kind(version_id=one.id, publish=act == "publish", words=said, actor=actor)
            done = (
                _("It is on the published list now.") if act == "publish" else _("Refused. The reason stays with it.")
            )
            messages.success(request, done)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(actor, pk), "refused": str(refusal), "said": said}
        return render(request, "fieldwork/studio/kind.html", context, status=refusal.status)
    return redirect("fieldwork:kind", pk=pk)


def _context(actor: Actor, kind_id: UUID) -> dict[str, Any]:
    versions = worklist.versions_of(actor, kind_id)
    place = versions[0].area_id
    proposal = next((one for one in versions if one.state is KindState.PROPOSED), None)
    approver = areas.holds(actor, place, *scope.APPROVERS)
    clerk = areas.holds(actor, place, Role.STUDIO_CLERK)
    return {
        "versions": [_said(one) for one in versions],
        "top": versions[0],
        "place": areas.area(place),
        "proposal": proposal,
        "may_decide": approver and proposal is not None and proposal.proposed_by_id != actor.person_id,
        "own": proposal is not None and proposal.proposed_by_id == actor.person_id,
        "listed": next((one for one in versions if one.state is KindState.PUBLISHED), None),
        "may_change": clerk and proposal is None,
        "may_take_off": clerk,
    }


def _said(one: KindView) -> dict[str, Any]:
    return {
        "kind": one,
        "frequency": words.FREQUENCIES[one.frequency],
        "proofs": [words.PROOFS[each] for each in one.proofs],
        "pushers": [words.PUSHERS[each] for each in one.pushers],
        "state": words.KIND_STATES[one.state],
        "tone": words.KIND_TONES[one.state],
    }


def _places(actor: Actor) -> list[AreaView]:
    """Whose list the clerk keeps: the towns of their duty, or what else their duty is for."""
    own = [areas.area(one) for one in scope.roots(actor, Role.STUDIO_CLERK)]
    towns = [one for one in areas.areas(actor, level=Level.TOWN) if any(up.id in one.lineage for up in own)]
    return towns or own


def _initial(old: KindView | None) -> dict[str, Any]:
    if old is None:
        return {"proofs": ["note"], "pushers": ["studio"]}
    return {
        "area": str(old.area_id),
        "code": old.code,
        "title": old.title,
        "how": old.how,
        "frequency": old.frequency.value,
        "minutes": old.minutes,
        "proofs": [one.value for one in old.proofs],
        "pushers": [one.value for one in old.pushers],
        "basis": old.basis,
        "urgent": old.urgent,
        "reason": old.reason,
        "last_day": old.last_day,
    }
