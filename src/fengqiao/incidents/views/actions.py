"""Everything that can be done with one event from its page: each act by its form, each form to its service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import facts as f
from fengqiao.incidents.domain import table
from fengqiao.incidents.forms.actions import FORMS, ActForm, Choices
from fengqiao.incidents.selectors import IncidentView, Step, chronicle, neighbours, proposals, story, verifying
from fengqiao.incidents.selectors.acts import Act, Group, acts
from fengqiao.incidents.selectors.neighbours import Subject

PEOPLE = selectors.WATCHERS | table.REPORTERS | table.HANDLERS
OWN_ADDRESS = ("check", "close")
HEADINGS = {
    Group.WAY: gettext_lazy("The event itself"),
    Group.TOGETHER: gettext_lazy("Together with others"),
    Group.TIME: gettext_lazy("Time"),
    Group.URGE: gettext_lazy("Urging"),
    Group.END: gettext_lazy("Ending and taking up again"),
}
TITLES = {
    "check": gettext_lazy("Check the work"),
    "rate": gettext_lazy("Call back and rate"),
    "join-ask": gettext_lazy("Ask another organisation to join"),
    "task-accept": gettext_lazy("Take the part on"),
    "task-refuse": gettext_lazy("Refuse to join"),
    "task-answer": gettext_lazy("Say what your part came to"),
    "task-send_back": gettext_lazy("Give the part back"),
    "task-ask_again": gettext_lazy("Ask again after the refusal"),
    "task-waive": gettext_lazy("Go on without them"),
    "extend": gettext_lazy("Ask for more time"),
    "suspend": gettext_lazy("Ask to stop the clock"),
    "request-decide": gettext_lazy("Decide on a request"),
    "request-take_back": gettext_lazy("Take the request back"),
    "request-resume": gettext_lazy("Let the clock run again"),
    "remind": gettext_lazy("Remind"),
    "reminder-reply": gettext_lazy("Reply to a reminder"),
    "supervise": gettext_lazy("Supervise"),
    "supervision-answer": gettext_lazy("Answer the supervision"),
    "supervision-lift": gettext_lazy("Lift the supervision"),
    "judge": gettext_lazy("Judge the risk"),
    "verify-answer": gettext_lazy("Look at the place and say what is there"),
    "reveal": gettext_lazy("See names and numbers"),
    "sample-check": gettext_lazy("Sample check"),
    "return": gettext_lazy("Refuse and return"),
    "undo": gettext_lazy("Undo the ending"),
    "solve": pgettext_lazy("step", "Solved on the spot"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An act with its form, as the page shows it."""

    act: Act
    title: str
    address: str
    form: ActForm
    open: bool = False

    @property
    def why(self) -> bool:
        """True where the page explains whom the rules name."""
        return self.act.name == "dispatch"


def do(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do ``name`` with the event. What cannot be read or is refused comes back with everything that was typed."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    kind = FORMS[name]
    form = kind(request.POST, request.FILES, auto_id=f"{name}-%s", choices=Options(actor, event).of(kind))
    if not form.is_valid():
        return _again(request, event, name, form, 422)
    try:
        if name == "reveal":  # shown once, in this answer; whoever loads the page again sees them masked
            shown = services.reveal_contacts(incident_id=event.id, reason=form.cleaned_data["note"], actor=actor)
            return render(request, "incidents/page.html", {**context(actor, event), "followers": shown})
        VERBS[name](event, form.cleaned_data, actor)
    except services.StepNotTaken as refusal:
        if isinstance(refusal.why, f.NotYourStep):
            raise Http404 from refusal  # for somebody without that duty it is not there
        form.add_error(None, str(refusal))
        return _again(request, event, name, form, refusal.status)
    except services.IncidentRefused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, event, name, form, refusal.status)
    messages.success(request, _("Done: %(step)s.") % {"step": title(name)})
    return redirect("incidents:page", code=event.code)


def _again(request: HttpRequest, event: IncidentView, name: str, form: ActForm, status: int) -> HttpResponse:
    actor = cast(ActorRequest, request).actor
    found = selectors.incident(actor, event.id)
    return render(request, "incidents/page.html", context(actor, found, failed=(name, form)), status=status)


