"""The book corner as the house and the neighbours read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from fengqiao.areas.domain.names import sound_of
from fengqiao.areas.selectors import Actor
from fengqiao.centre.domain import isbn as numbers
from fengqiao.centre.domain.activities import plain
from fengqiao.centre.models import Book, Loan, ReadingCard
from fengqiao.centre.selectors.register import centre
from fengqiao.core import clock
from fengqiao.core.errors import NotYours

SOON = timedelta(days=2)
# Who was reminded and still has the book is reminded once more after this.
AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanView:
    """A book that is or was out. ``phone`` and ``name`` are for the house only; both are empty and ``card_id`` None
    when who had it is forgotten. ``told_at``: when the house reminded them."""

    id: UUID
    book_id: UUID
    title: str
    card_id: UUID | None
    name: str
    phone: str
    guardian: str
    lent_at: datetime
    due: date
    returned_at: datetime | None
    told_at: datetime | None

    @property
    def late(self) -> bool:
        """True when it should have come back before today."""
        return self.returned_at is None and self.due < timezone.localdate(clock.now())

    @property
    def soon(self) -> bool:
        """True when it should come back within two days, today at the latest."""
        today = timezone.localdate(clock.now())
        return self.returned_at is None and today <= self.due <= today + SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """A book. ``out``: with whom it is now. ``read``: how often it was lent."""

    id: UUID
    centre_id: UUID
    code: str
    isbn: str
    title: str
    author: str
    donor: str
    out: LoanView | None
    read: int

    @property
    def isbn_words(self) -> str:
        """The number as it stands on the back."""
        return numbers.shown(self.isbn)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """Somebody's reading card. ``has``: how many books they have now."""

    id: UUID
    centre_id: UUID
    code: str
    name: str
    phone: str
    child: bool
    guardian: str
    has: int = 0


def books(centre_id: UUID, *, query: str = "", limit: int = 200) -> list[BookView]:
    """The books of a corner by title; with a query those whose title, author, number or sound has it. Two queries."""
    rows = list(_books().filter(centre_id=centre_id))
    wanted = plain(query)
    if wanted:
        sound = sound_of(query).pinyin
        rows = [one for one in rows if _matches(one, wanted, sound)]
    return [book_view(row) for row in rows[:limit]]


def book(actor: Actor, book_id: UUID) -> BookView:
    """One book for the people of its centre. Raises NotYours."""
    row = _books().filter(pk=book_id).first()
    if row is None:
        raise NotYours
    centre(actor, row.centre_id)
    return book_view(row)


def by_number(centre_id: UUID, isbn: str) -> list[BookView]:
    """The copies of a book in this corner."""
    return [book_view(row) for row in _books().filter(centre_id=centre_id, isbn=isbn)]


def by_label(centre_id: UUID, code: str) -> BookView | None:
    """The book with this label."""
    row = _books().filter(centre_id=centre_id, code=code).first()
    return None if row is None else book_view(row)


def known(isbn: str) -> tuple[str, str] | None:
    """Title and author of a number that some corner here wrote down before; nobody outside is asked."""
    row = Book.objects.filter(isbn=isbn).order_by("-created_at").values_list("title", "author").first()
    return None if row is None else (row[0], row[1])


def most_read(centre_id: UUID, *, limit: int = 5) -> list[BookView]:
    """Which books were lent most often: books, never readers."""
    lent = [one for one in books(centre_id, limit=5000) if one.read]
    return sorted(lent, key=lambda one: (-one.read, one.title))[:limit]


def loans_of(*, book_id: UUID | None = None, card_id: UUID | None = None, limit: int = 30) -> list[LoanView]:
    """What was lent, the last first, of a book or of a card."""
    rows = Loan.objects.select_related("book", "card").order_by("-lent_at")
    rows = rows.filter(book_id=book_id) if book_id else rows.filter(card_id=card_id)
    return [_loan_view(row) for row in rows[:limit]]


def to_remind(centre_id: UUID) -> list[LoanView]:
    """Books that are due within two days or late, and of which nobody was reminded in the last week, the oldest
    first."""
    rows = due_loans().filter(book__centre_id=centre_id).select_related("book", "card")
    return [_loan_view(row) for row in rows.order_by("due", "lent_at")]


