"""Who is absent when, who stands in, and who asks for it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.absence import Reason, RequestState


class Absence(Row):
    """A grid worker is away for some days 请假; who stands in 代班 has the tasks and the grids as long.

    A person's absences do not overlap (an exclusion constraint of the migration). ``assignments``: the duties that
    the stand-in was given for the time.
    """

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    stand_in = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    during = DateRangeField()
    reason = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Reason])
    assignments = ArrayField(models.UUIDField(), default=list)
    recorded_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("person")), name="fieldwork_absence_stand_in"
            )
        ]
        indexes = [models.Index(fields=["stand_in"], name="fieldwork_absence_stands_in")]


class AbsenceRequest(Row):
    """A worker asks to be away 请假申请. ``wish``: who could stand in. Granted, it is the absence.

    ``words``: why the studio did not grant it. ``id`` is made with the form: sent twice it is one request.
    """

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Reason])
    wish = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.name) for one in RequestState], default=RequestState.ASKED
    )
    state_since = models.DateTimeField()
    decided_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    absence = models.OneToOneField(Absence, on_delete=models.PROTECT, null=True, related_name="asked_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="fieldwork_absence_request_days"),
            models.CheckConstraint(
                condition=Q(wish__isnull=True) | ~Q(wish=F("person")), name="fieldwork_absence_request_wish"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state"], name="fieldwork_absence_asked"),
            models.Index(fields=["person", "-first"], name="fieldwork_absence_asked_by"),
        ]
