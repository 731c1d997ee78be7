"""Sessions of a mediation and who came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.mediation.domain.sessions import RoomState, SessionState
from fengqiao.mediation.models.disputes import Dispute, Party


class Session(Row):
    """The parties are called together. ``minutes``: what was said, final once it was held.

    ``room_*``: a room of a neighbourhood centre, asked for through the journal; ``room_words`` is what the centre
    answered: the room and its code, or why there is none.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=[(one.value, one.name) for one in SessionState])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    minutes = models.TextField(blank=True)
    why_off = models.CharField(max_length=300, blank=True)
    held_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    room_state = models.CharField(max_length=8, blank=True, choices=[(one.value, one.name) for one in RoomState])
    room_words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "number"], name="mediation_session_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="mediation_session_span"),
        ]


class Attendance(Row):
    """Somebody who was at a session: a ``party`` (perhaps by their representative), or a ``person`` of ours."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    represented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True, person__isnull=False) | Q(party__isnull=False, person__isnull=True),
                name="mediation_attendance_of_one",
            ),
            models.UniqueConstraint(fields=["session", "party"], name="mediation_attendance_party"),
            models.UniqueConstraint(fields=["session", "person"], name="mediation_attendance_person"),
        ]
