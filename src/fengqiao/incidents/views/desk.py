"""Writing down what people say at the centre's desk and on the hotline: drafts, neighbours' reports, the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.incidents import selectors, services
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.forms import LONGEST_TEXT
from fengqiao.incidents.forms import questions
from fengqiao.incidents.forms.desk import DeskForm, MapForm, as_position
from fengqiao.incidents.selectors import desk
from fengqiao.ui.qr import qr

# Who sits where people come to: the command centre's hotline, the town's studio, the neighbourhood centre's desk.
PEOPLE = table.DESK | {Role.STUDIO_CLERK, Role.COUNCIL_MEMBER, Role.VILLAGE_SECRETARY}
KEPT = ("source", "name", "phone", "anonymous", "title", "category", "description", "area", "place", "position")
KEPT_TOO = ("happened_at", "form_id")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PEOPLE)
def new(request: HttpRequest) -> HttpResponse:
    """The sheet: empty, a draft's, or sent."""
    actor = cast(ActorRequest, request).actor
    if request.method != "POST":
        return render(request, "incidents/desk/new.html", _context(actor, _fresh(request, actor), []))
    form = _form(actor, request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "incidents/desk/new.html", _context(actor, form, []), status=422)
    data = form.cleaned_data
    fields = _fields(data["category"])
    if not request.POST.get("into") and questions.unanswered(fields, request.POST):
        form.add_error("category", _("This kind of matter has questions of its own; they stand below it."))
        return render(request, "incidents/desk/new.html", _context(actor, form, []), status=422)
    sheet = _sheet(data, questions.answers(fields, request.POST))
    try:
        if into := request.POST.get("into"):
            services.join_down(sheet=sheet, into=_uuid(into), actor=actor)
            return redirect("incidents:desk_receipt", form_id=sheet.form_id)
        near = _near(actor, form.data)
        unseen = {one.event.code for one in near} - set(data["seen"].split())
        if unseen and desk.followed_with(services.desk_ticket(sheet.form_id, actor)) is None:
            if data["photo"]:
                form.add_error("photo", _("Choose the photos again: the page had to ask something first."))
            return render(request, "incidents/desk/new.html", _context(actor, form, near), status=409)
        services.take_down(sheet=sheet, pictures=[one.read() for one in data["photo"]], actor=actor)
    except services.IncidentRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "incidents/desk/new.html", _context(actor, form, []), status=refusal.status)
    return redirect("incidents:desk_receipt", form_id=sheet.form_id)


@require_POST
@requires(*PEOPLE)
def save(request: HttpRequest) -> HttpResponse:
    """Keep the sheet as a draft, and say which neighbours' reports may be the same matter."""
    actor = cast(ActorRequest, request).actor
    form_id = _uuid(request.POST.get("form_id", ""))
    content = {name: request.POST.get(name, "")[:12_000] for name in KEPT + KEPT_TOO}
    asked = _fields(content["category"])
    content |= {one.name: one.value[:LONGEST_TEXT] for one in questions.questions(asked, request.POST) if one.value}
    if any(content[name].strip() for name in ("name", "phone", "title", "description", "place")):
        services.save_draft(draft_id=form_id, content={"desk": content}, actor=actor)
    if request.headers.get("X-Requested-With") != "fetch":
        messages.success(request, _("Kept as a draft. It stands on the right until you send or discard it."))
        return redirect("incidents:new")
    near = _near(actor, request.POST)
    html = render(request, "incidents/desk/_near.html", {"near": near}).content.decode()
    own = {"questions": questions.questions(asked, request.POST)}
    return JsonResponse(
        {
            "near": html,
            "seen": " ".join(one.event.code for one in near),
            "category": content["category"],
            "questions": render(request, "incidents/_parts/questions.html", own).content.decode() if asked else "",
        }
    )


@require_GET
@requires(*PEOPLE)
def map_(request: HttpRequest) -> HttpResponse:
    """The map for the pin: around a position, or of the whole village that was chosen."""
    actor = cast(ActorRequest, request).actor
    form = MapForm(request.GET)
    if not form.is_valid():
        raise NotYours
    if form.point is not None:
        found: selectors.Around | None = selectors.around(*form.point, metres=form.cleaned_data["metres"])
    else:
        found = selectors.around_area(actor, form.cleaned_data["area"])
    if found is None:
        return HttpResponse(status=204)
    return render(request, "incidents/public/_map.html", {"around": found})


