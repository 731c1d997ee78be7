"""Tables of the quarterly publication. Publications and sheets are only ever added to, as the database sees to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.points.domain.quarters import QuarterState


class QuarterBook(Row):
    """A town's quarter on its way to publication. ``frozen_at``: what was recorded later waits for the next one."""

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in QuarterState])
    frozen_at = models.DateTimeField()
    objections_until = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "year", "number"], name="points_quarter_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="points_quarter_number"),
        ]


class Publication(Row):
    """One issue of a quarter's list, never changed: a draft laid open, or a signed one. ``head`` is the document's
    head as it is hashed; ``replaces`` is the issue that this one puts right."""

    quarter = models.ForeignKey(QuarterBook, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    signed = models.BooleanField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    head = models.TextField()
    sha256 = models.CharField(max_length=64)
    signer = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "number"], name="points_issue_number"),
            models.CheckConstraint(condition=Q(signed=False) | Q(signer__isnull=False), name="points_issue_signer"),
        ]


class Sheet(Row):
    """One worker's lines in one issue, as they are hashed. Who the worker is stands only here, beside the text."""

    issue = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="sheets")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    total = models.IntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="points_sheet_number"),
            models.UniqueConstraint(fields=["issue", "person"], name="points_sheet_person"),
        ]


class OpenName(Row):
    """A worker who wants the whole name in the published lists; without a row it is masked."""

    person = models.OneToOneField("areas.Person", on_delete=models.CASCADE, related_name="+")


class CaseState(models.TextChoices):
    """Where a request to put points right stands."""

    ASKED = "asked", "asked"
    GRANTED = "granted", "granted"
    REFUSED = "refused", "refused"


class CorrectionCase(Row):
    """One person asks to put points right, another grants it. Either an award shall stand at ``points``, or a rule
    that nobody applied shall count (for a deduction after a hearing, ``hearing`` says who was heard and what they
    said). ``quarter``: the quarter whose list it puts right, if it belongs to one."""

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey("points.Transfer", on_delete=models.PROTECT, null=True, related_name="+")
    points = models.IntegerField(null=True)
    rule = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300)
    hearing = models.TextField(blank=True)
    quarter = models.ForeignKey(QuarterBook, on_delete=models.PROTECT, null=True, related_name="cases")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.ASKED)
    asked_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    transfer = models.OneToOneField("points.Transfer", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(award__isnull=False, points__gte=0, rule="")
                | (Q(award__isnull=True, points__isnull=True) & ~Q(rule="")),
                name="points_case_aim",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="points_case_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("person"))),
                name="points_case_not_own",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(decided_by__isnull=False, transfer__isnull=False),
                name="points_case_granted",
            ),
        ]


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    OPEN = "open", "open"
    UPHELD = "upheld", "upheld"
    REFUSED = "refused", "refused"


class Objection(Row):
    """What a worker holds against a draft: against one line (``award``), or against the total."""

    quarter = models.ForeignKey(QuarterBook, on_delete=models.PROTECT, related_name="objections")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey("points.Transfer", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField()
    state = models.CharField(max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    hearing = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    case = models.OneToOneField(CorrectionCase, on_delete=models.PROTECT, null=True, related_name="objection")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (Q(answered_by__isnull=False) & ~Q(hearing="") & ~Q(answer="")),
                name="points_objection_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="upheld") | Q(case__isnull=False), name="points_objection_upheld"
            ),
        ]