@require_POST
@requires(*PEOPLE)
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """A side record; the steps have an address of their own."""
    if act not in FORMS or act in STEPS or act in OWN_ADDRESS:
        raise Http404
    return do(request, code, act)


def title(name: str) -> str:
    """An act in the language of the moment."""
    known = TITLES.get(name)
    return str(known) if known is not None else selectors.in_words(Step(name))


def context(actor: Actor, event: IncidentView, failed: tuple[str, ActForm] | None = None) -> dict[str, object]:
    """What the page of an event shows to this reader."""
    found = acts(actor, event.id)
    options = Options(actor, event)
    offers = [_offer(options, one, failed) for one in found.all]
    first = offers[0] if found.first else None
    others = offers[1:] if found.first else offers
    refused = failed[1] if failed and not any(one.form is failed[1] for one in offers) else None
    held = selectors.holding(event.id)
    pictures = selectors.evidence_of(event.id)
    before = [one for one in pictures if one.kind == services.EvidenceKind.BEFORE]
    after = [one for one in pictures if one.kind == services.EvidenceKind.AFTER]
    legs = chronicle.legs(event.id)
    return {
        "event": event,
        "holder": story.holder(held),
        "held": held,
        "awaited": selectors.in_words(held.awaited),
        "left": next((leg.left for leg in legs if leg.ended_at is None and not leg.joint), ""),
        "legs": legs,
        "tasks": [(task, selectors.in_words(task.state)) for task in selectors.tasks_of(event.id)],
        "ways": neighbours.ways(actor, Subject(kind="event", id=event.id, area_id=event.area_id, code=event.code))
        if event.state not in selectors.ENDED
        else [],
        "over": event.state in selectors.ENDED,
        "tone": story.tone(event),
        "area": areas.area(event.area_id),
        "lead": areas.organisation(event.lead_id) if event.lead_id else None,
        "risk": [selectors.in_words(one) for one in (event.severity, event.scale) if one is not None],
        "before": before,
        "after": after,
        "pair": (before[0], after[-1]) if before and after else None,
        "entries": chronicle.whole(event.id),
        "credits": selectors.credits_of(actor, event.id),
        "first": first,
        "groups": [
            (heading, inside)
            for group, heading in HEADINGS.items()
            if (inside := [one for one in others if one.act.group is group])
        ],
        "refused": refused,
        "handled_yourself": found.handled,
        "similar": options.similar if any(one.act.name == "accept" for one in offers) else [],
        "proposal": options.proposal if any(one.why for one in offers) else None,
        "followers": options.followers,
        "answers": selectors.answered(event.fields, event.details),
        "ratings": selectors.ratings_of(event.id),
        "verification": verifying.verification_of(event.id),
    }


def _offer(options: Options, one: Act, failed: tuple[str, ActForm] | None) -> Offer:
    event = options.event
    name = "step" if one.name in STEPS else one.name if one.name in OWN_ADDRESS else "act"
    args = [event.code] if name == one.name else [event.code, one.name]
    if failed and failed[0] == one.name and failed[1].data.get("target", "") == (str(one.target) if one.target else ""):
        form, is_open = failed[1], True
    else:
        initial = {"target": one.target, **_initial(one.name, event)}
        kind = FORMS[one.name]
        form, is_open = kind(auto_id=f"{one.key}-%s", choices=options.of(kind), initial=initial), False
    if one.name in ("close", "solve") and not story.is_dispute(event):
        form.fields.pop("outcome", None)
    return Offer(
        act=one, title=title(one.name), address=reverse(f"incidents:{name}", args=args), form=form, open=is_open
    )


def _initial(name: str, event: IncidentView) -> dict[str, Any]:
    if name == "dispatch":
        found = selectors.route(category=event.category, area_id=event.area_id)
        return {"lead": str(found.organisation_id), "joint": [str(one) for one in found.joint_ids]} if found else {}
    if name == "judge":
        return {"severity": event.severity, "scale": event.scale}
    return {"way": "call"} if name == "rate" else {}


