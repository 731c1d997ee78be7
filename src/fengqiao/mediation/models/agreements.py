"""Agreements, what they promise, and who signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.mediation.domain.agreements import AgreementForm, AgreementState, PromiseState
from fengqiao.mediation.models.disputes import Dispute, Party


class Agreement(Row):
    """An agreement 调解协议. Its text never changes: drawn up anew it is another one. ``digest``: of that text."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=8, choices=[(one.value, one.name) for one in AgreementForm])
    state = models.CharField(max_length=8, choices=[(one.value, one.name) for one in AgreementState])
    facts = models.TextField()
    digest = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)
    aside_at = models.DateTimeField(null=True)
    why_aside = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "number"], name="mediation_agreement_number"),
            models.UniqueConstraint(
                fields=["dispute"], condition=~Q(state=AgreementState.ASIDE), name="mediation_agreement_one"
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.IN_FORCE) | Q(in_force_at__isnull=False),
                name="mediation_agreement_in_force",
            ),
        ]


class Promise(Row):
    """One item of an agreement: ``by`` does it until ``due_on`` (local day), ``way`` and ``place`` say how and where.

    ``settled_at``: when it was noted as kept or not kept. ``reminded_on``: the local day of the last reminder.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="promises")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000)
    way = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in PromiseState], default=PromiseState.OPEN
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="mediation_promise_number")]
        indexes = [models.Index(fields=["state", "due_on"], name="mediation_promise_due")]


class Chase(Row):
    """Somebody was reminded of a promise: when, by whom, what they said."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="chases")
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000)


class Signature(Row):
    """A signature drawn on the screen under exactly the text with ``digest``: a party's, or that of one of ours.

    ``name``: who signed, which for a represented party is the representative.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    represented = models.BooleanField(default=False)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True, person__isnull=False) | Q(party__isnull=False, person__isnull=True),
                name="mediation_signature_of_one",
            ),
            models.UniqueConstraint(fields=["agreement", "party"], name="mediation_signature_party"),
            models.UniqueConstraint(fields=["agreement", "person"], name="mediation_signature_person"),
        ]
