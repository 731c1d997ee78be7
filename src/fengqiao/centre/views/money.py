"""The small money: the book and its receipts."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.selectors import STAFF, council
from fengqiao.centre.views.common import day_or_none, file_of, house_context
from fengqiao.core import clock
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none


@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def money(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The book; a line is entered or taken back here."""
    house = selectors.centre(request.actor, pk)
    refusal = ""
    if request.method == "POST":
        try:
            _enter(request, pk)
        except Refused as error:
            if error.status == 404:
                raise
            refusal = str(error)
        else:
            messages.success(request, _("In the book. Everybody can read it."))
            return redirect("centre:money", pk=pk)
    lines = council.money(pk)
    context = {
        **house_context(request, house),
        "lines": lines,
        "balance": lines[0].balance if lines else None,
        "refusal": refusal,
        "posted": request.POST,
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "centre/council/money.html", context, status=422 if refusal else 200)


@require_GET
def receipt(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The photo of a receipt; the book is public, and so are they."""
    house = selectors.centre_by_key(key)
    return HttpResponse(council.receipt(house.id, pk), content_type="image/jpeg")


def _enter(request: ActorRequest, pk: UUID) -> None:
    post = request.POST
    if line := uuid_or_none(post.get("line", "")):
        if line not in {one.id for one in council.money(pk)}:
            raise NotYours
        services.take_back_money(line_id=line, reason=post.get("reason", ""), actor=request.actor)
        return
    try:
        amount = Decimal(post.get("amount", "").strip())
    except InvalidOperation as error:
        raise services.InputRefused(_("Write the amount in yuan, such as 12.50.")) from error
    services.enter_money(
        centre_id=pk,
        amount=amount,
        came_in=post.get("way") == "in",
        what=post.get("what", ""),
        party=post.get("party", ""),
        day=day_or_none(post.get("day", "")),
        receipt=file_of(request, "receipt"),
        actor=request.actor,
    )
