"""The residents' council: meetings from the agenda to published minutes, tasks, and what the neighbours read of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.council import Choice, Phase
from fengqiao.centre.selectors import STAFF, Right, council, words
from fengqiao.centre.selectors.council import MeetingView
from fengqiao.centre.selectors.structure import published_structure
from fengqiao.centre.views.common import day_or_none, house_context
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.ui import papers

PAPERS = Path(__file__).resolve().parent.parent / "papers"
DONE = {
    "point": gettext_lazy("On the agenda."),
    "change": gettext_lazy("Changed."),
    "open": gettext_lazy("The list of those present is kept."),
    "said": gettext_lazy("Kept."),
    "decide": gettext_lazy("The vote is counted and kept."),
    "task": gettext_lazy("The task is given."),
    "minutes": gettext_lazy("Kept."),
    "sign": gettext_lazy("Signed."),
    "publish": gettext_lazy("Published. Everybody can read these minutes now."),
}


@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def meetings(request: ActorRequest, pk: UUID) -> HttpResponse:
    """All meetings, what is still to be done, and a new meeting."""
    house = selectors.centre(request.actor, pk)
    if request.method == "POST":
        try:
            made = services.plan_meeting(
                centre_id=pk,
                title=request.POST.get("title", ""),
                at=_moment(request.POST.get("at", "")),
                place=request.POST.get("place", ""),
                actor=request.actor,
            )
        except Refused as refusal:
            if refusal.status == 404:
                raise
            messages.error(request, str(refusal))
            return redirect("centre:meetings", pk=pk)
        return redirect("centre:meeting", pk=made)
    context = {
        **house_context(request, house),
        "meetings": [(one, words.PHASES[one.phase], words.PHASE_TONES[one.phase]) for one in council.meetings(pk)],
        "tasks": council.open_tasks(pk),
        "me": request.actor.person_id,
    }
    return render(request, "centre/council/meetings.html", context)


@require_GET
@requires(*STAFF)
def meeting(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One meeting: who is there, the agenda, votes, tasks, signatures."""
    return render(request, "centre/council/meeting.html", _context(request, council.meeting(request.actor, pk)))


@require_POST
@requires(*STAFF)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """One step of a meeting."""
    one = council.meeting(request.actor, pk)
    if act not in DONE:
        raise NotYours
    try:
        _act(request, one, act)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(request, one), "refusal": str(refusal)}
        return render(request, "centre/council/meeting.html", context, status=refusal.status)
    messages.success(request, str(DONE[act]))
    return redirect("centre:meeting", pk=pk)


@require_POST
@requires(*STAFF)
def task_done(request: ActorRequest, pk: UUID, task: UUID) -> HttpResponse:
    """A task of the council is done."""
    selectors.centre(request.actor, pk)
    services.finish_task(task_id=task, actor=request.actor)
    messages.success(request, _("Done."))
    return redirect("centre:meetings", pk=pk)


