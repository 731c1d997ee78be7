"""A centre from nothing to an open door: open it, tick off what is there, say what it is, print its plates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, Level, areas, holds, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain.rooms import Zone
from fengqiao.centre.forms.houses import AboutForm, OpenForm
from fengqiao.centre.selectors import STAFF, Right
from fengqiao.centre.selectors.setup import Point, Task, checklist
from fengqiao.centre.services import UsualRoom
from fengqiao.centre.services.register import OPENERS
from fengqiao.centre.views.common import house_context
from fengqiao.centre.views.desk import PAPERS
from fengqiao.core.errors import NotYours, Refused
from fengqiao.ui import papers

# What a step is, why it helps, and where it is taken (a name of an address with the centre's id).
STEPS = {
    Task.ABOUT: (
        gettext_lazy("Address and telephone"),
        gettext_lazy("They stand on every slip, so that nobody needs a telephone of their own."),
        "about",
    ),
    Task.HOURS: (
        gettext_lazy("Opening hours"),
        gettext_lazy("The usual ones are there. Neighbours see them, and rooms are booked within them."),
        "about",
    ),
    Task.ROOMS: (
        pgettext_lazy("setup", "Rooms"),
        gettext_lazy("The usual six are there with one tap; change or close what you do not have."),
        "rooms",
    ),
    Task.COUNCIL: (
        gettext_lazy("Seats of the council"),
        gettext_lazy("With three members who vote the council can decide."),
        "people",
    ),
    Task.ACCOUNTS: (
        gettext_lazy("Everybody can sign in"),
        gettext_lazy("Invite each one with a code; they choose their own password."),
        "people",
    ),
    Task.ROSTER: (
        gettext_lazy("Start of the roster"),
        gettext_lazy("Somebody at the desk on every working morning of the next two weeks."),
        "roster",
    ),
    Task.PLATES: (
        gettext_lazy("Plates with the code at the entrance and the rooms' doors"),
        gettext_lazy("Neighbours scan them to report, to follow a matter, to book."),
        "plates",
    ),
    Task.WALL: (
        gettext_lazy("The wall at the door"),
        gettext_lazy("A screen with the figures: open its page there, full screen. It needs no sign-in."),
        "wall",
    ),
    Task.STRUCTURE: (
        gettext_lazy("The 1223 in your own words"),
        gettext_lazy("One core, two systems, two teams, three elements: what they are in this house."),
        "structure",
    ),
}
USUAL = (
    (gettext_lazy("Talking room"), Zone.OFFICE, 8, gettext_lazy("Speak quietly; nobody else comes in."), 0),
    (gettext_lazy("Multi-purpose room"), Zone.ACTIVITY, 40, gettext_lazy("Quiet from half past eight; sweep."), 20),
    (gettext_lazy("Reading room"), Zone.LEISURE, 20, gettext_lazy("Quiet please; books go back to their place."), 0),
    (gettext_lazy("Book corner"), Zone.LEISURE, 10, gettext_lazy("Books can be borrowed at the desk."), 0),
    (gettext_lazy("Small kitchen"), Zone.LEISURE, 6, gettext_lazy("Gas off, stove clean, rubbish out."), 20),
    (gettext_lazy("Children's play area"), Zone.LEISURE, 15, gettext_lazy("With a grown-up; shoes off."), 0),
)


@require_http_methods(["GET", "POST"])
@requires(*OPENERS)
def new(request: ActorRequest) -> HttpResponse:
    """Open a centre in one of one's villages."""
    actor = request.actor
    there = [one for one in areas(actor, level=Level.VILLAGE) if holds(actor, one.id, *OPENERS)]
    form = OpenForm(request.POST or None, areas=there)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.open_centre(
                name=data["name"], area_id=UUID(data["area"]), address=data["address"], phone=data["phone"], actor=actor
            )
        except Refused as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The centre is there. Ten minutes more, and its door can open."))
            return redirect("centre:setup", pk=made.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "centre/setup/new.html", {"form": form, "areas": there}, status=status)


