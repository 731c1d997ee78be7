"""The book corner: find or scan, lend and take back in two taps, add, reading cards; and the neighbours' page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.centre import selectors, services
from fengqiao.centre.domain import slip as codes
from fengqiao.centre.domain.isbn import BadIsbn
from fengqiao.centre.domain.isbn import parse as parse_isbn
from fengqiao.centre.selectors import STAFF, Right
from fengqiao.centre.selectors import books as reading
from fengqiao.centre.selectors.books import BookView, CardView
from fengqiao.centre.services.barcodes import read_barcode
from fengqiao.centre.views.common import address_of, file_of, house_context
from fengqiao.centre.views.desk import PAPERS
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.incidents.services import What, limits
from fengqiao.ui import papers


@never_cache
@require_GET
@requires(*STAFF)
def books(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The shelf: what is here, what is out until when, whom to remind. A number, label or card that was scanned goes
    straight to its book or card."""
    house = selectors.centre(request.actor, pk)
    query = request.GET.get("q", "")[:200]
    scanned = query.rstrip("/").rsplit("/", 1)[-1].strip()
    if to := _scanned(pk, scanned):
        return redirect(to)
    context = {
        **house_context(request, house),
        "query": query,
        "books": reading.books(pk, query=query),
        "unknown": _number(scanned),
        "remind": reading.to_remind(pk),
        "most": reading.most_read(pk),
    }
    return render(request, "centre/books/shelf.html", context)


@require_POST
@requires(*STAFF)
def scan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A photo of a bar code, from telephones whose browser cannot read it."""
    selectors.centre(request.actor, pk)
    content = file_of(request, "photo")
    try:
        found = read_barcode(content) if content else None
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("centre:books", pk=pk)
    if not found:
        messages.error(request, _("No bar code can be read on this photo. Hold it closer and straight, or type it."))
        return redirect("centre:books", pk=pk)
    return redirect(f"{reverse('centre:books', kwargs={'pk': pk})}?{urlencode({'q': found})}")


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put a book on the shelf; a number that some corner here knows brings its title."""
    house = selectors.centre(request.actor, pk)
    if Right.HOUSE not in selectors.rights(request.actor, pk):
        raise NotYours
    typed: dict[str, str] = {name: request.POST.get(name, "") for name in ("isbn", "title", "author", "donor")}
    refusal, status = "", 200
    if request.method == "POST":
        try:
            _with_known(typed)
            made = services.add_book(centre_id=pk, actor=request.actor, **typed)
        except services.CentreRefused as refused:
            refusal, status = str(refused), refused.status
        else:
            messages.success(request, _("“%(title)s” stands on the shelf now.") % {"title": made.title})
            return redirect("centre:book_page", pk=made.id)
    else:
        typed["isbn"] = request.GET.get("isbn", "")[:40]
        _with_known(typed)
    context = {**house_context(request, house), "typed": typed, "refusal": refusal}
    return render(request, "centre/books/add.html", context, status=status)


