"""The reception desk: write a visit down, keep the slip."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.forms.desk import VisitForm
from fengqiao.centre.selectors import STAFF, Right, matters, visits, words
from fengqiao.centre.selectors.visits import VisitView
from fengqiao.centre.services.files import LARGEST_VOICE
from fengqiao.centre.views.common import house_context
from fengqiao.core.errors import NotYours
from fengqiao.ui import papers

_APP = Path(__file__).resolve().parent.parent
PAPERS, WORKER = _APP / "papers", _APP / "static" / "centre" / "worker.js"


@require_GET
@requires(*STAFF)
def desk(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write down who came with what: one page, large, at most six taps and one text."""
    house = selectors.centre(request.actor, pk)
    if Right.RECEIVE not in selectors.rights(request.actor, pk):
        raise NotYours
    context = {
        **house_context(request, house),
        "places": house.settings.get("places") or [str(one) for one in words.PLACES],
        "wishes": words.WISHES.items(),
        "largest_voice": LARGEST_VOICE,
    }
    return render(request, "centre/desk/new.html", context)


@require_GET
@requires(*STAFF)
def worker(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The script that keeps the desk's page at hand while the network is away; it rules this desk's address alone."""
    selectors.centre(request.actor, pk)
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(WORKER.read_text("utf-8"), content_type="text/javascript; charset=utf-8", headers=headers)


@require_POST
@requires(*STAFF)
def record(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take a visit from the page or from the tablet's outbox; the same one again answers the same."""
    selectors.centre(request.actor, pk)
    form = VisitForm(request.POST, request.FILES)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"message": " ".join(said) or _("Load the page again.")}, status=422)
    made = services.record_visit(centre_id=pk, told=form.told(), actor=request.actor)
    if request.headers.get("X-Requested-With") != "fetch":
        return redirect("centre:visit", pk=made.id)
    return JsonResponse(
        {
            "visit": str(made.id),
            "code": made.code,
            "spoken": made.spoken,
            "again": made.again,
            "slip": reverse("centre:slip", kwargs={"pk": made.id}),
            "matter": reverse("centre:matter", kwargs={"pk": made.matter_id}),
        }
    )


@never_cache
@require_GET
@requires(*STAFF)
def visit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A visit with its code, to print and to go on from."""
    found = visits.visit(request.actor, pk)
    house = selectors.centre(request.actor, found.centre_id)
    context = {
        **house_context(request, house),
        "visit": found,
        "matter": matters.matter(request.actor, found.matter_id),
        "wish_words": words.WISHES.get(found.wish) if found.wish else "",
    }
    return render(request, "centre/desk/visit.html", context)


@require_POST
@requires(*STAFF)
def forget(request: ActorRequest, pk: UUID) -> HttpResponse:
    """At the visitor's wish, what they told of themselves goes."""
    visits.visit(request.actor, pk)
    services.forget_visitor(visit_id=pk, actor=request.actor)
    messages.success(request, _("Deleted: name, telephone, words, photo and voice. The visit itself stays counted."))
    return redirect("centre:visit", pk=pk)


@require_GET
@requires(*STAFF)
def slip(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The visitor's slip as PDF, for a receipt printer or A4: code, QR, who, until when."""
    found = visits.visit(request.actor, pk)
    made = slip_pdf(request, found)
    return HttpResponse(
        made, content_type=papers.PDF, headers={"Content-Disposition": f'inline; filename="{found.code}.pdf"'}
    )


@require_GET
@requires(*STAFF)
def visit_file(request: ActorRequest, pk: UUID, kind: str) -> HttpResponse:
    """The photo of the handwriting, or the voice memo."""
    content, media = visits.visit_file(request.actor, pk, kind)
    return HttpResponse(content, content_type=media, headers={"Cache-Control": "private, max-age=3600"})


def slip_pdf(request: ActorRequest, found: VisitView) -> bytes:
    """The slip of a visit."""
    house = selectors.centre(request.actor, found.centre_id)
    matter = matters.matter(request.actor, found.matter_id)
    link = request.build_absolute_uri(reverse("centre:follow", kwargs={"code": found.code}))
    data = {
        "house": house.name,
        "address": house.address,
        "phone": house.phone,
        "title": _("Slip of your visit"),
        "code_words": _("Code"),
        "code": found.spoken,
        "when_words": _("You came"),
        "when": timezone.localtime(found.at).strftime("%Y-%m-%d %H:%M"),
        "who_words": _("Received by"),
        "who": matter.taker,
        "promise_words": _("You hear from us by"),
        "promise": matter.promised_on.isoformat(),
        "scan": _("Scan to see how far it is, and to say whether it is solved. Without a telephone: come by or call."),
        "link": link,
    }
    return papers.pdf(PAPERS / "slip.typ", data, {"qr.svg": papers.qr_picture(link)})
