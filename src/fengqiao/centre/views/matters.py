"""Matters: the lists, one matter with all that can be done, its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import SYSTEM, Actor, ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.matters import Sort, Step
from fengqiao.centre.selectors import STAFF, matters, visits, words
from fengqiao.centre.selectors.matters import MatterView
from fengqiao.centre.services import InputRefused
from fengqiao.centre.views.common import day_or_none, file_of, house_context, page_for, page_of
from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.incidents import selectors as incidents

TABS = (
    ("due", pgettext_lazy("matters", "To report back")),
    ("new", pgettext_lazy("matters", "To sort")),
    ("open", pgettext_lazy("matters", "In hand")),
    ("tell", pgettext_lazy("matters", "Solved, to be told")),
    ("told", pgettext_lazy("matters", "Waits for a yes")),
    ("all", pgettext_lazy("matters", "All")),
)
# Lists to which the figures open, besides the tabs.
OTHERS = {
    "problems": pgettext_lazy("matters", "Problems"),
    "solved": pgettext_lazy("matters", "Solved"),
    "confirmed": pgettext_lazy("matters", "Confirmed"),
    "content": pgettext_lazy("matters", "The neighbour said yes"),
    "not_content": pgettext_lazy("matters", "The neighbour said no"),
    "said": pgettext_lazy("matters", "The neighbour said yes or no"),
    "answered": pgettext_lazy("matters", "Answered at once"),
    "agenda": pgettext_lazy("matters", "On the agenda"),
    "handed": pgettext_lazy("matters", "Handed on"),
}

# What may narrow a list down, besides its tab.
FILTERS = {
    "show": "",
    "sort": "",
    "since": pgettext_lazy("matters", "opened from"),
    "until": pgettext_lazy("matters", "opened until"),
    "solved_from": pgettext_lazy("matters", "solved from"),
    "solved_to": pgettext_lazy("matters", "solved until"),
}


@require_GET
@requires(*STAFF)
def list_(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The matters of a centre, by what has to be done with them."""
    house = selectors.centre(request.actor, pk)
    show = request.GET.get("show", "due")
    if show != "due" and show not in matters.LISTS:
        show = "all"
    sort = request.GET.get("sort", "")
    solved = tuple(day_or_none(request.GET.get(name, "")) for name in ("solved_from", "solved_to"))
    wanted: dict[str, Any] = {
        "show": show,
        "sort": Sort(sort) if sort in set(Sort) else None,
        "since": day_or_none(request.GET.get("since", "")),
        "until": day_or_none(request.GET.get("until", "")),
        "solved": solved if all(solved) else None,
    }
    number, first = page_of(request, matters.PER_LIST)
    found = matters.matters_of(pk, first=first, **wanted)
    total = matters.listed(pk, **wanted).count()
    kept = [(name, value) for name, value in request.GET.items() if name in FILTERS]
    context = {
        **house_context(request, house),
        "show": show,
        "tabs": [(name, label, matters.counts(pk).get(name)) for name, label in TABS],
        "title": {**dict[str, Any](TABS), **OTHERS}.get(show, ""),
        "lines": [(one, words.STATES[one.state], words.TONES[one.state]) for one in found],
        "total": total,
        "page": page_for(total, matters.PER_LIST, number),
        "query": f"{urlencode(kept)}&" if kept else "",
        "narrowed": [
            (label, day)
            for name, label in FILTERS.items()
            if label and (day := day_or_none(request.GET.get(name, ""))) is not None
        ],
    }
    return render(request, "centre/desk/matters.html", context)


@require_GET
@requires(*STAFF)
def matter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One matter: what was said, who has it, what can be done."""
    return render(request, "centre/desk/matter.html", _context(request, matters.matter(request.actor, pk)))


@require_POST
@requires(*STAFF)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one thing with a matter and come back to it."""
    one = matters.matter(request.actor, pk)
    if act not in ACTS:
        messages.error(request, _("There is no such step."))
        return redirect("centre:matter", pk=pk)
    files = {name: sent for name in ("before", "after") if (sent := file_of(request, name)) is not None}
    try:
        done, said = ACTS[act](one, request.POST, files, request.actor)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(request, one), "refusal": str(refusal), "tried": act, "posted": request.POST}
        return render(request, "centre/desk/matter.html", context, status=refusal.status)
    messages.success(request, str(said))
    return redirect("centre:matter", pk=done.id)


