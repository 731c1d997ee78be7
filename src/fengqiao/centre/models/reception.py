"""The reception desk: who sits there when, and who came with what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.centre.domain.matters import Sort, State, Step, Wish
from fengqiao.centre.models.centre import Centre
from fengqiao.core.bases import Row


class DeskDuty(Row):
    """Somebody at the desk on a working morning. ``swapped_at``: another took it over; then that one has a row."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="duties")
    day = models.DateField()
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_reason = models.CharField(max_length=200, blank=True)
    swapped_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "day", "person"], condition=Q(swapped_at__isnull=True), name="centre_duty_once"
            )
        ]
        indexes = [models.Index(fields=["centre", "day"], name="centre_duty_day")]


class Matter(Row):
    """What somebody came with and what becomes of it. ``code``: that of the first visitor's slip.

    ``taker`` takes it up, ``follower`` follows it, ``doer`` does it (or, outside the centre, ``doer_words``).
    ``promised_on``: the local day until which the visitor hears back. ``solved_at``: of the present round.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="matters")
    code = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=80)
    sort = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Sort], blank=True)
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in State], default=State.NEW)
    state_since = models.DateTimeField()
    round = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    taker = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    follower = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    doer = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    doer_words = models.CharField(max_length=80, blank=True)
    promised_on = models.DateField()
    chased_on = models.DateField(null=True)
    solved_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    content = models.BooleanField(null=True)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")
    incident = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="joined", joined_into__isnull=False)
                | (~Q(state="joined") & Q(joined_into__isnull=True)),
                name="centre_matter_joined",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["solved", "told", "confirmed"]) | Q(solved_at__isnull=False),
                name="centre_matter_solved",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "state", "-opened_at"], name="centre_matter_state"),
            models.Index(fields=["centre", "promised_on"], name="centre_matter_promise"),
        ]


class Visit(Row):
    """Somebody came to the desk 接访. ``id`` and ``code`` are made on the tablet, so that sending twice is one visit.

    Without ``name`` and ``phone`` the visitor is anonymous. ``hurtful``: the words are shown only when asked for.
    ``again``: the same visitor with the same matter on the same day, counted from 1. ``late``: it was written down
    without a network and came in later.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="visits")
    code = models.CharField(max_length=10, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    day = models.DateField()
    received_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    words = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    wish = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Wish], blank=True)
    hurtful = models.BooleanField(default=False)
    again = models.PositiveIntegerField(default=1)
    late = models.BooleanField(default=False)
    photo = models.CharField(max_length=200, blank=True)
    voice = models.CharField(max_length=200, blank=True)
    voice_type = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["centre", "-at"], name="centre_visit_newest"),
            models.Index(fields=["centre", "day"], name="centre_visit_day"),
        ]


class MatterStep(Row):
    """One step that was taken. ``note`` may be emptied to protect a person; everything else stays for ever."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Step])
    to_state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in State])
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "number"], name="centre_matter_step")]


class MatterPicture(Row):
    """A picture from before or after the work, re-encoded. The same file sent twice is kept once."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="pictures")
    round = models.PositiveIntegerField()
    after = models.BooleanField()
    file = models.CharField(max_length=200)
    original_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "round", "after", "original_sha256"], name="centre_picture_once")
        ]
