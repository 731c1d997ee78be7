"""Tables of the event spine. A state is a projection of the steps; these are only ever added (migration 0002)."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.facts import CategoryKind, Outcome, Source, State, Step


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.name) for value in values]


class EvidenceKind(StrEnum):
    """When a picture was taken, seen from the work."""

    BEFORE = "before"
    AFTER = "after"


class Category(Row):
    """What an event is about. ``catalogue`` names the list it comes from; ``titles`` are its words by language.

    ``after_evidence``: the work is reported done with a picture.
    """

    code = models.CharField(max_length=40, unique=True)
    catalogue = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=_choices(CategoryKind))
    titles = models.JSONField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    after_evidence = models.BooleanField(default=False)


class RoutingRule(Row):
    """Which organisation leads for a category (and all below it) in an area (and all below it)."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "area"], name="incident_route")]


class Incident(Row):
    """One event 事件. ``key`` is the caller's own name for it, so that the same report opened twice is one event.

    ``grid_version`` is the outline in force when it happened. ``handler`` is the person who signed for it.
    """

    code = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=160, unique=True)
    source = models.CharField(max_length=20, choices=_choices(Source))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid_version = models.ForeignKey("areas.GridVersion", on_delete=models.PROTECT, null=True, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place = models.CharField(max_length=200, blank=True)
    no_place_reason = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=_choices(State))
    state_since = models.DateTimeField()
    round = models.PositiveIntegerField(default=1)
    happened_at = models.DateTimeField()
    reporter = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=_choices(Outcome), blank=True)
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
        ]
        indexes = [
            models.Index(fields=["area", "state", "-created_at"], name="incident_area_state"),
            models.Index(fields=["-created_at"], name="incident_newest"),
        ]


class IncidentStep(Row):
    """One step that was taken. ``note`` may be emptied to protect a person; everything else stays for ever."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=_choices(Step))
    from_state = models.CharField(max_length=20, choices=_choices(State), null=True)
    to_state = models.CharField(max_length=20, choices=_choices(State))
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="incident_step_number")]


class Evidence(Row):
    """A picture, re-encoded and without anything hidden in it. ``original_sha256`` is that of the file as it came."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evidence")
    round = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=_choices(EvidenceKind))
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


class ClockSegment(Row):
    """How long an event stood in a state, and with whom. The open one has no end."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="segments")
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=_choices(State))
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(ended_at__isnull=True), name="incident_one_open_segment"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="incident_segment_forward",
            ),
        ]
