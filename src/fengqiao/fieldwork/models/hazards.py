"""Safety hazards: what is checked, what was found, and how each one goes on until it is gone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.hazards import START, Raised, Severity, State, Step, Topic


class ChecklistVersion(Row):
    """What is looked at under a topic, from ``published_at`` on; before that it is a draft, of which a place has one.

    ``area``: where it is used, with everything below (none: everywhere). ``content``: as ``domain.checklists`` reads
    it. ``number``: of the published ones, from 1. Never changed once published, only followed by the next.
    """

    topic = models.CharField(max_length=12, choices=[(one.value, one.name) for one in Topic])
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    saved_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "area", "number"],
                condition=Q(number__isnull=False),
                name="fieldwork_list_number",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["topic", "area"],
                condition=Q(published_at__isnull=True),
                name="fieldwork_list_draft_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, published_at__isnull=True)
                | Q(number__isnull=False, published_at__isnull=False),
                name="fieldwork_list_published",
            ),
        ]


class HazardCheck(Row):
    """Somebody went through a list at a place 排查. ``id`` is made on the phone, so that sending twice is one check.

    ``code``: on the notice, by which the place follows without an account. ``answers``: item key → answer. ``place``:
    its key in the grid's book of places, where it stands there. ``told``: to whom the notice was handed, in words.
    ``confirmed_at``: a check that found nothing was looked at by a second person. ``late``: came in from an outbox.
    """

    code = models.CharField(max_length=10, unique=True)
    checklist = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT, related_name="checks")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.UUIDField(null=True)
    place_name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    owner_phone = models.CharField(max_length=30, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    at = models.DateTimeField()
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField()
    note = models.CharField(max_length=1000, blank=True)
    told = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["area", "-at"], name="fieldwork_check_newest"),
            models.Index(fields=["place", "-at"], name="fieldwork_check_place"),
        ]


class Hazard(Row):
    """One thing that was not in order. ``said``: the list's words when it was found; ``words``: what was seen.

    ``rectified_by``: who reported it put right in the present round; ``done_words``: what was done. ``raised``: up to
    whom it has gone because it is overdue.
    """

    check_made = models.ForeignKey(HazardCheck, on_delete=models.PROTECT, related_name="hazards")
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    said = models.JSONField()
    words = models.CharField(max_length=1000)
    severity = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Severity])
    state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in State], default=START)
    state_since = models.DateTimeField()
    round = models.PositiveIntegerField(default=1)
    due_on = models.DateField()
    found_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    rectified_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    rectified_at = models.DateTimeField(null=True)
    done_words = models.CharField(max_length=1000, blank=True)
    closed_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    raised = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in Raised], default=Raised.NOBODY, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_made", "item"], name="fieldwork_hazard_item"),
            models.UniqueConstraint(fields=["check_made", "number"], name="fieldwork_hazard_number"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & Q(rectified_at__isnull=False)),
                name="fieldwork_hazard_closed",
            ),
            # The database says it once more: nobody passes their own work.
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True)
                | (~Q(closed_by=models.F("found_by")) & ~Q(closed_by=models.F("rectified_by"))),
                name="fieldwork_hazard_other_eyes",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="fieldwork_hazard_due")]


class HazardStep(Row):
    """One step that was taken. ``note`` may be emptied to protect a person; everything else stays for ever."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Step])
    to_state = models.CharField(max_length=12, choices=[(one.value, one.name) for one in State])
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hazard", "number"], name="fieldwork_hazard_step")]


class HazardPicture(Row):
    """A picture from before or after it was put right, re-encoded. The same file sent twice is kept once."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="pictures")
    round = models.PositiveIntegerField()
    after = models.BooleanField()
    file = models.CharField(max_length=200)
    original_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "round", "after", "original_sha256"], name="fieldwork_hazard_picture"
            )
        ]