@require_GET
@requires(*STAFF)
def setup(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The checklist: each step with what it is for, where it is taken, and whether it is done."""
    house = selectors.centre(request.actor, pk)
    _looks_after(request, pk)
    points = checklist(house)
    context = {
        **house_context(request, house),
        "points": [(one, *STEPS[one.task][:2], _where(one, house.id, house.key), _counted(one)) for one in points],
        "done": sum(one.done for one in points),
        "all": len(points),
        "left": sum(not (one.done or one.later) for one in points),
    }
    return render(request, "centre/setup/checklist.html", context)


@require_POST
@requires(*STAFF)
def act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """The usual rooms; later, or now after all; it hangs."""
    selectors.centre(request.actor, pk)
    named = request.POST.get("task", "")
    if act == "rooms":
        usual = [
            UsualRoom(name=str(name), zone=zone, capacity=holds, rules=str(rules), deposit=deposit)
            for name, zone, holds, rules, deposit in USUAL
        ]
        made = services.add_usual_rooms(centre_id=pk, usual=usual, actor=request.actor)
        said = ngettext("%(count)d room was added.", "%(count)d rooms were added.", made) % {"count": made}
        messages.success(request, said)
    elif named not in set(Task):
        raise NotYours
    elif act in ("later", "now"):
        services.put_off(centre_id=pk, task=Task(named), later=act == "later", actor=request.actor)
    elif act == "hung":
        services.note_hung(centre_id=pk, task=Task(named), actor=request.actor)
    else:
        raise NotYours
    return redirect("centre:setup", pk=pk)


@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def about(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the centre says about itself: name, address, hours, the desk's choices."""
    house = selectors.centre(request.actor, pk)
    _looks_after(request, pk)
    form = AboutForm(request.POST or None, initial=AboutForm.of(house))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_centre(centre_id=pk, actor=request.actor, **form.changes())
        except Refused as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Neighbours see it at once."))
            return redirect("centre:about", pk=pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "centre/setup/about.html", {**house_context(request, house), "form": form}, status=status)


@require_GET
@requires(*STAFF)
def plates(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Two plates on A4: one for the entrance with the house's page, one for the desk with following a matter."""
    house = selectors.centre(request.actor, pk)
    ways = {
        "entrance": request.build_absolute_uri(reverse("centre:neighbour", kwargs={"key": house.key})),
        "desk": request.build_absolute_uri(reverse("centre:follow_find")),
    }
    sheets = [
        {
            "name": house.name,
            "head": _("Scan me"),
            "lines": [_("Report a problem"), _("Book a room"), _("Follow a matter"), _("What happens with my data")],
        },
        {
            "name": house.name,
            "head": _("How far is my matter?"),
            "lines": [_("Scan, type the code on your slip, see who has it"), _("and say yes or no when it is solved")],
        },
    ]
    data = {
        "sheets": sheets,
        "reception": f"{_('We listen every working morning')} {house.reception_from:%H:%M}–{house.reception_to:%H:%M}",
        "contact": " · ".join(one for one in (house.address, house.phone) if one),
    }
    files = {f"qr{number}.svg": papers.qr_picture(link) for number, link in enumerate(ways.values())}
    made = papers.pdf(PAPERS / "plates.typ", data, files)
    return HttpResponse(made, content_type=papers.PDF, headers={"Content-Disposition": 'inline; filename="plates.pdf"'})


def _looks_after(request: ActorRequest, pk: UUID) -> None:
    if Right.PEOPLE not in selectors.rights(request.actor, pk):
        raise NotYours


def _where(one: Point, pk: UUID, key: str) -> str:
    name = STEPS[one.task][2]
    return reverse("centre:wall", kwargs={"key": key}) if name == "wall" else reverse(f"centre:{name}", args=[pk])


def _counted(one: Point) -> Any:
    """How far a step is, in words."""
    if one.task is Task.ROOMS and one.number:
        return ngettext("%(count)d room", "%(count)d rooms", one.number) % {"count": one.number}
    if one.task is Task.COUNCIL:
        return ngettext("%(count)d member votes", "%(count)d members vote", one.number) % {"count": one.number}
    if one.task is Task.ACCOUNTS and one.of:
        return _("%(number)d of %(of)d can sign in") % {"number": one.number, "of": one.of}
    if one.task is Task.ROSTER:
        return _("%(number)d of %(of)d mornings") % {"number": one.number, "of": one.of}
    if one.task is Task.STRUCTURE and one.number:
        return _("%(number)d of %(of)d are filled in") % {"number": one.number, "of": one.of}
    return ""
