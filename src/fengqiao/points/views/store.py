"""The store of gifts: catalogue, lots, budget. For the studio's clerk, who does not hand out what he keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, AreaView, Role, person_names, requires
from fengqiao.core import clock
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.forms.gifts import BudgetForm, GiftForm, LotForm, SheetForm, WriteOffForm
from fengqiao.ui.sheets import XLSX


def town_of_request(request: ActorRequest) -> AreaView:
    """The town named by ``?town=``, or the first whose store the person keeps. Raises NotYours."""
    kept = selectors.kept_towns(request.actor)
    wanted = request.POST.get("town") or request.GET.get("town") or ""
    found = next((one for one in kept if not wanted or str(one.id) == wanted), None)
    if found is None:
        raise NotYours
    return found


@require_http_methods(["GET", "POST"])
@requires(Role.STUDIO_CLERK)
def list_(request: ActorRequest) -> HttpResponse:
    """All gifts with what lies where; a new one is added here."""
    town = town_of_request(request)
    form = GiftForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_gift(town_id=town.id, actor=request.actor, **form.values())
        except services.GiftRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("“%(gift)s” is in the catalogue. Now enter what came in.")
            messages.success(request, words % {"gift": form.cleaned_data["name"]})
            return redirect("points:store_gift", pk=made)
    year = clock.now().year
    cents, used = selectors.budget(town.id, year), services.spent(town.id, year)
    context = {
        "town": town,
        "towns": selectors.kept_towns(request.actor),
        "form": form,
        "gifts": selectors.gifts(town.id, retired=True),
        "budget_form": BudgetForm(initial={"year": year, "yuan": (cents or 0) / 100}),
        "sheet_form": SheetForm(),
        "year": year,
        "budget": None if cents is None else cents / 100,
        "spent": used / 100,
        "left": None if cents is None else (cents - used) / 100,
    }
    return render(request, "points/gifts/store.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Role.STUDIO_CLERK)
def gift(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One gift: put it right, see its lots and every move."""
    found = _kept(request, pk)
    initial = {"name": found.name, "words": found.words, "points": found.points, "most_each": found.most_each}
    form = GiftForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_gift(gift_id=pk, actor=request.actor, **form.values())
        except services.GiftRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. What is reserved keeps its price."))
            return redirect("points:store_gift", pk=pk)
    return _gift_page(request, pk, form=form)


@require_POST
@requires(Role.STUDIO_CLERK)
def receive(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Pieces came in."""
    _kept(request, pk)
    form = LotForm(request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        cents = int(data.pop("yuan") * 100)
        try:
            services.receive_lot(gift_id=pk, cents=cents, actor=request.actor, **data)
        except services.GiftRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The lot is in store."))
            return redirect("points:store_gift", pk=pk)
    return _gift_page(request, pk, lot_form=form)


@require_POST
@requires(Role.STUDIO_CLERK)
def write_off(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Pieces are broken or lost."""
    form = WriteOffForm(request.POST)
    if not form.is_valid():
        raise services.GiftRefused(_("Say how many pieces, and why."))
    gift_id = services.write_off(lot_id=pk, actor=request.actor, **form.cleaned_data)
    messages.success(request, _("Written off; the reason stands with the move."))
    return redirect("points:store_gift", pk=gift_id)


@require_POST
@requires(Role.STUDIO_CLERK)
def retire(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Offer a gift no more, or again."""
    found = _kept(request, pk)
    services.retire_gift(gift_id=pk, retired=found.retired_at is None, actor=request.actor)
    return redirect("points:store_gift", pk=pk)


@require_POST
@requires(Role.STUDIO_CLERK)
def budget(request: ActorRequest) -> HttpResponse:
    """Set the budget of a year."""
    town, form = town_of_request(request), BudgetForm(request.POST)
    if not form.is_valid():
        raise services.GiftRefused(_("Give a year and an amount from 0."))
    cents = int(form.cleaned_data["yuan"] * 100)
    services.set_budget(town_id=town.id, year=form.cleaned_data["year"], cents=cents, actor=request.actor)
    messages.success(request, _("The budget is set."))
    return redirect(f"{reverse('points:store')}?town={town.id}")


@require_GET
@requires(Role.STUDIO_CLERK)
def export(request: ActorRequest) -> HttpResponse:
    """The lots as an Excel file; it is also the form to fill in for new ones."""
    return _sheet(services.export_lots(selectors.lots(town_of_request(request).id)), "lots.xlsx")


@require_POST
@requires(Role.STUDIO_CLERK)
def import_(request: ActorRequest) -> HttpResponse:
    """Many lots by Excel; a file with wrong rows comes back with what is wrong in each."""
    town, form = town_of_request(request), SheetForm(request.POST, request.FILES)
    back = redirect(f"{reverse('points:store')}?town={town.id}")
    if not form.is_valid():
        messages.error(request, _("Choose an Excel file first."))
        return back
    try:
        count = services.import_lots(town_id=town.id, content=form.cleaned_data["file"].read(), actor=request.actor)
    except services.LotsRefused as refusal:
        return _sheet(refusal.annotated, "lots-to-mend.xlsx", status=422)
    except services.GiftRefused as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(request, ngettext("%(count)d lot is in.", "%(count)d lots are in.", count) % {"count": count})
    return back


def _kept(request: ActorRequest, pk: UUID) -> selectors.GiftView:
    found = selectors.gift(pk)
    if all(one.id != found.town_id for one in selectors.kept_towns(request.actor)):
        raise NotYours
    return found


def _gift_page(
    request: ActorRequest, pk: UUID, *, form: GiftForm | None = None, lot_form: LotForm | None = None
) -> HttpResponse:
    found = selectors.gift(pk)
    moved = selectors.moves(pk)
    initial = {"name": found.name, "words": found.words, "points": found.points, "most_each": found.most_each}
    wrong = bool((form and form.errors) or (lot_form and lot_form.errors))
    context = {
        "gift": found,
        "form": form or GiftForm(initial=initial),
        "lot_form": lot_form or LotForm(initial={"received_on": clock.now().date()}),
        "off_form": WriteOffForm(auto_id="off_%s"),
        "lots": selectors.lots(found.town_id, gift_id=pk),
        "moves": moved,
        "names": person_names(one.actor_id for one in moved if one.actor_id),
    }
    return render(request, "points/gifts/gift.html", context, status=422 if wrong else 200)


def _sheet(content: bytes, name: str, *, status: int = 200) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, status=status, headers=headers)