class Options:
    """What an event's forms offer to choose from; each list is read once for a page."""

    def __init__(self, actor: Actor, event: IncidentView) -> None:
        self.actor, self.event = actor, event

    @cached_property
    def proposal(self) -> proposals.Proposal:
        """Who could be given the event."""
        return proposals.proposal(category=self.event.category, area_id=self.event.area_id)

    @cached_property
    def similar(self) -> list[IncidentView]:
        """Open events that may be the same matter, and that the actor sees."""
        return selectors.of_those_seen(self.actor, selectors.similar(self.event))

    @cached_property
    def centre(self) -> bool:
        """True when the actor sits at the desk for this event."""
        return areas.holds(self.actor, self.event.area_id, *table.DESK)

    @cached_property
    def followers(self) -> list[selectors.FollowerView]:
        """Who reported or joined, masked, for the desk's call back."""
        return selectors.followers_of(self.event.id) if self.centre else []

    def of(self, kind: type[ActForm]) -> dict[str, Choices]:
        """The choices that a form asks for."""
        found: dict[str, Choices] = {}
        lead_id = self.event.lead_id
        if {"lead", "joint", "organisation"} & set(kind.needs):
            # A transfer goes to another one; a dispatch may go to whoever had it before.
            keep = None if "joint" in kind.needs else lead_id
            found["lead"] = [(str(pk), name) for pk, name in self.proposal.able if pk != keep]
            found["joint"] = [(str(pk), name) for pk, name in self.proposal.helpers]
            found["organisation"] = [(str(pk), name) for pk, name in self.proposal.helpers if pk != lead_id]
        if "into" in kind.needs:
            found["into"] = [(str(one.id), f"{one.title} · {one.spoken}") for one in self.similar]
        if "verifier" in kind.needs:
            found["verifier"] = [(str(one.person_id), one.name) for one in verifying.verifiers(self.event)]
        if "level" in kind.needs:
            known = selectors.supervision_of(self.event.id)
            level = known.level if known else 0
            found["level"] = [(one.value, selectors.in_words(one)) for one in services.Level if one > level]
        if "follower" in kind.needs:
            found["follower"] = [
                (str(one.id), " · ".join(part for part in (one.name or _("anonymous"), one.phone) if part))
                for one in self.followers
            ]
        return found


Data = Mapping[str, Any]
Verb = Callable[[IncidentView, Data, Actor], object]


def _photos(event: IncidentView, data: Data, actor: Actor, task_id: UUID | None = None) -> None:
    for name, kind in (("before", services.EvidenceKind.BEFORE), ("photo", services.EvidenceKind.AFTER)):
        for one in data.get(name) or ():
            services.add_evidence(incident_id=event.id, kind=kind, content=one.read(), task_id=task_id, actor=actor)


def _noted(verb: Callable[..., object], name: str = "reason") -> Verb:
    return lambda event, data, actor: verb(incident_id=event.id, actor=actor, **{name: data["note"]})


def _aimed(verb: Callable[..., object], aim: str, name: str = "reason") -> Verb:
    def call(event: IncidentView, data: Data, actor: Actor) -> None:
        verb(actor=actor, **{aim: _target(data), name: data["note"]})

    return call


def _target(data: Data) -> UUID:
    if data["target"] is None:
        raise Http404
    return cast(UUID, data["target"])


def _verify(event: IncidentView, data: Data, actor: Actor) -> None:
    chosen = UUID(data["verifier"]) if data["verifier"] else None
    services.verify(incident_id=event.id, note=data["note"], person_id=chosen, actor=actor)


def _verified(event: IncidentView, data: Data, actor: Actor) -> None:
    _photos(event, data, actor)
    services.answer_verification(incident_id=event.id, confirmed=data["passed"], note=data["note"], actor=actor)


def _dispatch(event: IncidentView, data: Data, actor: Actor) -> None:
    lead = UUID(data["lead"]) if data["lead"] else None
    joint = [UUID(one) for one in data["joint"]] if lead else None
    services.dispatch(incident_id=event.id, lead_id=lead, joint_ids=joint, reason=data["note"], actor=actor)


def _merge(event: IncidentView, data: Data, actor: Actor) -> None:
    # One's own code is refused with the right words by the service.
    into = UUID(data["into"]) if data["into"] else selectors.incident_of_code(actor, data["other"]).id
    services.merge(incident_id=event.id, into=into, reason=data["note"], actor=actor)


def _feedback(event: IncidentView, data: Data, actor: Actor) -> None:
    _photos(event, data, actor)
    services.feedback(incident_id=event.id, note=data["note"], actor=actor)