@require_POST
@requires(*PEOPLE)
def discard(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor = cast(ActorRequest, request).actor
    services.discard_draft(draft_id=form_id, actor=actor)
    messages.success(request, _("The draft was thrown away."))
    return redirect("incidents:new")


@require_GET
@requires(*PEOPLE)
def receipt(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """What the caller takes home: the code, and the link to follow it. For whoever wrote it down."""
    actor = cast(ActorRequest, request).actor
    ticket = services.desk_ticket(form_id, actor)
    event = desk.followed_with(ticket)
    if event is None:
        raise NotYours
    link = request.build_absolute_uri(reverse("incidents:follow", args=[ticket]))
    visible = bool(selectors.of_those_seen(actor, [event]))
    context = {
        "event": event,
        "link": link,
        "qr": qr(link),
        "area": areas.area(event.area_id),
        "visible": visible,
        "ticket": ticket,
        "joined": not event.key.endswith(str(form_id)),
        "at": clock.now(),
    }
    return render(request, "incidents/desk/receipt.html", context)


def _fresh(request: HttpRequest, actor: Actor) -> DeskForm:
    wanted = request.GET.get("draft")
    for one in selectors.drafts(actor):
        if wanted and str(one.id) == wanted and isinstance(one.content.get("desk"), dict):
            return _form(actor, initial={**one.content["desk"], "form_id": one.id})
    source = request.GET.get("source", "visit" if Role.COUNCIL_MEMBER in _roles(actor) else "hotline")
    return _form(actor, initial={"form_id": uuid4(), "source": source})


def _roles(actor: Actor) -> set[Role]:
    return {duty.role for duty in actor.duties}


def _form(actor: Actor, *args: Any, **kwargs: Any) -> DeskForm:
    return DeskForm(*args, categories=desk.category_choices(), areas=desk.area_choices(actor), **kwargs)


def _context(actor: Actor, form: DeskForm, near: Sequence[Any]) -> dict[str, object]:
    mine = [one for one in selectors.drafts(actor) if isinstance(one.content.get("desk"), dict)]
    here = str(form["form_id"].value())
    category = str(form["category"].value() or "")
    return {
        "form": form,
        "questions": questions.questions(_fields(category), form.data if form.is_bound else form.initial),
        "asked_for": category,
        "near": near,
        "seen": " ".join(one.event.code for one in near),
        "drafts": [
            {"id": one.id, "title": one.content["desk"].get("title") or _("without a title"), "saved_at": one.saved_at}
            for one in mine
            if str(one.id) != here
        ],
        "may_import": actor.has(*table.DESK, Role.STUDIO_CLERK),
    }


def _fields(category: str) -> tuple[Mapping[str, Any], ...]:
    """The category's own fields; none for what is no category."""
    about = selectors.category(category.replace("\0", ""))
    return tuple(about.fields) if about else ()


def _sheet(data: dict[str, Any], answers: Mapping[str, Any]) -> services.Sheet:
    lon, lat = data["position"] or (None, None)
    return services.Sheet(
        form_id=data["form_id"],
        source=data["source"],
        category=data["category"],
        area_id=data["area"],
        title=data["title"],
        description=data["description"],
        place=data["place"],
        lon=lon,
        lat=lat,
        happened_at=data["happened_at"],
        name=data["name"],
        phone=data["phone"],
        anonymous=data["anonymous"],
        answers=answers,
    )


def _near(actor: Actor, data: Any) -> list[selectors.Likely]:
    """What may be the same matter, out of a sheet that is perhaps not filled in yet."""
    try:
        area_id = UUID(data.get("area", ""))
    except ValueError:
        return []
    category = data.get("category", "")
    if not category or not areas.may_see_area(actor, area_id):
        return []
    position = as_position(data.get("position", ""))
    lon, lat = position or (None, None)
    if lon is not None and lat is not None and not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return []
    text = " ".join(data.get(name, "") for name in ("title", "description", "place")).replace("\0", "")
    return desk.known_already(
        actor,
        category=category.replace("\0", ""),
        area_id=area_id,
        lon=lon,
        lat=lat,
        happened_at=clock.now(),
        text=text,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotYours from error
