"""The residents' council 居民理事会: meetings, what was decided, who does it, and the small money.

Votes, signatures and the lines of the money book are only ever added to; the migration makes the database see to it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.centre.domain.council import Choice, Phase
from fengqiao.centre.models.centre import Centre
from fengqiao.centre.models.reception import Matter
from fengqiao.core.bases import Row


class Meeting(Row):
    """A meeting. ``seats``: how many had a vote when it was opened; ``minutes``: what was said beside the decisions."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    at = models.DateTimeField()
    place = models.CharField(max_length=80, blank=True)
    phase = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Phase], default=Phase.PLANNED)
    seats = models.PositiveIntegerField(default=0)
    chair = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    minutes = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "number"], name="centre_meeting_number")]


class Attendance(Row):
    """Somebody with a vote was there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="centre_attendance_once")]


class AgendaItem(Row):
    """One point of the agenda, perhaps an unsolved matter; what was said and decided (``passed`` None: no vote)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="items")
    said = models.TextField(blank=True)
    proposal = models.CharField(max_length=500, blank=True)
    passed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="centre_item_number")]


class Vote(Row):
    """How somebody voted on a point."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Choice])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="centre_vote_once")]


class CouncilTask(Row):
    """Who does what until when (local day)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    done_at = models.DateTimeField(null=True)


class Signature(Row):
    """Somebody who was there signed the minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="centre_signature_once")]


class MoneyLine(Row):
    """One line of the small money's book. ``cents`` are fen, positive for what came in. A wrong line is ``corrects``-ed
    by a new one that takes it back."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="money")
    number = models.PositiveIntegerField()
    day = models.DateField()
    cents = models.IntegerField()
    what = models.CharField(max_length=120)
    party = models.CharField(max_length=80, blank=True)
    receipt = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="centre_money_number"),
            models.CheckConstraint(condition=~Q(cents=0), name="centre_money_moves"),
        ]
