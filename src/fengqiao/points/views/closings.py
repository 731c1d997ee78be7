"""Points that end without a gift: leaving, another town, death, fraud, expiry. Each shows first what will happen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import ActorRequest, AreaView, Role, holds, person, person_names, requires
from fengqiao.core import clock, ids
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.domain.spending import HEARING_DAYS, Purpose
from fengqiao.points.forms.closings import ClosingForm, ExpiryForm
from fengqiao.points.models import Closing
from fengqiao.points.selectors import quarters
from fengqiao.points.selectors.quarters import INSPECTORS, STUDIO

PER_PAGE = 40
ENDINGS = (Purpose.LEAVING, Purpose.MOVE_OUT, Purpose.DEATH, Purpose.FRAUD)


@require_GET
@requires(*INSPECTORS)
def list_(request: ActorRequest) -> HttpResponse:
    """How points ended: what waits for a second person first."""
    rows = selectors.closings(request.actor).exclude(purpose=Purpose.FRAUD, granted__isnull=True)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", 1))
    context = {
        "waiting": [(row, *_state(row)) for row in selectors.fraud_waiting(request.actor)[:PER_PAGE]],
        "page": page,
        "rows": [(row, why(row), *_state(row)) for row in page],
        "keeps": request.actor.has(Role.STUDIO_CLERK),
    }
    return render(request, "points/closings/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(*STUDIO)
def close(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Let one person's points end, with what will happen above the button."""
    town_id = quarters.town_of_person(request.actor, person_id)
    if not holds(request.actor, town_id, Role.STUDIO_CLERK) or request.actor.person_id == person_id:
        raise NotYours
    purpose = _purpose(request)
    preview = selectors.preview(person_id)
    form: ClosingForm | None = None
    if purpose is not None:
        towns = selectors.other_towns(town_id) if purpose is Purpose.MOVE_OUT else []
        sent = request.POST if request.method == "POST" else None
        form = ClosingForm(sent, purpose=purpose, towns=towns, seen=preview.ends)
        if sent is not None and form.is_valid():
            data = form.cleaned_data
            if purpose is not Purpose.FRAUD and data["seen"] != preview.ends:
                form.add_error(None, _("The points changed meanwhile. Look at the new figures and confirm again."))
                form.data = {**request.POST.dict(), "seen": str(preview.ends)}
            else:
                try:
                    made = services.close_account(
                        person_id=person_id,
                        town_id=town_id,
                        purpose=purpose,
                        reason=data["reason"],
                        points=data.get("points"),
                        to_town_id=ids.uuid_or_none(data.get("to_town") or ""),
                        hearing=data.get("hearing", ""),
                        actor=request.actor,
                    )
                except services.PointsRefused as refusal:
                    form.add_error(None, str(refusal))
                else:
                    return redirect("points:closing", made)
    context = {
        "owner": person(person_id),
        "preview": preview,
        "purpose": purpose,
        "form": form,
        "choices": [(one, *_choice(one)) for one in ENDINGS],
        "title": _choice(purpose)[0] if purpose else "",
        "days": HEARING_DAYS,
    }
    return render(request, "points/closings/close.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires()
def closing(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One decision: for the studio, the audit and the person concerned; for fraud the hearing is written down here, and
    the second person decides here."""
    row = selectors.closing(request.actor, pk)
    second = holds(request.actor, row.town_id, Role.STUDIO_CLERK, Role.AUDIT_ADMIN)
    problem = ""
    if request.method == "POST":
        if not second:
            raise NotYours
        try:
            messages.success(request, _act(request, pk))
        except services.PointsRefused as refusal:
            problem = str(refusal)
        else:
            return redirect("points:closing", pk)
    state, tone = _state(row)
    open_, concerned = row.granted is None and row.purpose == Purpose.FRAUD, request.actor.person_id == row.person_id
    context = {
        "row": row,
        "why": why(row),
        "state": state,
        "tone": tone,
        "problem": problem,
        "second": second,
        "to_hear": open_ and not row.hearing,
        "hears": holds(request.actor, row.town_id, Role.STUDIO_CLERK) and not concerned,
        "decides": second and request.actor.person_id not in (row.asked_by_id, row.heard_by_id, row.person_id),
        "waits": open_ and row.hearing,
        "concerned": concerned,
        "sent": request.POST,
    }
    return render(request, "points/closings/closing.html", context, status=422 if problem else 200)


def _act(request: ActorRequest, pk: UUID) -> str:
    """One step of a decision about deceit. Returns what was done, in words."""
    decision, words, actor = request.POST.get("decision"), request.POST.get("answer", ""), request.actor
    if decision == "hear":
        services.write_hearing(closing_id=pk, hearing=request.POST.get("hearing", ""), actor=actor)
        return _("The hearing is written down. A second person decides now.")
    if decision == "let_go":
        services.let_go(closing_id=pk, reason=words, actor=actor)
        return _("The points are free again.")
    granted = decision == "grant"
    services.decide_fraud(closing_id=pk, granted=granted, reason=words, actor=actor)
    return _("The points are taken back.") if granted else _("Refused; the points are free again.")


@require_http_methods(["GET", "POST"])
@requires(*STUDIO)
def expiry(request: ActorRequest) -> HttpResponse:
    """Let old points of a town expire: first who would lose how many, then the same again with the button."""
    town = _town(request)
    sent = request.POST if request.method == "POST" else request.GET if "before" in request.GET else None
    form = ExpiryForm(sent)
    lose: dict[UUID, int] | None = None
    if sent is not None and form.is_valid():
        day = form.cleaned_data["before"]
        before = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
        if before > clock.now():
            form.add_error("before", _("This day is still to come; points can be earned until then."))
        else:
            lose = selectors.lapsing_in(town.id, before)
            lose.pop(request.actor.person_id, None)  # type: ignore[arg-type]  # None is no key
            if request.method == "POST" and form.cleaned_data["seen"] != sum(lose.values()):
                form.add_error(None, _("The points changed meanwhile. Look at the new figures and confirm again."))
            elif request.method == "POST":
                gone = services.expire(town_id=town.id, earned_before=before, actor=request.actor)
                words = ngettext(
                    "Points of %(count)d person expired.", "Points of %(count)d people expired.", len(gone)
                )
                messages.success(request, words % {"count": len(gone)})
                return redirect("points:closings")
    names = person_names(lose or ())
    context = {
        "town": town,
        "form": form,
        "asked": lose is not None,
        "lose": sorted(((names[one], points) for one, points in (lose or {}).items()), key=lambda row: -row[1]),
        "total": sum((lose or {}).values()),
    }
    return render(request, "points/closings/expiry.html", context, status=422 if form.errors else 200)


def why(row: Closing) -> str:
    """Why points ended, in words."""
    words = {
        Purpose.EXPIRY: _("Points expired"),
        Purpose.LEAVING: _("Left the work"),
        Purpose.MOVE_OUT: _("Moved to another town"),
        Purpose.DEATH: _("Died"),
        Purpose.FRAUD: _("Earned by deceit"),
    }
    return words.get(Purpose(row.purpose), row.purpose)


def _choice(purpose: Purpose) -> tuple[str, str, str]:
    """A way in which points end: its name, what it means, its icon."""
    return {
        Purpose.LEAVING: (
            _("Leaves the work"),
            _("What can still be spent ends. Invite them to spend it first."),
            "log-out",
        ),
        Purpose.MOVE_OUT: (
            _("Goes to another town"),
            _("What can be spent goes along; the balance stays the same."),
            "arrow-right",
        ),
        Purpose.DEATH: (
            _("Died"),
            _("What can be spent ends. A gift that is kept can still go to the family."),
            "leaf",
        ),
        Purpose.FRAUD: (
            _("Earned by deceit"),
            _("The points are held, the worker is heard, a second person decides. Until then nothing is taken."),
            "triangle-alert",
        ),
    }[purpose]


def _state(row: Closing) -> tuple[str, str]:
    if row.granted is None:
        return (_("waits for the second person") if row.hearing else _("waits for the hearing")), "due"
    if row.granted:
        return _("done"), "done"
    return (_("refused") if row.hearing else _("let go")), ""


def _purpose(request: ActorRequest) -> Purpose | None:
    wanted = request.POST.get("purpose") or request.GET.get("purpose") or ""
    found = next((one for one in ENDINGS if one == wanted), None)
    if found is None and (wanted or request.method == "POST"):
        raise NotYours
    return found


def _town(request: ActorRequest) -> AreaView:
    kept = quarters.books_town(request.actor)
    wanted = request.POST.get("town") or request.GET.get("town") or ""
    found = next((one for one in kept if not wanted or str(one.id) == wanted), None)
    if found is None:
        raise NotYours
    return found