@require_GET
@requires(*STAFF)
def minutes(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The minutes as PDF, for the council; before they are published they say that they are a draft."""
    return _pdf(request, council.meeting(request.actor, pk))


@require_GET
def public(request: HttpRequest, key: str) -> HttpResponse:
    """What everybody may read: who sits in the council, the published minutes, the money, the 1223."""
    house = selectors.centre_by_key(key)
    lines = council.money(house.id)
    context = {
        "house": house,
        "members": [(one, words.SEATS[one.seat]) for one in selectors.members(house.id)],
        "meetings": council.meetings(house.id, published=True),
        "lines": lines,
        "balance": lines[0].balance if lines else None,
        "structure": published_structure(house),
    }
    return render(request, "centre/council/public.html", context)


@require_GET
def public_minutes(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Published minutes as PDF."""
    return _pdf(request, _published(key, pk))


@require_GET
def minutes_picture(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """Published minutes as one tall picture, to send around in the groups of a lane."""
    one = _published(key, pk)
    data, files = _paper(request, one, tall=True)
    made = papers.png(PAPERS / "minutes.typ", data, files)
    headers = {"Content-Disposition": f'inline; filename="minutes-{one.number}.png"'}
    return HttpResponse(made, content_type=papers.PNG, headers=headers)


def _published(key: str, pk: UUID) -> MeetingView:
    one = council.published_meeting(pk)
    if selectors.centre_by_key(key).id != one.centre_id:
        raise NotYours
    return one


def _act(request: ActorRequest, one: MeetingView, act: str) -> None:
    post, actor = request.POST, request.actor
    item = uuid_or_none(post.get("item", ""))
    if act == "point":
        matter = uuid_or_none(post.get("matter", ""))
        services.add_point(meeting_id=one.id, title=post.get("title", ""), matter_id=matter, actor=actor)
    elif act == "change":
        services.change_meeting(
            meeting_id=one.id,
            title=post.get("title", ""),
            at=_moment(post.get("at", "")),
            place=post.get("place", ""),
            actor=actor,
        )
    elif act == "open":
        present = [found for text in post.getlist("present") if (found := uuid_or_none(text)) is not None]
        chair = uuid_or_none(post.get("chair", ""))
        if chair is None:
            raise services.InputRefused(_("Choose somebody who is there to lead the meeting."))
        services.open_meeting(meeting_id=one.id, present=present, chair_id=chair, actor=actor)
    elif act == "minutes":
        services.write_minutes(meeting_id=one.id, minutes=post.get("minutes", ""), actor=actor)
    elif act == "sign":
        services.sign(meeting_id=one.id, actor=actor)
    elif act == "publish":
        services.publish(meeting_id=one.id, actor=actor)
    elif item is None or item not in {point.id for point in one.points}:
        raise NotYours
    elif act == "said":
        services.note_said(item_id=item, said=post.get("said", ""), actor=actor)
    elif act == "decide":
        votes = {
            person: Choice(choice)
            for person in one.present_ids
            if (choice := post.get(f"vote-{person}", "")) in set(Choice)
        }
        services.decide(item_id=item, proposal=post.get("proposal", ""), votes=votes, actor=actor)
    else:
        owner, due = uuid_or_none(post.get("owner", "")), day_or_none(post.get("due", ""))
        if owner is None or due is None:
            raise services.InputRefused(_("A task needs words, somebody of the centre and a day after the meeting."))
        services.add_task(item_id=item, what=post.get("what", ""), owner_id=owner, due=due, actor=actor)


def _context(request: ActorRequest, one: MeetingView) -> dict[str, Any]:
    house = selectors.centre(request.actor, one.centre_id)
    me = request.actor.person_id
    rights = selectors.rights(request.actor, house.id)
    day = timezone.localdate(one.at)
    return {
        **house_context(request, house),
        "meeting": one,
        "phase": words.PHASES[one.phase],
        "tone": words.PHASE_TONES[one.phase],
        "voters": council.voters(house.id, day).items(),
        "people": {each.person_id: each.name for each in selectors.members(house.id, day=day)}.items(),
        "here": [(person, name) for person, name in council.voters(house.id, day).items() if person in one.present_ids],
        "choices": words.CHOICES.items(),
        "choice_words": {choice.value: word for choice, word in words.CHOICES.items()},
        "waiting": [(each.pk, each.title) for each in council.waiting_matters(house.id)],
        "planned": one.phase is Phase.PLANNED,
        "editable": one.phase is Phase.OPEN and not one.signed_ids and Right.MINUTES in rights,
        "openable": one.phase is not Phase.PUBLISHED and not one.signed_ids and Right.MINUTES in rights,
        "signable": one.phase is Phase.OPEN
        and Right.VOTE in rights
        and me in one.present_ids
        and me not in one.signed_ids,
        "publishable": one.phase is Phase.OPEN and bool(one.signed_ids) and Right.MINUTES in rights,
        "next_day": services.promise_day(max(day, timezone.localdate(clock.now())), 5),
    }


def _pdf(request: HttpRequest, one: MeetingView) -> HttpResponse:
    data, files = _paper(request, one)
    made = papers.pdf(PAPERS / "minutes.typ", data, files)
    headers = {"Content-Disposition": f'inline; filename="minutes-{one.number}.pdf"'}
    return HttpResponse(made, content_type=papers.PDF, headers=headers)


def _paper(request: HttpRequest, one: MeetingView, *, tall: bool = False) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the paper of a meeting says; ``tall``: on one page as long as it needs, for a picture."""
    house = selectors.centre_of(one.centre_id)
    published, planned = one.published_at is not None, one.phase is Phase.PLANNED
    link = request.build_absolute_uri(reverse("centre:council", kwargs={"key": house.key}))
    data = {
        "tall": tall,
        "house": house.name,
        "title": one.title,
        "kind": _("Agenda of the residents' council") if planned else _("Minutes of the residents' council"),
        "number": _("No. %(number)d") % {"number": one.number},
        "draft": "" if published or planned else _("Draft, not published"),
        "facts": _facts(one, house.name),
        "minutes": one.minutes,
        "points": [
            {
                "number": point.number,
                "title": point.title,
                "matter": f"{_('Matter')} {point.matter_code}" if point.matter_code else "",
                "said": point.said,
                "proposal": point.proposal,
                "result": _result(point.passed, point.yes, point.no, point.abstain),
                "passed": point.passed is True,
                "tasks": [[task.what, task.owner, task.due.isoformat()] for task in point.tasks],
            }
            for point in one.points
        ],
        "task_words": [_("Task"), _("Who"), _("Until when")],
        "decision": pgettext("meeting", "Decision"),
        "signed_words": _("Signed by"),
        "signed": "、".join(one.signed),
        "published": (
            _("Published %(when)s") % {"when": timezone.localtime(one.published_at).strftime("%Y-%m-%d %H:%M")}
            if one.published_at
            else ""
        ),
        "link": link,
    }
    return data, {"qr.svg": papers.qr_picture(link)}


def _facts(one: MeetingView, house: str) -> list[list[str]]:
    """The head of the paper; who was there is known only once the meeting has begun."""
    facts = [
        [_("When"), timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")],
        [_("Where"), one.place or house],
    ]
    quorum = {"present": len(one.present), "seats": one.seats, "quorum": one.quorum}
    if one.phase is Phase.PLANNED:
        return [*facts, [_("Quorum"), _("%(quorum)d of %(seats)d members with a vote") % quorum]]
    return [
        *facts,
        [pgettext("meeting", "Led by"), one.chair],
        [_("Present"), "、".join(one.present)],
        [_("Quorum"), _("%(present)d of %(seats)d members with a vote; %(quorum)d needed") % quorum],
    ]


def _result(passed: bool | None, yes: int, no: int, abstain: int) -> str:
    if passed is None:
        return ""
    counted = _("for %(yes)d, against %(no)d, abstained %(abstain)d") % {"yes": yes, "no": no, "abstain": abstain}
    return f"{_('Passed') if passed else _('Not passed')}: {counted}"


def _moment(text: str) -> datetime:
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise services.InputRefused(_("A meeting needs a title, a day and a time.")) from error
    return timezone.make_aware(local) if local.tzinfo is None else local