@never_cache
@require_GET
@requires(*STAFF)
def book(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One book: lend it by tapping a card, or take it back."""
    found = reading.book(request.actor, pk)
    query = request.GET.get("card", "")[:80]
    cards = reading.cards(found.centre_id, query=query.rstrip("/").rsplit("/", 1)[-1])
    context = {
        **house_context(request, selectors.centre(request.actor, found.centre_id)),
        "one": found,
        "query": query,
        "cards": cards[:24],
        "more": len(cards) > 24,
        "history": reading.loans_of(book_id=pk),
    }
    return render(request, "centre/books/book.html", context)


@require_POST
@requires(*STAFF)
def book_act(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """Lend, take back, reminded, change, off the shelf."""
    found = reading.book(request.actor, pk)
    if act not in ACTS:
        raise NotYours
    try:
        messages.success(request, ACTS[act](request, found))
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
        return redirect("centre:book_page", pk=pk)
    if act in ("withdraw", "told"):
        return redirect("centre:books", pk=found.centre_id)
    return redirect("centre:book_page", pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def cards(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The reading cards, and a new one."""
    house = selectors.centre(request.actor, pk)
    post, refusal, status = request.POST, "", 200
    if request.method == "POST":
        try:
            made = services.open_card(
                centre_id=pk, name=post.get("name", ""), phone=post.get("phone", ""), child=bool(post.get("child")),
                guardian=post.get("guardian", ""), consents=bool(post.get("consents")), actor=request.actor,
            )  # fmt: skip
        except services.CentreRefused as refused:
            refusal, status = str(refused), refused.status
        else:
            return redirect("centre:card", pk=made.id)
    query = request.GET.get("q", "")[:80]
    context = {
        **house_context(request, house),
        "query": query,
        "cards": reading.cards(pk, query=query),
        "typed": post,
        "refusal": refusal,
    }
    return render(request, "centre/books/cards.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*STAFF)
def card(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One reading card: what is out with it, what was; print it; a POST closes it."""
    found = reading.card(request.actor, pk)
    if request.method == "POST":
        try:
            services.close_card(card_id=pk, actor=request.actor)
            messages.success(request, _("The card is closed, and whose it was is erased."))
            return redirect("centre:cards", pk=found.centre_id)
        except services.CentreRefused as refused:
            messages.error(request, str(refused))
            return redirect("centre:card", pk=pk)
    context = {
        **house_context(request, selectors.centre(request.actor, found.centre_id)),
        "one": found,
        "loans": reading.loans_of(card_id=pk),
    }
    return render(request, "centre/books/card.html", context)


@require_GET
@requires(*STAFF)
def card_paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The card to print and fold into a purse: name and QR; nothing of it tells a stranger more than the name."""
    found = reading.card(request.actor, pk)
    house = selectors.centre(request.actor, found.centre_id)
    data = {
        "house": house.name,
        "title": _("Reading card"),
        "name": found.name,
        "code": found.code,
        "words": _(
            "Show it when you borrow a book. Scan it to see what you have and until when. Thirty days; no fine."
        ),
        "phone": house.phone,
    }
    link = request.build_absolute_uri(reverse("centre:my_books", kwargs={"code": found.code}))
    made = papers.pdf(PAPERS / "card.typ", data, {"qr.svg": papers.qr_picture(link)})
    headers = {"Content-Disposition": f'inline; filename="card-{found.code}.pdf"'}
    return HttpResponse(made, content_type=papers.PDF, headers=headers)


@never_cache
@require_GET
def public_books(request: HttpRequest, key: str) -> HttpResponse:
    """What stands on the shelf, for the neighbours: in or out, never with whom; and the way to one's own books."""
    house = selectors.centre_by_key(key)
    typed = request.GET.get("card", "").strip()[:40]
    if typed and (found := _kept(request, typed)):
        return redirect("centre:my_books", code=found.code)
    query = request.GET.get("q", "")[:80]
    context = {"house": house, "query": query, "books": reading.books(house.id, query=query), "card": typed}
    return render(request, "centre/public/books.html", context)


@never_cache
@require_GET
def my_books(request: HttpRequest, code: str) -> HttpResponse:
    """For who keeps a reading card: what is out with it and until when, what is due. No name is on it."""
    found = _kept(request, code)
    if found is None:
        raise Http404
    loans = reading.outside_of(found.id)
    context = {
        "house": selectors.centre_of(found.centre_id),
        "code": found.code,
        "loans": loans,
        "late": [one for one in loans if one.late],
        "soon": [one for one in loans if one.soon],
        "told_at": max((one.told_at for one in loans if one.told_at), default=None),
    }
    return render(request, "centre/public/my_books.html", context)


def _kept(request: HttpRequest, code: str) -> CardView | None:
    """The card whose code somebody has; wrong ones are counted, so that nobody tries them all."""
    limits.check(What.GUESS, address_of(request))
    parsed = codes.parse(code, codes.CARD)
    found = reading.card_by_code(parsed) if parsed else None
    if found is None:
        limits.count(What.GUESS, address_of(request))
    return found


def _scanned(pk: UUID, scanned: str) -> str:
    """Where a code that was scanned leads: the book if there is one copy or one of several is out, or the card."""
    label = scanned.upper()
    if found := reading.by_label(pk, label):
        return reverse("centre:book_page", kwargs={"pk": found.id})
    number = _number(scanned)
    copies = reading.by_number(pk, number) if number else []
    if len(copies) == 1:
        return reverse("centre:book_page", kwargs={"pk": copies[0].id})
    card = next((one for one in reading.cards(pk, query=label) if one.code == label), None) if label else None
    return reverse("centre:card", kwargs={"pk": card.id}) if card else ""


def _number(text: str) -> str:
    try:
        return parse_isbn(text)
    except BadIsbn:
        return ""


def _with_known(typed: dict[str, str]) -> None:
    """Fill in what is known here about the number, where nothing was typed."""
    number = _number(typed["isbn"])
    if number and not typed["title"].strip() and (known := reading.known(number)):
        typed["title"], typed["author"] = known


def _lend(request: ActorRequest, one: BookView) -> str:
    card = uuid_or_none(request.POST.get("card", ""))
    if card is None:
        raise services.InputRefused(_("Tap whose card it is."))
    loan = services.lend(book_id=one.id, card_id=card, actor=request.actor)
    return _("Lent to %(name)s until %(day)s.") % {"name": loan.name, "day": loan.due.isoformat()}


def _back(request: ActorRequest, one: BookView) -> str:
    services.take_back_book(book_id=one.id, actor=request.actor)
    return _("Back on the shelf. Thank you.")


def _told(request: ActorRequest, one: BookView) -> str:
    if one.out is None:
        raise services.CentreRefused(_("The book was not out."))
    services.tell_loan(loan_id=one.out.id, actor=request.actor)
    return _("Noted: they know.")


def _change(request: ActorRequest, one: BookView) -> str:
    post: Any = request.POST
    services.change_book(
        book_id=one.id, title=post.get("title", ""), author=post.get("author", ""), donor=post.get("donor", ""),
        actor=request.actor,
    )  # fmt: skip
    return _("Changed.")


def _withdraw(request: ActorRequest, one: BookView) -> str:
    services.withdraw_book(book_id=one.id, actor=request.actor)
    return _("Taken off the shelf.")


ACTS = {"lend": _lend, "back": _back, "told": _told, "change": _change, "withdraw": _withdraw}
