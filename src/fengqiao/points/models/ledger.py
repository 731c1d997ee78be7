"""Tables of the ledger. Accounts and transfers are only ever added to; migration 0002 makes the database see to it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core import ids
from fengqiao.core.bases import Row
from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.rules import CapPeriod
from fengqiao.points.domain.spending import Purpose


class AccountKind(models.TextChoices):
    """Whose points are kept: a person's; or a place's: given out, spent on gifts, lapsed, moved between towns."""

    PERSON = "person", "person"
    ISSUED = "issued", "issued"
    SPENT = "spent", "spent"
    LAPSED = "lapsed", "lapsed"
    MOVED = "moved", "moved"


PLACES = [AccountKind.ISSUED.value, AccountKind.SPENT.value, AccountKind.LAPSED.value, AccountKind.MOVED.value]


class Account(Row):
    """One side of every transfer. ``rows`` and ``head`` are the end of a person's chain; only a trigger writes them."""

    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="points_account_person"),
            models.UniqueConstraint(
                fields=["kind", "area"],
                name="points_account_place",
                condition=Q(kind__in=PLACES),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, area__isnull=True)
                | Q(kind__in=PLACES, person__isnull=True),
                name="points_account_owner",
            ),
        ]


class RuleVersion(Row):
    """What a kind of work earns from ``valid_from`` on, in an area (none: everywhere). Never changed, only followed
    by the next version. ``titles`` are the words for it by language."""

    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    titles = models.JSONField()
    points = models.IntegerField()
    cap = models.IntegerField(null=True)
    cap_period = models.CharField(max_length=10, choices=[(value.value, value.name) for value in CapPeriod])
    cap_group = models.CharField(max_length=40)
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "version"], name="points_rule_version", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(points=0), name="points_rule_moves"),
            models.CheckConstraint(
                condition=Q(cap__isnull=True, cap_period="none") | (Q(cap__gt=0, points__gt=0) & ~Q(cap_period="none")),
                name="points_rule_cap",
            ),
        ]


class Transfer(models.Model):
    """One row of the ledger. ``book`` is the person's account whose chain it continues as row ``number``.

    ``award`` links a posting, voiding or correction to its award. ``reason`` may be emptied to protect a person;
    its hash stays in the chain. ``link`` is where the evidence can be seen. Points come by a ``rule`` and go for a
    ``purpose``: each row has one of the two.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=10, choices=[(value.value, value.name) for value in Kind])
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="transfers")
    amount = models.IntegerField()
    award = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="linked")
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=10, null=True, choices=[(value.value, value.name) for value in Purpose])
    evidence = models.CharField(max_length=120)
    link = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, null=True)
    reason_hash = models.CharField(max_length=64)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    number = models.BigIntegerField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="points_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="points_two_accounts"),
            models.CheckConstraint(condition=Q(book=F("debit")) | Q(book=F("credit")), name="points_book_is_a_side"),
            models.CheckConstraint(
                condition=Q(kind="pending", award__isnull=True) | (~Q(kind="pending") & Q(award__isnull=False)),
                name="points_linked_to_award",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="points_has_evidence"),
            models.UniqueConstraint(fields=["book", "number"], name="points_row_number"),
            models.UniqueConstraint(
                fields=["rule", "evidence", "book"], name="points_award_once", condition=Q(kind="pending")
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=False, purpose__isnull=True) | Q(rule__isnull=True, purpose__isnull=False),
                name="points_rule_or_purpose",
            ),
            models.UniqueConstraint(
                fields=["purpose", "evidence", "book"],
                name="points_spent_once",
                condition=Q(kind="pending", purpose__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["award"], name="points_settled_once", condition=Q(kind__in=["post", "void"])
            ),
        ]
        indexes = [models.Index(fields=["evidence"], name="points_evidence")]
