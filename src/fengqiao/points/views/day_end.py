"""The end of a redemption day: the sheet, its differences, two signatures, the notice."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.areas.selectors import ActorRequest, person_names, requires
from fengqiao.core.errors import NotYours
from fengqiao.points import selectors, services
from fengqiao.points.views.gifts import picture_of
from fengqiao.ui import papers

PAPERS = Path(__file__).resolve().parent.parent / "papers"


@require_http_methods(["GET", "POST"])
@requires()
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Reconcile the day: ``act`` is close, explain, sign, photo or publish. For clerk, keepers and audit."""
    found = selectors.day_for(request.actor, pk)
    plans, audits = selectors.plans(request.actor, found), selectors.audits(request.actor, found)
    if not (plans or audits or found.counters.filter(keeper=request.actor.person_id).exists()):
        raise NotYours
    if request.method == "POST":
        _act(request, pk)
        return redirect("points:day_end", pk=pk)
    counters = list(found.counters.order_by("name"))
    signers = [key for key in (found.first_by_id, found.second_by_id) if key]
    names = person_names([*signers, *(one.keeper_id for one in counters)])
    differences = list(found.differences.order_by("created_at"))
    context = {
        "day": found,
        "sheet": found.sheet or selectors.sheet_of(found),
        "counters": [{"counter": one, "keeper": names.get(one.keeper_id, "")} for one in counters],
        "still_open": [one for one in counters if not (one.back_at or one.revoked_at)],
        "differences": [{"row": one, "words": selectors.difference_words(one)} for one in differences],
        "unexplained": any(not one.explanation for one in differences),
        "first": names.get(found.first_by_id) if found.first_by_id else "",
        "second": names.get(found.second_by_id) if found.second_by_id else "",
        "plans": plans,
        "audits": audits,
        "photos": list(found.photos.all()),
    }
    return render(request, "points/days/end.html", context)


def _act(request: ActorRequest, pk: UUID) -> None:
    act, actor = request.POST.get("act", ""), request.actor
    if act == "close":
        services.close_day(day_id=pk, actor=actor)
        messages.success(request, _("The day is closed and its sheet is frozen."))
    elif act == "explain":
        try:
            difference = UUID(request.POST.get("difference", ""))
        except ValueError as error:
            raise Http404 from error
        services.explain(difference_id=difference, words=request.POST.get("words", ""), actor=actor)
    elif act == "sign":
        services.sign(day_id=pk, actor=actor)
        messages.success(request, _("Signed."))
    elif act == "photo":
        file = request.FILES.get("photo")
        content = file.read() if file and file.size and file.size <= 20 * 2**20 else b""
        services.add_photo(day_id=pk, content=content, words=request.POST.get("words", ""), actor=actor)
    elif act == "publish":
        services.publish(day_id=pk, words=request.POST.get("words", ""), actor=actor)
        messages.success(request, _("The notice can be read by everybody now."))
    else:
        raise Http404


@require_GET
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notice for everybody: sums and photos, no names. To print, too."""
    found = selectors.published_day(pk)
    link = request.build_absolute_uri(reverse("points:day_notice", args=[pk]))
    context = {"day": found, "sheet": found.sheet, "photos": list(found.photos.all()), "link": link}
    return render(request, "points/days/notice.html", context)


@require_GET
def photo(request: HttpRequest, pk: UUID) -> FileResponse:
    """A photo of a published notice."""
    return picture_of(selectors.published_photo(pk))


@require_GET
@requires()
def receipt(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was handed over in one act, with the signature, as a PDF to print."""
    act = selectors.act_for(request.actor, pk)
    given = selectors.given(act)
    assert act.booking is not None
    day = act.counter.day
    with default_storage.open(act.signature) as file:
        signature = file.read()
    data = {
        "house": day.town.name,
        "title": _("Receipt of gifts"),
        "facts": [
            [_("Redemption day"), day.title],
            [_("Place"), day.place],
            [_("Name of the person"), act.booking.person.name],
            [_("Number"), str(act.booking.number or "—")],
            [_("Counter"), f"{act.counter.name} · {act.counter.keeper.name}"],
            [_("When"), timezone.localtime(act.signed_at).strftime("%Y-%m-%d %H:%M")],
        ],
        "head": [_("Gift"), _("Points")],
        "rows": [[one.gift.name, str(one.points)] for one in given],
        "sum": [_("Together"), str(sum(one.points for one in given))],
        "signed": _("Received, signature"),
        "foot": str(act.pk),
    }
    made = papers.pdf(PAPERS / "receipt.typ", data, {"signature.svg": papers.photo_picture(signature)})
    headers = {"Content-Disposition": f'inline; filename="receipt-{act.pk.hex[-8:]}.pdf"'}
    return HttpResponse(made, content_type=papers.PDF, headers=headers)
