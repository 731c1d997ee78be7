"""Pages of the events: the list, and the one page on which an event's whole life can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import table
from fengqiao.incidents.forms import CheckForm, CloseForm, NoteForm, StepForm
from fengqiao.incidents.selectors import IncidentView, Step, story

PEOPLE = selectors.WATCHERS | table.REPORTERS | table.HANDLERS
FILTERS: dict[str, bool | None] = {"open": False, "over": True, "all": None}


@require_GET
@requires(*PEOPLE)
def list_(request: HttpRequest) -> HttpResponse:
    """The events of one's places, open ones first."""
    actor = cast(ActorRequest, request).actor
    show = request.GET.get("show", "open")
    if show not in FILTERS:
        show = "open"
    text = request.GET.get("q", "").replace("\0", "")  # which the database does not take
    found = selectors.incident_page(actor, ended=FILTERS[show], text=text, number=request.GET.get("page", 1))
    context: dict[str, object] = {"show": show, "text": text, "page": found.page, "lines": story.lines(found.events)}
    context["query"] = f"{urlencode({'show': show, 'q': text})}&"
    return render(request, "incidents/list.html", context)


@require_GET
@requires(*PEOPLE)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One event with its whole history."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    if event.code != code:
        return redirect("incidents:page", code=event.code)
    return render(request, "incidents/page.html", _context(actor, event))


@require_GET
@requires(*PEOPLE)
def picture(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """A photo of the event, for whoever may see the event."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    content = selectors.evidence_content(actor, event.id, pk)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


@require_POST
@requires(*table.DESK)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Check reported work."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _not_understood(request, event)
    data = form.cleaned_data
    services.check(incident_id=event.id, passed=data["passed"], note=data["note"], actor=actor)
    return _done(request, event, Step.PASS if data["passed"] else Step.SEND_BACK)


@require_POST
@requires(*table.DESK)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a checked event."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _not_understood(request, event)
    data = form.cleaned_data
    services.close(incident_id=event.id, outcome=data["outcome"], note=data["note"], actor=actor)
    return _done(request, event, Step.CLOSE)


@require_POST
@requires(*PEOPLE)
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Any other step; to somebody who has no duty to take it, it is not there."""
    actor = cast(ActorRequest, request).actor
    event = selectors.incident_of_code(actor, code)
    verb = STEPS.get(step)
    if verb is None or not _may(actor, event, Step(step)):
        raise Http404
    form = StepForm(request.POST, request.FILES)
    if not form.is_valid():
        return _not_understood(request, event)
    verb(event, form, actor)
    return _done(request, event, Step(step))


def _feedback(event: IncidentView, form: StepForm, actor: Actor) -> None:
    if photo := form.cleaned_data["photo"]:
        services.add_evidence(incident_id=event.id, kind=services.EvidenceKind.AFTER, content=photo.read(), actor=actor)
    services.feedback(incident_id=event.id, note=form.cleaned_data["note"], actor=actor)


def _reasoned(
    verb: Callable[..., IncidentView], name: str = "reason"
) -> Callable[[IncidentView, StepForm, Actor], None]:
    def call(event: IncidentView, form: StepForm, actor: Actor) -> None:
        verb(incident_id=event.id, actor=actor, **{name: form.cleaned_data["note"]})

    return call


def _merge(event: IncidentView, form: StepForm, actor: Actor) -> None:
    into = form.cleaned_data["into"] or event.id  # itself is refused with the right words
    services.merge(incident_id=event.id, into=into, reason=form.cleaned_data["note"], actor=actor)


def _dispatch(event: IncidentView, form: StepForm, actor: Actor) -> None:
    data = form.cleaned_data
    services.dispatch(incident_id=event.id, lead_id=data["lead"], reason=data["note"], actor=actor)


def _accept(event: IncidentView, form: StepForm, actor: Actor) -> None:
    services.accept(incident_id=event.id, is_new=True, note=form.cleaned_data["note"], actor=actor)


STEPS: dict[str, Callable[[IncidentView, StepForm, Actor], None]] = {
    Step.VERIFY: _reasoned(services.verify, "note"),
    Step.ACCEPT: _accept,
    Step.REJECT: _reasoned(services.reject),
    Step.MERGE: _merge,
    Step.VOID: _reasoned(services.void),
    Step.DISPATCH: _dispatch,
    Step.WITHDRAW: _reasoned(services.withdraw),
    Step.RETURN: _reasoned(services.send_return),
    Step.SIGN: _reasoned(services.sign, "note"),
    Step.FEEDBACK: _feedback,
    Step.REOPEN: _reasoned(services.reopen),
}


def _may(actor: Actor, event: IncidentView, step: Step) -> bool:
    roles: frozenset[Role] = table.roles_of(step)
    reporter = actor.person_id is not None and actor.person_id == event.reporter_id
    return actor.has(*roles) or (reporter and any(line.reporter for line in table.TABLE if line.step is step))


def _context(actor: Actor, event: IncidentView) -> dict[str, object]:
    offered, handled = selectors.offered(actor, event.id)
    pictures = selectors.evidence_of(event.id)
    similar = selectors.similar(event) if {Step.ACCEPT, Step.MERGE} & set(offered) else []
    others = [one for one in offered if one in STEPS and not (one is Step.MERGE and not similar)]
    return {
        "event": event,
        "holder": story.holder(event),
        "over": event.state in selectors.ENDED,
        "tone": story.tone(event),
        "area": areas.area(event.area_id),
        "lead": areas.organisation(event.lead_id) if event.lead_id else None,
        "before": [one for one in pictures if one.kind == services.EvidenceKind.BEFORE],
        "after": [one for one in pictures if one.kind == services.EvidenceKind.AFTER],
        "entries": story.history(event.id),
        "credits": selectors.credits_of(actor, event.id),
        "may_check": Step.PASS in offered,
        "may_close": Step.CLOSE in offered,
        "handled_yourself": handled,
        "offers": [story.offer(one) for one in others],
        "similar": [one for one in similar if one.id in {seen.id for seen in selectors.incidents(actor, ended=False)}],
        "close_form": CloseForm(),
        "is_dispute": story.is_dispute(event),
        "note_form": NoteForm(),
    }


def _done(request: HttpRequest, event: IncidentView, step: Step) -> HttpResponse:
    messages.success(request, _("Done: %(step)s.") % {"step": selectors.in_words(step)})
    return redirect("incidents:page", code=event.code)


def _not_understood(request: HttpRequest, event: IncidentView) -> HttpResponse:
    messages.error(request, _("This could not be read. Please fill it in again; nothing was changed."))
    return redirect("incidents:page", code=event.code)
