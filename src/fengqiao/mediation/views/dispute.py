"""The page of a dispute, and everything that is done there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.disputes import Stand
from fengqiao.mediation.forms import acts
from fengqiao.mediation.forms.following import ChaseForm, OpenAgainForm, SettleForm
from fengqiao.mediation.forms.register import PartyForm
from fengqiao.mediation.selectors import READERS, DisputeView
from fengqiao.mediation.services.reading import note_reading
from fengqiao.mediation.views import following
from fengqiao.mediation.views.common import named
from fengqiao.mediation.views.shown import context, held_form

Make = Callable[[ActorRequest, DisputeView], forms.Form]
Do = Callable[[ActorRequest, DisputeView, dict[str, Any], forms.Form], None]


@never_cache
@require_GET
@requires(*READERS)
def page(request: ActorRequest, code: str) -> HttpResponse:
    """One dispute: its parties, its sessions, how far it is, what comes next."""
    one = selectors.dispute_of_code(request.actor, code)
    if one.code != code:
        return redirect("mediation:page", code=one.code)
    note_reading(one=one, what="page", actor=request.actor)
    return render(request, "mediation/page.html", context(request, one))


@never_cache
@require_POST
@requires(*READERS)
def act(request: ActorRequest, code: str, act: str) -> HttpResponse:
    """One step; what does not fit comes back with what was typed."""
    one = selectors.dispute_of_code(request.actor, code)
    if act not in ACTS:
        raise Http404
    form, do, done = ACTS[act]
    bound = form(request, one)
    refusal, status = "", 422
    if bound.is_valid():
        try:
            do(request, one, bound.cleaned_data, bound)
        except Refused as refused:
            if refused.status == 404:
                raise
            refusal, status = str(refused), refused.status
        else:
            messages.success(request, str(done))
            return _after(request, one)
    shown = context(request, one, {act: bound}) | {"refusal": refusal or acts.said(bound), "opened": act}
    return render(request, "mediation/page.html", shown, status=status)


def _after(request: ActorRequest, one: DisputeView) -> HttpResponse:
    try:
        selectors.dispute(request.actor, one.id)
    except NotYours:  # handed over, or protected by the step itself
        return redirect("mediation:list")
    return redirect("mediation:page", code=one.code)


def _party_form(request: ActorRequest, one: DisputeView) -> forms.Form:
    return PartyForm(request.POST, prefix="p")


def _held_form(request: ActorRequest, one: DisputeView) -> forms.Form:
    ours = named(selectors.helpers_for(one.area_id), request.actor)
    return held_form(request.POST, selectors.parties_of(one.id), ours)


def _hand_over_form(request: ActorRequest, one: DisputeView) -> forms.Form:
    return acts.HandOverForm(request.POST, mediators=named(selectors.mediators_for(one.area_id), request.actor))


def _plain(kind: type[forms.Form], prefix: str | None = None) -> Make:
    return lambda request, one: kind(request.POST, prefix=prefix)


def _add_party(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    assert isinstance(form, PartyForm)
    stand = Stand.ASKS if request.POST.get("stand") == Stand.ASKS else Stand.ANSWERS
    services.add_party(dispute_id=one.id, sheet=form.sheet(stand), actor=request.actor)


def _change_party(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    assert isinstance(form, PartyForm)
    wanted = uuid_or_none(request.POST.get("party", ""))
    party = next((each for each in selectors.parties_of(one.id) if each.id == wanted), None)
    if party is None:
        raise NotYours
    services.change_party(party_id=party.id, sheet=form.sheet(party.stand), actor=request.actor)


def _of(one: DisputeView, party: UUID) -> None:
    """A party that a form names belongs to this dispute; otherwise it is not there."""
    if party not in {each.id for each in selectors.parties_of(one.id)}:
        raise NotYours


def _session_of(one: DisputeView, session: UUID) -> UUID:
    if session not in {each.id for each in selectors.sessions_of(one.id)}:
        raise NotYours
    return session


def _consent(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    _of(one, data["party"])
    services.note_consent(party_id=data["party"], wants=data["wants"], actor=request.actor)


def _take_up(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.take_up(dispute_id=one.id, actor=request.actor)


def _plan(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    assert isinstance(form, acts.SessionForm)
    services.plan_session(dispute_id=one.id, plan=form.plan(), actor=request.actor)


def _hold(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.hold_session(
        session_id=_session_of(one, data["session"]),
        minutes=data["minutes"],
        parties=[*data.get("parties", []), *data.get("represented", [])],
        by_representative=data.get("represented", []),
        ours=data.get("ours", []),
        actor=request.actor,
    )


def _off(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.call_off(session_id=_session_of(one, data["session"]), why=data["why"], actor=request.actor)


def _conclude(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.conclude(dispute_id=one.id, outcome=data["outcome"], words=data["words"], actor=request.actor)


def _sign_off(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.sign_off(dispute_id=one.id, words=data["words"], actor=request.actor)


def _send_back(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.send_back(dispute_id=one.id, reason=data["words"], actor=request.actor)


def _close(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.close(dispute_id=one.id, actor=request.actor)


def _protect(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.protect(dispute_id=one.id, why=data["why"], actor=request.actor)


def _hand_over(request: ActorRequest, one: DisputeView, data: dict[str, Any], form: forms.Form) -> None:
    services.hand_over(dispute_id=one.id, mediator_id=data["mediator"], actor=request.actor)


ACTS: dict[str, tuple[Make, Do, Promise]] = {
    "party": (_party_form, _add_party, _("Written down.")),
    "party-changed": (_party_form, _change_party, _("Put right.")),
    "consent": (_plain(acts.ConsentForm), _consent, _("Noted.")),
    "take-up": (_plain(forms.Form), _take_up, _("The mediation has begun.")),
    "session": (_plain(acts.SessionForm), _plan, _("The session is planned.")),
    "held": (_held_form, _hold, _("The session is kept, with who came.")),
    "off": (_plain(acts.OffForm), _off, _("Noted that it fell through.")),
    "conclude": (_plain(acts.ConcludeForm), _conclude, _("Concluded. Now somebody else looks at it.")),
    "sign-off": (_plain(acts.RemarkForm, "so"), _sign_off, _("Signed off; it goes to the check at the centre.")),
    "send-back": (_plain(acts.WordsForm, "sb"), _send_back, _("Sent back to the mediator.")),
    "close": (_plain(forms.Form), _close, _("Checked and closed, together with its event.")),
    "chase": (_plain(ChaseForm), following.do_chase, _("The reminder is noted.")),
    "settle": (_plain(SettleForm), following.do_settle, _("Noted.")),
    "open-again": (_plain(OpenAgainForm), following.do_open_again, _("It is watched again.")),
    "file": (following.bound_file, following.do_file, _("Handed in at the court.")),
    "protect": (_plain(acts.ProtectForm), _protect, _("Protected from now on.")),
    "hand-over": (_hand_over_form, _hand_over, _("Handed over.")),
}