def _solve(event: IncidentView, data: Data, actor: Actor) -> None:
    _photos(event, data, actor)
    services.solve(incident_id=event.id, note=data["note"], outcome=data.get("outcome"), actor=actor)


def _answer(event: IncidentView, data: Data, actor: Actor) -> None:
    _photos(event, data, actor, _target(data))
    services.answer_task(task_id=_target(data), answer=data["note"], actor=actor)


def _decide(event: IncidentView, data: Data, actor: Actor) -> None:
    if data["passed"]:
        services.approve_request(request_id=_target(data), note=data["note"], actor=actor)
    else:
        services.refuse_request(request_id=_target(data), reason=data["note"], actor=actor)


def _rate(event: IncidentView, data: Data, actor: Actor) -> None:
    centre = areas.holds(actor, event.area_id, *table.DESK)
    services.rate(
        incident_id=event.id,
        stars=data["stars"],
        note=data["note"],
        way=data["way"] if centre else services.RatingWay.PAGE,
        follower_id=UUID(data["follower"]) if data["follower"] else None,
        actor=actor,
    )


STEPS: dict[str, Verb] = {
    "verify": _verify,
    "accept": lambda event, data, actor: services.accept(
        incident_id=event.id, is_new=True, note=data["note"], actor=actor
    ),
    "reject": _noted(services.reject),
    "merge": _merge,
    "void": _noted(services.void),
    "undo": _noted(services.undo),
    "dispatch": _dispatch,
    "withdraw": _noted(services.withdraw),
    "return": _noted(services.send_return),
    "transfer": lambda event, data, actor: services.transfer(
        incident_id=event.id, to=UUID(data["lead"]), reason=data["note"], actor=actor
    ),
    "recall": _noted(services.recall),
    "sign": _noted(services.sign, "note"),
    "feedback": _feedback,
    "solve": _solve,
    "rate": _rate,
    "reopen": _noted(services.reopen),
}
VERBS: dict[str, Verb] = STEPS | {
    "check": lambda event, data, actor: services.check(
        incident_id=event.id, passed=data["passed"], note=data["note"], actor=actor
    ),
    "verify-answer": _verified,
    "close": lambda event, data, actor: services.close(
        incident_id=event.id, outcome=data.get("outcome"), note=data["note"], actor=actor
    ),
    "join-ask": lambda event, data, actor: services.ask_to_join(
        incident_id=event.id, organisation_id=UUID(data["organisation"]), what=data["note"], actor=actor
    ),
    "task-accept": _aimed(services.accept_task, "task_id", "note"),
    "task-refuse": _aimed(services.refuse_task, "task_id"),
    "task-answer": _answer,
    "task-send_back": _aimed(services.send_task_back, "task_id"),
    "task-ask_again": _aimed(services.ask_again, "task_id"),
    "task-waive": _aimed(services.waive_task, "task_id"),
    "extend": lambda event, data, actor: services.ask_extension(
        incident_id=event.id, amount=data["amount"], reason=data["note"], task_id=data["target"], actor=actor
    ),
    "suspend": lambda event, data, actor: services.ask_suspension(
        incident_id=event.id, until=data["until"], reason=data["note"], task_id=data["target"], actor=actor
    ),
    "request-decide": _decide,
    "request-take_back": lambda event, data, actor: services.take_back_request(request_id=_target(data), actor=actor),
    "request-resume": _aimed(services.resume_clock, "request_id", "note"),
    "remind": lambda event, data, actor: services.remind(
        incident_id=event.id, text=data["note"], task_id=data["target"], actor=actor
    ),
    "reminder-reply": _aimed(services.reply_reminder, "reminder_id", "reply"),
    "supervise": lambda event, data, actor: services.supervise(
        incident_id=event.id, level=data["level"], reason=data["note"], actor=actor
    ),
    "supervision-answer": _noted(services.answer_supervision, "answer"),
    "supervision-lift": _noted(services.lift_supervision),
    "judge": lambda event, data, actor: services.judge_risk(
        incident_id=event.id, severity=data["severity"], scale=data["scale"], reason=data["note"], actor=actor
    ),
    "sample-check": lambda event, data, actor: services.check_sample(
        sample_id=_target(data), passed=data["passed"], note=data["note"], actor=actor
    ),
}
