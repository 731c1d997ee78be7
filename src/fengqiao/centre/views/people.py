"""People of a centre: who has which seat until when, who comes, who hands over, who goes; and how they sign in."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires, with_account
from fengqiao.areas.services import AccountRefused
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.council import quorum
from fengqiao.centre.domain.seats import RIGHTS, VOTING
from fengqiao.centre.forms.houses import InvitedForm, SeatForm
from fengqiao.centre.selectors import STAFF, Right, TermView, words
from fengqiao.centre.views.common import address_of, day_or_none, house_context
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.core.refusing import refusal_told
from fengqiao.incidents.services import What, limits
from fengqiao.ui.qr import qr

# So long before its end a term is pointed out, to find somebody in time.
SOON = timedelta(days=60)


@never_cache
@require_GET
@requires(*STAFF)
def people(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who sits here now, who comes, who was here; and for those who look after people, a seat for somebody."""
    return _page(request, pk, SeatForm(initial={"since": _today()}, known=_known(pk)))


@never_cache
@require_POST
@requires(*STAFF)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Give a seat, end a term, hand it over, invite."""
    selectors.centre(request.actor, pk)
    if act == "seat":
        return _seat(request, pk)
    term = uuid_or_none(request.POST.get("term", ""))
    if term is None or term not in {one.id for one in selectors.members(pk, everybody=True)}:
        raise NotYours
    with refusal_told(request):
        if act == "invite":
            link = request.build_absolute_uri(
                reverse("centre:invitation", args=[services.invite(term_id=term, actor=request.actor)])
            )
            form = SeatForm(initial={"since": _today()}, known=_known(pk))
            return _page(request, pk, form, invited=next(one for one in _all(pk) if one.id == term), link=link)
        messages.success(request, _act(request, term, act))
    return redirect("centre:people", pk=pk)


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever was invited chooses a user name and a password. A used, stale or guessed link is not there."""
    limits.check(What.GUESS, address_of(request))
    try:
        term = services.invited(token)
    except NotYours as refusal:
        limits.count(What.GUESS, address_of(request))
        raise Http404 from refusal
    form = InvitedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.accept_invitation(token=token, username=data["username"], password=data["password1"])
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The account is ready. Sign in with it now."))
            return redirect("account_login")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "term": term, "seat": words.SEATS[term.seat]}
    return render(request, "centre/invitation.html", context, status=status)


def _seat(request: ActorRequest, pk: UUID) -> HttpResponse:
    form = SeatForm(request.POST, known=_known(pk))
    if form.is_valid():
        wanted, person = form.wanted(), uuid_or_none(form.cleaned_data["person"])
        try:
            if person is not None:
                services.seat(centre_id=pk, person_id=person, actor=request.actor, **wanted)
            else:
                name, phone = form.cleaned_data["name"], form.cleaned_data["phone"]
                chosen = wanted.pop("seat")
                services.seat_newcomer(
                    centre_id=pk, name=name, phone=phone, seat_wanted=chosen, actor=request.actor, **wanted
                )
        except Refused as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The seat is given. Invite them, so that they can sign in."))
            return redirect("centre:people", pk=pk)
    elif Right.PEOPLE not in selectors.rights(request.actor, pk):
        raise NotYours
    return _page(request, pk, form, status=422)


def _act(request: ActorRequest, term: UUID, act: str) -> str:
    post = request.POST
    if act == "end":
        day = day_or_none(post.get("last_day", ""))
        if day is None:
            raise services.InputRefused(_("Choose the last day of the term."))
        services.end_term(term_id=term, last_day=day, actor=request.actor)
        return _("The term ends with that day, and the right to sign in with it.")
    if act == "hand":
        day, to = day_or_none(post.get("first_day", "")), uuid_or_none(post.get("to", ""))
        if day is None or to is None:
            raise services.InputRefused(_("Choose who takes the seat over, and from which day on."))
        services.hand_over_seat(term_id=term, to=to, first_day=day, actor=request.actor)
        return _("Handed over. Mornings at the desk stay with whoever has them: look at the roster.")
    raise NotYours


def _page(
    request: ActorRequest,
    pk: UUID,
    form: SeatForm,
    *,
    status: int = 200,
    invited: TermView | None = None,
    link: str = "",
) -> HttpResponse:
    house = selectors.centre(request.actor, pk)
    today, everybody = _today(), _all(pk)
    ready = with_account([one.person_id for one in everybody])
    now = selectors.members(pk)
    shown = {one.id for one in now}
    voting = len({one.person_id for one in now if one.seat in VOTING})
    over = sorted(
        (one for one in everybody if one.last_day is not None and one.last_day < today),
        key=lambda one: (one.last_day or today, one.name),
        reverse=True,
    )
    context = {
        **house_context(request, house),
        "now": [
            {
                "term": one,
                "seat": words.SEATS[one.seat],
                "may": [words.RIGHTS[right] for right in Right if right in RIGHTS[one.seat]],
                "ready": one.person_id in ready,
                "soon": one.last_day is not None and one.last_day - today <= SOON,
            }
            for one in now
        ],
        "coming": [(one, words.SEATS[one.seat]) for one in everybody if one.id not in shown and one.since > today],
        "over": [(one, words.SEATS[one.seat]) for one in over],
        "known": _known(pk).items(),
        "voting": voting,
        "quorum": quorum(voting),
        "form": form,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "invited": invited,
        "link": link,
        "code": qr(link) if link else "",
        "invited_days": services.INVITED_DAYS,
    }
    return render(request, "centre/people.html", context, status=status)


def _all(pk: UUID) -> list[TermView]:
    return selectors.members(pk, everybody=True)


def _known(pk: UUID) -> dict[str, str]:
    """Everybody who has or had a seat, by name."""
    return dict(sorted({str(one.person_id): one.name for one in _all(pk)}.items(), key=lambda one: one[1]))


def _today() -> date:
    return timezone.localdate(clock.now())
