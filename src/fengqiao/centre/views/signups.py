"""Neighbours sign up for an activity without an account, and keep a code: see it, give it back, take consent back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.centre import selectors, services
from fengqiao.centre.domain import ical
from fengqiao.centre.domain import slip as codes
from fengqiao.centre.domain.activities import MOST_PEOPLE, Mark, Seat
from fengqiao.centre.forms.activities import SignUpForm
from fengqiao.centre.forms.rooms import said
from fengqiao.centre.selectors import activities as reading
from fengqiao.centre.selectors import activity_words, afterwards
from fengqiao.centre.selectors.activities import Held
from fengqiao.centre.services import CentreRefused
from fengqiao.centre.views.common import address_of
from fengqiao.centre.views.neighbours import calendar_answer
from fengqiao.centre.views.robots import refuse_robots, seal
from fengqiao.core import ids
from fengqiao.incidents.services import STRANGER, What, limits
from fengqiao.ui.qr import qr


@never_cache
@require_http_methods(["GET", "POST"])
def public_activity(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """What is on, how many places are free, and the form to sign up; no names of others."""
    house = selectors.centre_by_key(key)
    one = reading.activity_by_code(house.id, code)
    form, refusal, status = SignUpForm(request.POST or None), "", 200
    if request.method == "POST":
        try:
            refuse_robots(request)
            if not form.is_valid():
                raise services.InputRefused(said(form))
            held = services.sign_up(activity_id=one.id, asked=form.asked(), form_id=form.form_id, actor=STRANGER)
            return redirect("centre:signup", code=held.signup.code)
        except CentreRefused as refused:
            refusal, status = str(refused), refused.status
            one = reading.activity_by_code(house.id, code)
    context = {
        "house": house,
        "one": one,
        "kind": activity_words.KINDS[one.kind],
        "was": reading.moves_of(one.id)[-1] if one.moved and one.open else None,
        "photos": afterwards.photos(one.id, shown_only=True),
        "words": [each.words for each in afterwards.feedback(one.id) if each.words and not each.hidden],
        "typed": request.POST,
        "form_id": request.POST.get("form") or ids.new_id(),
        "most_people": range(1, MOST_PEOPLE + 1),
        "refusal": refusal,
        "shown": seal(),
    }
    return render(request, "centre/public/activity.html", context, status=status)


@never_cache
@require_GET
def signup(request: HttpRequest, code: str) -> HttpResponse:
    """The sign-up for whoever keeps its code: its place, the QR for the door, give it back, photos."""
    held = _found(request, code)
    one, mine = held.activity, held.signup
    link = request.build_absolute_uri(reverse("centre:signup", kwargs={"code": mine.code}))
    context = {
        "house": selectors.centre_of(one.centre_id),
        "one": one,
        "mine": mine,
        "was": held.was,
        "state": activity_words.SEATS[mine.seat],
        "tone": activity_words.SEAT_TONES[mine.seat],
        "waits": mine.seat is Seat.WAITING,
        "back": mine.seat is Seat.BACK,
        "can_go": mine.seat is not Seat.BACK and one.open,
        "asked": one.begun and not one.cancelled and mine.seat is Seat.PLACE,
        "said": afterwards.feedback_of(mine.code),
        "marks": [(mark, word, activity_words.MARK_ICONS[mark]) for mark, word in activity_words.MARKS.items()],
        "photos": afterwards.photos(one.id, shown_only=True),
        "spoken": codes.spoken(mine.code),
        "qr": qr(link),
    }
    return render(request, "centre/public/signup.html", context)


@require_POST
def signup_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Give the place back, say whether one may be shown on photos, or how it was."""
    limits.count(What.ACT, address_of(request))
    held = _found(request, code)
    try:
        if act == "back":
            services.give_back(code=held.signup.code, actor=STRANGER)
            messages.success(request, _("Given back. Thank you: somebody who waits can come now."))
        elif act == "pictures":
            agrees = request.POST.get("agrees") == "yes"
            services.agree_pictures(code=held.signup.code, pictured=agrees, actor=STRANGER)
            messages.success(
                request,
                _("Thank you. Photos with you may be shown.") if agrees else _("Photos with you are hidden now."),
            )
        elif act == "feedback" and request.POST.get("mark") in set(Mark):
            mark, words = Mark(request.POST["mark"]), request.POST.get("words", "")
            services.give_feedback(code=held.signup.code, mark=mark, words=words, actor=STRANGER)
            messages.success(request, _("Thank you for telling us."))
        else:
            raise Http404
    except CentreRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("centre:signup", code=held.signup.code)


@never_cache
@require_GET
def signup_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The activity for the telephone's own calendar, with a reminder an hour before."""
    held = _found(request, code)
    one, house = held.activity, selectors.centre_of(held.activity.centre_id)
    entry = ical.Entry(
        uid=f"{held.signup.id}@fengqiao",
        start=one.start,
        end=one.end,
        title=one.title,
        place=f"{house.name} {one.place} {house.address}".strip(),
        about=one.about,
        link=request.build_absolute_uri(reverse("centre:signup", kwargs={"code": held.signup.code})),
        cancelled=one.cancelled or held.signup.seat is Seat.BACK,
        alarm=60,
        sequence=one.moved,
    )
    return calendar_answer(house.name, [entry], held.signup.code)


def _found(request: HttpRequest, code: str) -> Held:
    limits.check(What.GUESS, address_of(request))
    parsed = codes.parse(code)
    found = reading.held(parsed) if parsed else None
    if found is None:
        limits.count(What.GUESS, address_of(request))
        raise Http404
    return found
