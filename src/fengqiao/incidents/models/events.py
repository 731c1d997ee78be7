"""Events, their steps, their pictures, and what is not yet reported."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.facts import Outcome, Scale, Severity, Source, State, Step
from fengqiao.incidents.models.bases import choices
from fengqiao.incidents.models.catalogue import Category, CategoryVersion

# States in which nothing more is done, as ``domain.table`` says; spelt out, for indexes do not change by themselves.
OVER = ("rejected", "merged", "void", "closed", "rated", "archived")


class EvidenceKind(StrEnum):
    """When a picture was taken, seen from the work."""

    BEFORE = "before"
    AFTER = "after"


class Draft(Row):
    """What somebody is writing and has not reported 暂存. ``id`` is made by the device, so that saving twice is one.

    ``content`` is the form as far as it is filled in. When it is reported it becomes ``incident`` and is emptied.
    """

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    saved_at = models.DateTimeField()
    incident = models.ForeignKey("Incident", on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-saved_at"], name="incident_drafts_of")]


class Incident(Row):
    """One event 事件. ``key`` is the caller's own name for it, so that the same report opened twice is one event.

    ``grid_version`` is the outline in force when it happened, ``category_version`` the form and the demands under
    which it was reported. ``handler`` is the person who signed for it. ``details`` are the form's answers.
    ``on_spot``: who reported it had solved it. ``lives``: how often an ending was undone.
    """

    code = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=160, unique=True)
    source = models.CharField(max_length=20, choices=choices(Source))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    category_version = models.ForeignKey(CategoryVersion, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid_version = models.ForeignKey("areas.GridVersion", on_delete=models.PROTECT, null=True, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place = models.CharField(max_length=200, blank=True)
    no_place_reason = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)
    scale = models.CharField(max_length=20, choices=choices(Scale), blank=True, default="")
    severity = models.CharField(max_length=20, choices=choices(Severity), blank=True, default="")
    state = models.CharField(max_length=20, choices=choices(State))
    state_since = models.DateTimeField()
    round = models.PositiveIntegerField(default=1)
    lives = models.PositiveIntegerField(default=0)
    on_spot = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    reporter = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")
    outcome = models.CharField(max_length=20, choices=choices(Outcome), blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="incident_state"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="incident_position",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "rated", "archived"]) | Q(closed_at__isnull=False),
                name="incident_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="incident_not_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "-created_at"], name="incident_area_state"),
            models.Index(fields=["-created_at"], name="incident_newest"),
            models.Index(fields=["-created_at"], condition=~Q(state__in=OVER), name="incident_open_newest"),
            models.Index(fields=["lead", "state", "-state_since"], name="incident_lead_state"),
            models.Index(
                fields=["closed_at"], condition=Q(state__in=["closed", "rated"]), name="incident_closed_lately"
            ),
            models.Index(fields=["reporter", "-created_at"], name="incident_reporter"),
            models.Index(fields=["category", "happened_at"], name="incident_category_time"),
        ]


class IncidentStep(Row):
    """One step that was taken. ``note`` may be emptied to protect a person; everything else stays for ever.

    ``why`` is the reason in words as it was then; ``reason`` the same as data, for pages in any language.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=choices(Step))
    from_state = models.CharField(max_length=20, choices=choices(State), null=True)
    to_state = models.CharField(max_length=20, choices=choices(State))
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    why = models.CharField(max_length=300, blank=True)
    reason = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="incident_step_number")]


class Evidence(Row):
    """A picture, re-encoded and without anything hidden in it. ``original_sha256`` is that of the file as it came.

    ``task``: it belongs to a joint task's answer.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evidence")
    task = models.ForeignKey("JointTask", on_delete=models.PROTECT, null=True, related_name="evidence")
    round = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=choices(EvidenceKind))
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "round", "kind", "original_sha256"], name="incident_evidence_once"
            )
        ]


class Credit(Row):
    """Somebody's part in an event, for which points were asked. ``granted`` is False while a cap stood in the way."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="credits")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    granted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "person", "rule"], name="incident_credit_once")]
