"""Tables of patrols: places and routes, shifts with their trails, check-ins, coverage, findings."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.doubts import OF_A_WAY
from fengqiao.fieldwork.domain.visits import RADIUS_M, Nearness, NoPosition, Spot


def choices(values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Values as the database keeps them."""
    return [(value.value, value.name) for value in values]


class PatrolPlace(Row):
    """A place that patrols go to. ``token`` stands in its QR code; position in WGS84, ``radius`` in metres.

    ``every``: days between visits (None: no rhythm), ``by``: the day by which the lead wants somebody there once.
    """

    token = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=choices(Spot))
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField()
    lat = models.FloatField()
    radius = models.PositiveIntegerField(default=RADIUS_M)
    every = models.PositiveIntegerField(null=True)
    by = models.DateField(null=True)
    made_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "name"], condition=Q(ended_at__isnull=True), name="fieldwork_place_once"
            ),
            models.CheckConstraint(
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)), name="fieldwork_place_position"
            ),
        ]


class PatrolRoute(Row):
    """Places in an order, walked every so many days (None: when there is time)."""

    name = models.CharField(max_length=80)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    every = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "name"], condition=Q(ended_at__isnull=True), name="fieldwork_route_once"
            )
        ]


class RouteStop(Row):
    """A place of a route, by its number."""

    route = models.ForeignKey(PatrolRoute, on_delete=models.CASCADE, related_name="stops")
    place = models.ForeignKey(PatrolPlace, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "number"], name="fieldwork_stop_number")]


class Shift(Row):
    """Somebody's time on duty in a grid. ``id`` is made by the phone. ``forgotten``: the timer ended it.

    Nothing says where somebody is outside of it.
    """

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    forgotten = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="fieldwork_one_shift_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="fieldwork_shift_forwards"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-started_at"], name="fieldwork_shifts_of"),
            models.Index(fields=["grid", "-started_at"], name="fieldwork_shifts_in"),
        ]


class TrailPoint(models.Model):
    """A position within a shift, for the worker's own eyes; deleted when its time is over."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="trail")
    at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy = models.FloatField(default=0)
    mock = models.BooleanField(default=False)
    doubts = ArrayField(models.CharField(max_length=10, choices=choices(OF_A_WAY)), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "at"], name="fieldwork_trail_once")]
        indexes = [models.Index(fields=["at"], name="fieldwork_trail_age")]


class CheckIn(Row):
    """Somebody was at a place within a shift. ``id`` is made by the phone; ``scanned``: by the place's QR code.

    ``lon`` and ``lat`` are the worker's own and go when the trail goes; what stays is the ``distance``. ``late_by``: so
    many days after the visit was due (negative: before; None: it had no date).
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="checkins")
    place = models.ForeignKey(PatrolPlace, on_delete=models.PROTECT, related_name="checkins")
    at = models.DateTimeField()
    scanned = models.BooleanField(default=False)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(default=0)
    distance = models.FloatField(null=True)
    nearness = models.CharField(max_length=10, choices=choices(Nearness))
    doubts = ArrayField(models.CharField(max_length=10, choices=choices(OF_A_WAY)), default=list)
    no_position = models.CharField(max_length=10, choices=choices(NoPosition), blank=True)
    why = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    photo = models.CharField(max_length=200, blank=True)
    late_by = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(nearness="unknown") | ~Q(no_position=""), name="fieldwork_no_position_has_a_reason"
            )
        ]
        indexes = [models.Index(fields=["place", "-at"], name="fieldwork_checkins_at")]


class RouteRound(Row):
    """A route was walked within one shift."""

    route = models.ForeignKey(PatrolRoute, on_delete=models.PROTECT, related_name="rounds")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="rounds")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "shift"], name="fieldwork_round_once")]


class Cover(models.Model):
    """Somebody was in this square of the grid on this day. Who and when is not kept."""

    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    x = models.IntegerField()
    y = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid", "day", "x", "y"], name="fieldwork_cover_once")]


class Finding(Row):
    """What a patrol found and reported: an event on the spine. ``id`` is made by the phone."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="findings")
    place = models.ForeignKey(PatrolPlace, on_delete=models.PROTECT, null=True, related_name="+")
    incident = models.OneToOneField("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
