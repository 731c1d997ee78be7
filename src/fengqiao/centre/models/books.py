"""The book corner: books, who reads with which card, what is lent until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.centre.models.centre import Centre
from fengqiao.core.bases import Row


class Book(Row):
    """One copy of a book. ``code``: on its label. ``isbn``: thirteen digits, empty for one without. ``donor``: in the
    words in which they want to be thanked."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="books")
    code = models.CharField(max_length=8, unique=True)
    isbn = models.CharField(max_length=13, blank=True)
    title = models.CharField(max_length=120)
    author = models.CharField(max_length=80, blank=True)
    donor = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["centre", "isbn"], name="centre_book_isbn")]


class ReadingCard(Row):
    """Somebody who borrows. ``code``: on the card. A child's has a ``guardian`` who agreed. ``used_at``: when something
    was borrowed with it last; what it was is forgotten sooner."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cards")
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=30, blank=True)
    phone_key = models.CharField(max_length=24, blank=True)
    child = models.BooleanField(default=False)
    guardian = models.CharField(max_length=40, blank=True)
    consented_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(child=False) | Q(consented_at__isnull=False) & (~Q(guardian="") | Q(name="")),
                name="centre_card_guardian",
            )
        ]


class Loan(Row):
    """A book is out with somebody, until ``due`` (local day). ``reminded_at``: the timer noted that it is due;
    ``told_at``: the house reminded them. ``card`` None: it came back long ago, and who had it is forgotten."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="loans")
    card = models.ForeignKey(ReadingCard, on_delete=models.PROTECT, null=True, related_name="loans")
    lent_at = models.DateTimeField()
    due = models.DateField()
    returned_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(card__isnull=False) | Q(returned_at__isnull=False), name="centre_loan_of_somebody"
            ),
            models.UniqueConstraint(
                fields=["book"], condition=Q(returned_at__isnull=True), name="centre_loan_one_at_a_time"
            ),
        ]
