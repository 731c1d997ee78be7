"""What the page of a dispute shows, with the forms of what can be done now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest
from fengqiao.core import clock
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.domain.facts import Scale, Severity
from fengqiao.mediation import selectors
from fengqiao.mediation.domain.disputes import Consent, PartyKind, Sensitive, Side, State, Step
from fengqiao.mediation.domain.sessions import SessionState
from fengqiao.mediation.forms import acts
from fengqiao.mediation.forms.register import PartyForm
from fengqiao.mediation.selectors import DisputeView, PartyView, SessionView, words
from fengqiao.mediation.selectors.repeats import Repeat, repeats
from fengqiao.mediation.views.common import named
from fengqiao.mediation.views.following import following

TALKS = frozenset({State.REGISTERED, State.MEDIATING, State.AGREED})
EARLY = frozenset({State.REGISTERED, State.MEDIATING})
Bound = dict[str, forms.Form]


def context(request: ActorRequest, one: DisputeView, bound: Bound | None = None) -> dict[str, Any]:
    """Everything that the page shows. ``bound``: forms that came back."""
    actor = request.actor
    sides = selectors.sides(actor, one)
    steps = selectors.offered(actor, one)
    keeps = bool(sides & {Side.MEDIATOR, Side.STUDIO})
    parties = selectors.parties_of(one.id)
    sessions = selectors.sessions_of(one.id)
    people = areas.person_names(pk for pk in (one.mediator_id, one.registrar_id, one.signed_off_by_id) if pk)
    area = areas.area(one.area_id)
    agreement = selectors.agreement_of(one.id)
    ours = named(selectors.helpers_for(one.area_id), actor) if keeps and one.state in TALKS else []
    full = keeps or one.sensitive is not Sensitive.NO
    return {
        "one": one,
        "area": area.name,
        **_in_words(one),
        "mediator": people.get(one.mediator_id, ""),
        "registrar": people.get(one.registrar_id, "") if one.registrar_id else "",
        "signer": people.get(one.signed_off_by_id, "") if one.signed_off_by_id else "",
        "parties": [
            _party(party, full) | (_party_forms(party, bound or {}) if keeps and one.state in EARLY else {})
            for party in parties
        ],
        "full": full,
        "sessions": [_session(session) | _session_forms(session, parties, ours, bound or {}) for session in sessions],
        "history": selectors.history(one.id),
        "held": incidents.holdings([one.incident_id]).get(one.incident_id),
        "event_seen": bool(incidents.of_ids(actor, [one.incident_id])),
        "keeps": keeps,
        "talks": keeps and one.state in TALKS,
        "early": keeps and one.state in EARLY,
        "may": {step.value: True for step in steps},
        "own": actor.person_id == one.mediator_id,
        "agreement": agreement,
        "repeats": [_repeat(each) for each in repeats(actor, one)],
        "agreement_open": agreement is not None or (Side.MEDIATOR in sides and one.state is State.MEDIATING),
        **following(request, one, agreement, bound or {}),
        **_forms(request, one, parties, steps, keeps, bound or {}),
    }


def _in_words(one: DisputeView) -> dict[str, Any]:
    """What is told of the dispute itself."""
    return {
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "outcome": words.OUTCOMES[one.outcome] if one.outcome else "",
        "outcome_tone": words.OUTCOME_TONES[one.outcome] if one.outcome else "",
        "sensitive": words.SENSITIVE[one.sensitive] if one.sensitive else "",
        "means": words.MEANS[one.means],
        "scale": incidents.in_words(Scale(one.scale)),
        "severity": incidents.in_words(Severity(one.severity)),
        "source": incidents.in_words(incidents.Source(one.source)),
    }


def _party(party: PartyView, full: bool) -> dict[str, Any]:
    """A party; its name in full for those who may read it."""
    return {
        "one": party,
        "stand": words.STANDS[party.stand],
        "kind": words.KINDS[party.kind],
        "organisation": party.kind is PartyKind.ORGANISATION,
        "consent": words.CONSENTS[party.consent],
        "tone": words.CONSENT_TONES[party.consent],
        "wants": party.consent is Consent.YES,
        "name": party.name if full else party.masked,
    }


def _party_forms(party: PartyView, bound: Bound) -> dict[str, Any]:
    """What is written of a party, to be put right; the one that came back with what was typed."""
    back = bound.get("party-changed")
    if back is not None and str(back.data.get("party", "")) == str(party.id):
        back.auto_id = f"party{party.number}_%s"
        return {"form": back, "back": True}
    known = {name: getattr(party, name) for name in PartyForm.base_fields}
    return {"form": PartyForm(prefix="p", initial=known, auto_id=f"party{party.number}_%s")}


def _session(session: SessionView) -> dict[str, Any]:
    """A session, without its forms."""
    return {
        "one": session,
        "state": words.SESSIONS[session.state],
        "tone": words.SESSION_TONES[session.state],
        "planned": session.state is SessionState.PLANNED,
        "room": words.ROOMS[session.room_state] if session.room_state else "",
        "room_tone": words.ROOM_TONES[session.room_state] if session.room_state else "",
    }


def _repeat(each: Repeat) -> dict[str, Any]:
    """An earlier dispute that this one may come back from."""
    return {
        "it": each,
        "how": words.LIKENESSES[each.how],
        "state": words.STATES[each.dispute.state],
        "tone": words.TONES[each.dispute.state],
    }


def _forms(
    request: ActorRequest,
    one: DisputeView,
    parties: list[PartyView],
    steps: frozenset[Step],
    keeps: bool,
    bound: Bound,
) -> dict[str, Any]:
    """The forms of what can be done now; those that came back with what was typed."""
    found: dict[str, Any] = {}
    today = timezone.localdate(clock.now())
    if keeps and one.state in EARLY:
        found["party_form"] = bound.get("party") or PartyForm(prefix="p")
        found["stand_choices"] = words.STANDS.items()
    if keeps and one.state in TALKS:
        planned = {"day": today + timedelta(days=1), "start": "09:00", "end": "10:30"}
        found["session_form"] = bound.get("session") or acts.SessionForm(initial=planned)
        mediators = named(selectors.mediators_for(one.area_id), request.actor)
        others = [choice for choice in mediators if choice[0] != str(one.mediator_id)]
        found["hand_over_form"] = bound.get("hand-over") or acts.HandOverForm(mediators=others) if others else None
    if one.sensitive is Sensitive.NO and not one.ended and keeps:
        found["protect_form"] = bound.get("protect") or acts.ProtectForm()
    if Step.CONCLUDE in steps:
        found["conclude_form"] = bound.get("conclude") or acts.ConcludeForm()
    if Step.SIGN_OFF in steps:
        found["sign_off_form"] = bound.get("sign-off") or acts.RemarkForm(prefix="so")
    if Step.SEND_BACK in steps:
        found["send_back_form"] = bound.get("send-back") or acts.WordsForm(prefix="sb")
    return found


def _session_forms(
    session: SessionView, parties: list[PartyView], ours: list[tuple[Any, Any]], bound: Bound
) -> dict[str, Any]:
    """The two forms of a planned session; those that came back where they came from."""
    if session.state is not SessionState.PLANNED:
        return {}
    names = {"held": f"held{session.number}_%s", "off": f"off{session.number}_%s"}
    here = {name: one for name, one in bound.items() if str(session.id) == str(one.data.get("session", ""))}
    for name, one in here.items():
        one.auto_id = names.get(name, one.auto_id)
    return {
        "held": here.get("held") or held_form(None, parties, ours, auto_id=names["held"]),
        "off": here.get("off") or acts.OffForm(auto_id=names["off"]),
        "back": next(iter(here), ""),
    }


def held_form(
    data: Any, parties: list[PartyView], ours: list[tuple[Any, Any]], auto_id: str = "id_%s"
) -> acts.HeldForm:
    """The form of a session that took place, with the dispute's parties and our people to tick."""
    return acts.HeldForm(
        data,
        auto_id=auto_id,
        parties=[(str(one.id), one.name) for one in parties],
        represented=[(str(one.id), f"{one.representative} → {one.name}") for one in parties if one.representative],
        ours=ours,
    )