def count_to_remind(centre_id: UUID) -> int:
    """Of how many books of this corner somebody is to be reminded."""
    return due_loans().filter(book__centre_id=centre_id).count()


def due_loans() -> QuerySet[Loan]:
    """The loans of all corners of which somebody is to be reminded now."""
    now = clock.now()
    rows = Loan.objects.filter(returned_at=None, due__lte=timezone.localdate(now) + SOON)
    return rows.filter(Q(told_at=None) | Q(told_at__lte=now - AGAIN))


def cards(centre_id: UUID, *, query: str = "") -> list[CardView]:
    """The reading cards: who borrowed last comes first, so that lending again is one tap."""
    last = Coalesce("used_at", "created_at")
    found = list(_cards().annotate(last=last).filter(centre_id=centre_id).order_by("-last", "id"))
    wanted = plain(query)
    if wanted:
        sound = sound_of(query).pinyin
        found = [one for one in found if one.code == query.strip().upper() or _named(one.name, wanted, sound)]
    return [card_view(row) for row in found]


def card_by_code(code: str) -> CardView | None:
    """The card whose code somebody keeps, while it is open."""
    row = _cards().filter(code=code).first()
    return None if row is None else card_view(row)


def outside_of(card_id: UUID) -> list[LoanView]:
    """What is out with a card now, the first that is due first."""
    rows = Loan.objects.filter(card_id=card_id, returned_at=None).select_related("book", "card")
    return [_loan_view(row) for row in rows.order_by("due", "lent_at")]


def card(actor: Actor, card_id: UUID) -> CardView:
    """One card for the people of its centre. Raises NotYours."""
    row = _cards().filter(pk=card_id).first()
    if row is None:
        raise NotYours
    centre(actor, row.centre_id)
    return card_view(row)


def book_view(row: Book) -> BookView:
    """A stored book, with who has it when the query brought that."""
    out = next(iter(getattr(row, "outside", ())), None)
    return BookView(
        id=row.pk,
        centre_id=row.centre_id,
        code=row.code,
        isbn=row.isbn,
        title=row.title,
        author=row.author,
        donor=row.donor,
        out=None if out is None else _loan_view(out),
        read=getattr(row, "read", 0),
    )


def card_view(row: ReadingCard) -> CardView:
    """A stored card."""
    return CardView(
        id=row.pk,
        centre_id=row.centre_id,
        code=row.code,
        name=row.name,
        phone=row.phone,
        child=row.child,
        guardian=row.guardian,
        has=getattr(row, "has", 0),
    )


def _books() -> QuerySet[Book]:
    outside = Loan.objects.filter(returned_at=None).select_related("book", "card")
    rows = Book.objects.filter(withdrawn_at=None).annotate(read=Count("loans"))
    return rows.prefetch_related(Prefetch("loans", queryset=outside, to_attr="outside")).order_by("title", "code")


def _cards() -> QuerySet[ReadingCard]:
    outside = Count("loans", filter=Q(loans__returned_at=None, loans__isnull=False))
    return ReadingCard.objects.filter(closed_at=None).annotate(has=outside)


def _matches(row: Book, wanted: str, sound: str) -> bool:
    if wanted in (row.isbn, row.code.casefold()):
        return True
    return _named(row.title, wanted, sound) or _named(row.author, wanted, sound) or wanted in plain(row.donor)


def _named(name: str, wanted: str, sound: str) -> bool:
    reading = sound_of(name)
    if wanted in plain(name):
        return True
    if wanted.isascii():
        return wanted in reading.pinyin or reading.initials.startswith(wanted)
    return bool(sound) and sound in reading.pinyin


def _loan_view(row: Loan) -> LoanView:
    return LoanView(
        id=row.pk,
        book_id=row.book_id,
        title=row.book.title,
        card_id=row.card_id,
        name=row.card.name if row.card else "",
        phone=row.card.phone if row.card else "",
        guardian=row.card.guardian if row.card else "",
        lent_at=row.lent_at,
        due=row.due,
        returned_at=row.returned_at,
        told_at=row.told_at,
    )
