"""The house's pages of its activities: what is on, plan one, who comes, check in at the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.activities import MOST_PEOPLE
from fengqiao.centre.domain.activities import Seat as Place
from fengqiao.centre.forms.activities import MoveForm, PlanForm, SignUpForm
from fengqiao.centre.forms.rooms import said
from fengqiao.centre.selectors import STAFF, Right, activity_words, afterwards, house_words, rooms
from fengqiao.centre.selectors import activities as reading
from fengqiao.centre.selectors.activities import ActivityView, SignUpView
from fengqiao.centre.views.common import house_context, number_of
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none


@never_cache
@require_GET
@requires(*STAFF)
def activities(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What lies ahead with its places, and what is over."""
    house = selectors.centre(request.actor, pk)
    context = {
        **house_context(request, house),
        "coming": [(one, activity_words.KINDS[one.kind]) for one in reading.coming(pk, cancelled=True)],
        "past": [(one, activity_words.KINDS[one.kind]) for one in reading.past(pk)],
        "neighbour_link": request.build_absolute_uri(reverse("centre:neighbour", kwargs={"key": house.key})),
    }
    return render(request, "centre/activities/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Plan an activity; what was typed stays when something does not fit."""
    house = selectors.centre(request.actor, pk)
    if Right.HOUSE not in selectors.rights(request.actor, pk):
        raise NotYours
    form, refusal, status = PlanForm(request.POST or None), "", 200
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise services.InputRefused(said(form))
            made = services.plan_activity(centre_id=pk, plan=form.plan(), actor=request.actor)
        except services.CentreRefused as refused:
            refusal, status = str(refused), refused.status
        else:
            messages.success(request, _planned(made))
            return redirect("centre:activity", pk=made[0].id)
    context = {
        **house_context(request, house),
        "kinds": activity_words.KINDS.items(),
        "rooms": rooms.rooms(pk),
        "every": house_words.EVERY.items(),
        "typed": request.POST,
        "today": timezone.localdate(clock.now()),
        "tomorrow": timezone.localdate(clock.now()) + timedelta(days=1),
        "refusal": refusal,
    }
    return render(request, "centre/activities/plan.html", context, status=status)


@never_cache
@require_GET
@requires(*STAFF)
def activity(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One activity: who comes, who waits, whom to ring up, change it, call it off."""
    return render(request, "centre/activities/activity.html", _context(request, reading.activity(request.actor, pk)))


@require_POST
@requires(*STAFF)
def activity_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Change, put to another time, call off, sign somebody up, take somebody off, rung up, hide a name."""
    one = reading.activity(request.actor, pk)
    if act not in ACTS:
        raise NotYours
    try:
        messages.success(request, ACTS[act](request, one))
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(request, one), "refusal": str(refusal), "typed": request.POST}
        return render(request, "centre/activities/activity.html", context, status=refusal.status)
    return redirect("centre:activity", pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def door(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Check in at the door: by the code's QR, or by a name, its pinyin or initials; one tap there, one tap back."""
    one = reading.activity(request.actor, pk)
    query, refusal, status = request.GET.get("q", ""), "", 200
    if request.method == "POST":
        who = uuid_or_none(request.POST.get("who", ""))
        if who not in {each.id for each in reading.signups(pk)} or who is None:
            raise NotYours
        came = request.POST.get("came") != "no"
        try:
            held = services.check_in(signup_id=who, came=came, actor=request.actor)
            words = _("%(name)s is here.") if came else _("%(name)s is not here yet.")
            messages.success(request, words % {"name": held.signup.name})
            return redirect("centre:door", pk=pk)
        except services.CentreRefused as refused:
            refusal, status = str(refused), refused.status
    people = reading.find(pk, query.rstrip("/").rsplit("/", 1)[-1])
    context = {
        **house_context(request, selectors.centre(request.actor, one.centre_id)),
        "one": one,
        "query": query,
        "refusal": refusal,
        "people": [_row(each) for each in people],
    }
    return render(request, "centre/activities/door.html", context, status=status)


def _context(request: ActorRequest, one: ActivityView) -> dict[str, Any]:
    house = selectors.centre(request.actor, one.centre_id)
    people = reading.signups(one.id, back=True)
    path = reverse("centre:public_activity", kwargs={"key": house.key, "code": one.code})
    return {
        **house_context(request, house),
        "one": one,
        "kind": activity_words.KINDS[one.kind],
        "here": [_row(each) for each in people if each.seat is Place.PLACE],
        "line": [_row(each) for each in people if each.seat is Place.WAITING],
        "back": [_row(each) for each in people if each.seat is Place.BACK],
        "to_tell": reading.to_tell(one.id),
        "moves": reading.moves_of(one.id) if one.moved else [],
        "rooms": rooms.rooms(one.centre_id),
        "today": timezone.localdate(clock.now()),
        "photos": afterwards.photos(one.id),
        "said": [
            (each, activity_words.MARKS[each.mark], activity_words.MARK_ICONS[each.mark])
            for each in afterwards.feedback(one.id)
        ],
        "public_link": request.build_absolute_uri(path),
        "most_people": MOST_PEOPLE,
        "hidden_typed": _("Words that may hurt"),
    }


def _row(each: SignUpView) -> tuple[SignUpView, str, str]:
    return each, str(activity_words.SEATS[each.seat]), activity_words.SEAT_TONES[each.seat]


def _planned(made: list[ActivityView]) -> str:
    if len(made) == 1:
        return _("Planned. Neighbours can sign up now.")
    words = ngettext("Planned on %(count)d day.", "Planned on %(count)d days.", len(made)) % {"count": len(made)}
    days = "、".join(f"{timezone.localtime(one.start):%m-%d}" for one in made)
    return f"{words} {days}"


def _change(request: ActorRequest, one: ActivityView) -> str:
    post = request.POST
    services.change_activity(
        activity_id=one.id,
        title=post.get("title", ""),
        about=post.get("about", ""),
        leader=post.get("leader", ""),
        places=number_of(post.get("places", "")),
        actor=request.actor,
    )
    return _("Changed.")


def _move(request: ActorRequest, one: ActivityView) -> str:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise services.InputRefused(said(form))
    reason = request.POST.get("reason", "")
    services.move_activity(activity_id=one.id, to=form.new_time(), reason=reason, actor=request.actor)
    return _(
        "Moved. Everybody who signed up reads old and new time; ring up those who left a number, and hang up the new "
        "poster."
    )


def _cancel(request: ActorRequest, one: ActivityView) -> str:
    post = request.POST
    services.cancel_activity(
        activity_id=one.id, reason=post.get("reason", ""), rest=bool(post.get("rest")), actor=request.actor
    )
    return _("Called off. Everybody who signed up reads why; ring up those who left a number.")


def _sign_up(request: ActorRequest, one: ActivityView) -> str:
    form = SignUpForm(request.POST)
    if not form.is_valid():
        raise services.InputRefused(said(form))
    held = services.sign_up(
        activity_id=one.id, asked=form.asked(), form_id=form.form_id, desk=True, actor=request.actor
    )
    if held.signup.seat is Place.WAITING:
        return _("On the waiting list at place %(place)d; code %(code)s.") % {
            "place": held.signup.place,
            "code": held.signup.code,
        }
    return _("Signed up. Code %(code)s.") % {"code": held.signup.code}


def _who(request: ActorRequest, one: ActivityView) -> UUID:
    """Whom a step is about, of this activity."""
    who = uuid_or_none(request.POST.get("who", ""))
    if who is None or who not in {each.id for each in reading.signups(one.id, back=True)}:
        raise NotYours
    return who


def _remove(request: ActorRequest, one: ActivityView) -> str:
    services.remove(signup_id=_who(request, one), actor=request.actor)
    return _("Given back. Who waited moved up.")


def _told(request: ActorRequest, one: ActivityView) -> str:
    services.tell_signup(signup_id=_who(request, one), actor=request.actor)
    return _("Noted: they know.")


def _hide(request: ActorRequest, one: ActivityView) -> str:
    hidden = request.POST.get("hidden") != "no"
    who = _who(request, one)
    services.hide_name(signup_id=who, reason=request.POST.get("reason", ""), hidden=hidden, actor=request.actor)
    return _("Hidden, with the reason.") if hidden else _("Shown again.")


def _hide_word(request: ActorRequest, one: ActivityView) -> str:
    hidden = request.POST.get("hidden") != "no"
    which = uuid_or_none(request.POST.get("word", ""))
    if which is None or which not in {each.id for each in afterwards.feedback(one.id)}:
        raise NotYours
    services.hide_feedback(feedback_id=which, reason=request.POST.get("reason", ""), hidden=hidden, actor=request.actor)
    return _("Hidden, with the reason.") if hidden else _("Shown again.")


ACTS = {
    "change": _change,
    "move": _move,
    "cancel": _cancel,
    "sign-up": _sign_up,
    "remove": _remove,
    "told": _told,
    "hide": _hide,
    "hide-word": _hide_word,
}
