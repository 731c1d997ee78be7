"""The book corner: books come, are lent and come back; reading cards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import isbn as numbers
from fengqiao.centre.domain import words as speech
from fengqiao.centre.domain.isbn import BadIsbn, Wrong
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Book, Centre, Loan, ReadingCard
from fengqiao.centre.selectors.books import AGAIN, BookView, CardView, LoanView, book, card_view, due_loans, loans_of
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.texts import plain
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents.domain.search_scope import blind

LENT_FOR = timedelta(days=30)
MOST_BOOKS = 5  # with one card at a time


def number_of_book(text: str) -> str:
    """The thirteen digits of a book's number. Raises InputRefused with what is wrong with it."""
    try:
        return numbers.parse(text)
    except BadIsbn as error:
        words = {
            Wrong.LENGTH: _(
                "A book's number has 10 or 13 digits. Look at the bar code on its back, or leave it empty."
            ),
            Wrong.DIGIT: _("One digit of this number is wrong: the last one does not fit the others."),
            Wrong.NO_BOOK: _("This is the bar code of something else than a book. Type the title instead."),
        }
        raise InputRefused(words[error.reason]) from error


def add_book(
    *, centre_id: UUID, title: str, isbn: str = "", author: str = "", donor: str = "", actor: Actor
) -> BookView:
    """Put a copy on the shelf. Raises InputRefused (no title, a number that is none), NotYours."""
    number = number_of_book(isbn) if isbn.strip() else ""
    with journal.unit():
        demand(actor, centre_id, Right.HOUSE)
        row = Book(centre=Centre.objects.get(pk=centre_id), code=ids.short_code(), isbn=number)
        _fill(row, title, author, donor)
        _say(row.centre, "centre.book_added", {"book": str(row.pk)}, actor)
    return book(actor, row.pk)


def change_book(*, book_id: UUID, title: str, author: str = "", donor: str = "", actor: Actor) -> BookView:
    """Correct what is written about a book. Raises InputRefused, NotYours."""
    with journal.unit():
        row = _book(book_id, actor)
        _fill(row, title, author, donor)
        _say(row.centre, "centre.book_changed", {"book": str(row.pk)}, actor)
    return book(actor, row.pk)


def withdraw_book(*, book_id: UUID, actor: Actor) -> None:
    """Take a copy off the shelf for good; what was lent stays known. Raises CentreRefused (it is out), NotYours."""
    with journal.unit():
        row = _book(book_id, actor)
        if row.loans.filter(returned_at=None).exists():
            raise CentreRefused(_("The book is out. Take it back first."))
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        _say(row.centre, "centre.book_withdrawn", {"book": str(row.pk)}, actor)


def open_card(
    *, centre_id: UUID, name: str, phone: str = "", child: bool = False, guardian: str = "", consents: bool = False,
    actor: Actor,
) -> CardView:  # fmt: skip
    """A reading card; a child's needs a guardian's name and consent. Raises InputRefused, CentreRefused, NotYours."""
    who, number, adult = plain(name, 40), plain(phone, 30), plain(guardian, 40)
    if not who:
        raise InputRefused(_("Leave a name; a nickname is enough."))
    if child and not (adult and consents):
        raise InputRefused(_("For a child, a guardian has to leave a name and agree. Nothing was kept."))
    digits = speech.digits(number)
    key = blind(digits, settings.PHONE_KEY) if digits else ""
    with journal.unit():
        demand(actor, centre_id, Right.HOUSE)
        centre = Centre.objects.select_for_update().get(pk=centre_id)
        if key and ReadingCard.objects.filter(centre=centre, phone_key=key, name=who, closed_at=None).exists():
            raise CentreRefused(_("There is a card of this name and number already."))
        row = ReadingCard.objects.create(
            centre=centre, code=ids.short_code(), name=who, phone=number, phone_key=key, child=child,
            guardian=adult if child else "", consented_at=clock.now() if child else None,
        )  # fmt: skip
        private = {"name": row.name, "phone": row.phone, "guardian": row.guardian}
        _say(centre, "centre.card_opened", {"child": child}, actor, subject=f"card:{row.pk}", private=private)
    return card_view(row)


def close_card(*, card_id: UUID, actor: Actor) -> None:
    """Close a card and erase whose it was. Raises CentreRefused (books are out with it), NotYours."""
    with journal.unit():
        row = _card(card_id, actor)
        if row.loans.filter(returned_at=None).exists():
            raise CentreRefused(_("Books are still out with this card. Take them back first."))
        row.closed_at, row.name, row.phone, row.phone_key, row.guardian = clock.now(), "", "", "", ""
        row.save()
        journal.redact(subject=f"card:{row.pk}")
        _say(row.centre, "centre.card_closed", {"card": str(row.pk)}, actor)


