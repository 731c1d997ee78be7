"""Questions that signs of padding raise. They move no points; only a hearing may lead to a correction."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.points.domain.signs import QuestionState, Sign


class Question(Row):
    """A sign at one person, asked once: ``mark`` names sign and evidence. ``evidence``: [{"link", "label"}, …].

    ``answer`` is the worker's, ``why`` is what the studio decided by.
    """

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    sign = models.CharField(max_length=20, choices=[(value.value, value.name) for value in Sign])
    mark = models.CharField(max_length=200)
    evidence = models.JSONField()
    numbers = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10,
        choices=[(value.value, value.name) for value in QuestionState],
        default=QuestionState.OPEN.value,
    )
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "mark"], name="points_question_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("person")), name="points_question_not_own"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "explained"], decided_at__isnull=True)
                | (Q(state__in=["no_concern", "hearing"], decided_at__isnull=False) & ~Q(why="")),
                name="points_question_decided",
            ),
        ]
        indexes = [models.Index(fields=["person", "-created_at"], name="points_questions_of")]