@require_GET
@requires(*STAFF)
def picture(request: ActorRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """A picture of a matter."""
    one = matters.matter(request.actor, pk)
    content = matters.picture_content(matters.family(one.id), picture)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


Post = Mapping[str, str]
Act = Callable[[MatterView, Post, Mapping[str, bytes], Actor], tuple[MatterView, Any]]


def _take(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    taker, follower = uuid_or_none(post.get("taker", "")), uuid_or_none(post.get("follower", ""))
    sort = post.get("sort", "")
    if taker is None or follower is None or sort not in set(Sort):
        raise InputRefused(_("Choose what it is about, who takes it up and who follows it."))
    return services.take_up(
        matter_id=one.id,
        sort=Sort(sort),
        title=post.get("title", ""),
        taker_id=taker,
        follower_id=follower,
        doer_id=uuid_or_none(post.get("doer", "")),
        doer_words=post.get("doer_words", ""),
        actor=actor,
    ), gettext_lazy("Taken up. The neighbour sees who has it.")


def _join(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    into = uuid_or_none(post.get("into", ""))
    if into is None:
        raise InputRefused(_("Choose the matter that it is the same as."))
    return services.join(matter_id=one.id, into=into, actor=actor), gettext_lazy(
        "Joined. Both neighbours follow the same matter now."
    )


def _split(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    return services.split(matter_id=one.id, actor=actor), gettext_lazy("It stands by itself again.")


def _answer(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    done = services.answer(matter_id=one.id, words=post.get("words", ""), actor=actor)
    return done, gettext_lazy("Answered at once.")


def _solve(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    return services.solve(
        matter_id=one.id,
        words=post.get("words", ""),
        before=files.get("before"),
        after=files.get("after"),
        actor=actor,
    ), gettext_lazy("Solved. Now tell the neighbour.")


def _hand(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    return services.hand_over(matter_id=one.id, actor=actor), gettext_lazy(
        "Handed to the governance centre. You see here how far it is."
    )


def _agenda(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    return services.put_on_agenda(matter_id=one.id, actor=actor), gettext_lazy("On the council's agenda.")


def _promise(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    day = day_or_none(post.get("day", "")) or date.min
    done = services.promise(matter_id=one.id, day=day, words=post.get("words", ""), actor=actor)
    return done, gettext_lazy("Kept: told how far it is, with a new day.")


def _tell(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    done = services.tell(matter_id=one.id, words=post.get("words", ""), actor=actor)
    return done, gettext_lazy("Promise kept. The neighbour can confirm by the slip or here.")


def _confirm(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    return services.confirm_solved(matter_id=one.id, actor=actor), gettext_lazy("Confirmed. It counts on the wall.")


def _deny(one: MatterView, post: Post, files: Mapping[str, bytes], actor: Actor) -> tuple[MatterView, Any]:
    done = services.deny_solved(matter_id=one.id, words=post.get("words", ""), actor=actor)
    return done, gettext_lazy("Open again, with a new promise.")


ACTS: dict[str, Act] = {
    "take": _take,
    "join": _join,
    "split": _split,
    "answer": _answer,
    "solve": _solve,
    "hand": _hand,
    "agenda": _agenda,
    "promise": _promise,
    "tell": _tell,
    "confirm": _confirm,
    "deny": _deny,
}


def _context(request: ActorRequest, one: MatterView) -> dict[str, Any]:
    house = selectors.centre(request.actor, one.centre_id)
    after = [each for each in matters.pictures_of(one.id) if each.after]
    before = [each for each in matters.pictures_of(one.id) if not each.after]
    open_now = bool(one.steps & {Step.TAKE, Step.SOLVE})
    event = incidents.of_ids(SYSTEM, [one.incident_id]).get(one.incident_id) if one.incident_id else None
    today = timezone.localdate(clock.now())
    return {
        **house_context(request, house),
        "matter": one,
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "sort_words": words.SORTS.get(one.sort) if one.sort else "",
        "sorts": words.SORTS.items(),
        "can": {step.value: True for step in one.steps},
        "visits": [
            (each, words.WISHES.get(each.wish) if each.wish else "")
            for each in visits.visits(one.centre_id, matter_ids=matters.family(one.id))
        ],
        "people": selectors.members(one.centre_id),
        "likely": matters.likely_the_same(one) if open_now else [],
        "steps": [(each, words.STEPS[each.step], words.STEP_ICONS[each.step]) for each in matters.steps_of(one.id)],
        "before": before[-1] if before else None,
        "after": after[-1] if after else None,
        "event": event,
        "today": today,
        "next_day": services.promise_day(today),
        "tomorrow": today + timedelta(days=1),
    }