def lend(*, book_id: UUID, card_id: UUID, actor: Actor) -> LoanView:
    """Lend a book for thirty days. Raises CentreRefused (it is out, enough books already), NotYours."""
    with journal.unit():
        row, card = _book(book_id, actor), _card(card_id, actor)
        if card.centre_id != row.centre_id:
            raise NotYours
        if row.loans.filter(returned_at=None).exists():
            raise CentreRefused(_("The book is out already. Take it back first."))
        if card.loans.filter(returned_at=None).count() >= MOST_BOOKS:
            raise CentreRefused(
                _("%(count)d books are out with this card. Bring one back first.") % {"count": MOST_BOOKS}
            )
        now = clock.now()
        made = Loan.objects.create(book=row, card=card, lent_at=now, due=timezone.localdate(now) + LENT_FOR)
        card.used_at = now
        card.save(update_fields=["used_at"])
        # Not with whose card: the journal is kept for years, who read what is not.
        _say(row.centre, "centre.book_lent", {"book": str(row.pk), "loan": str(made.pk)}, actor)
    return loans_of(book_id=row.pk, limit=1)[0]


def take_back_book(*, book_id: UUID, actor: Actor) -> LoanView:
    """The book is back. Raises CentreRefused (it was not out), NotYours."""
    with journal.unit():
        row = _book(book_id, actor)
        loan = row.loans.filter(returned_at=None).first()
        if loan is None:
            raise CentreRefused(_("The book was not out."))
        loan.returned_at = clock.now()
        loan.save(update_fields=["returned_at"])
        _say(row.centre, "centre.book_back", {"book": str(row.pk), "loan": str(loan.pk)}, actor)
    return loans_of(book_id=row.pk, limit=1)[0]


def tell_loan(*, loan_id: UUID, actor: Actor) -> None:
    """The house reminded them that the book is due. Raises NotYours."""
    with journal.unit():
        loan = Loan.objects.select_for_update().filter(pk=loan_id, returned_at=None).first()
        if loan is None:
            raise NotYours
        row = _book(loan.book_id, actor)
        loan.told_at = clock.now()
        loan.save(update_fields=["told_at"])
        _say(row.centre, "centre.loan_told", {"loan": str(loan.pk)}, actor)


def remind_books() -> int:
    """Note whose books are due or late, once for each time they are to be reminded; the desk rings them up from its
    list, and their own page says it. For the evening's timer. Returns how many."""
    now, count = clock.now(), 0
    rows = due_loans().exclude(reminded_at__gt=now - AGAIN).values_list("pk", flat=True)
    for pk in list(rows):
        with journal.unit():
            loan = Loan.objects.select_for_update(of=("self",)).select_related("book__centre").get(pk=pk)
            if loan.returned_at or (loan.reminded_at and loan.reminded_at > now - AGAIN):
                continue
            loan.reminded_at = now
            loan.save(update_fields=["reminded_at"])
            late = loan.due < timezone.localdate(now)
            _say(loan.book.centre, "centre.loan_reminder", {"loan": str(loan.pk), "late": late}, None)
            count += 1
    return count


def _fill(row: Book, title: str, author: str, donor: str) -> None:
    row.title, row.author, row.donor = plain(title, 120), plain(author, 80), plain(donor, 40)
    if not row.title:
        raise InputRefused(_("This book is not known here yet: type its title."))
    row.save()


def _book(book_id: UUID, actor: Actor) -> Book:
    row = Book.objects.select_for_update(of=("self",)).select_related("centre").filter(pk=book_id, withdrawn_at=None)
    found = row.first()
    if found is None:
        raise NotYours
    demand(actor, found.centre_id, Right.HOUSE)
    return found


def _card(card_id: UUID, actor: Actor) -> ReadingCard:
    row = (
        ReadingCard.objects.select_for_update(of=("self",))
        .select_related("centre")
        .filter(pk=card_id, closed_at=None)
        .first()
    )
    if row is None:
        raise NotYours
    demand(actor, row.centre_id, Right.HOUSE)
    return row


def _say(
    centre: Centre, kind: str, payload: dict[str, Any], actor: Actor | None, *, subject: str = "",
    private: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    event = Event(
        kind=kind, subject=subject or f"centre:{centre.pk}", area=centre.area_id, payload=payload, private=private
    )
    journal.record(event, actor=actor.person_id if actor else None)
