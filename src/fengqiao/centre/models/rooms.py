"""Rooms and who has them when."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from fengqiao.centre.domain.rooms import Came, Holding, Zone
from fengqiao.centre.models.centre import Centre
from fengqiao.core.bases import Row


class Room(Row):
    """A room to book. ``code``: on the QR at its door. ``hours``: its own, as ``domain.hours``; None: the centre's.

    ``deposit``: for the key, in whole yuan; 0: no key is handed out. ``longest``: of one booking, in minutes.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=40)
    zone = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Zone])
    capacity = models.PositiveIntegerField()
    rules = models.CharField(max_length=500, blank=True)
    hours = models.JSONField(null=True)
    deposit = models.PositiveIntegerField(default=0)
    longest = models.PositiveIntegerField(default=240)
    number = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "name"], condition=Q(closed_at__isnull=True), name="centre_room_name"
            )
        ]


class Booking(Row):
    """Somebody has a room for a time, or waits for it. ``code`` is what they keep.

    ``number``: place in the queue of the room, by coming. ``series``: those of one repeating booking.
    ``word``: what was found at the check after use. ``key_out_at``, ``key_back_at``: of the room's key.
    """

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    code = models.CharField(max_length=10, unique=True)
    during = DateTimeRangeField()
    purpose = models.CharField(max_length=80, blank=True)
    people = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    came = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Came])
    state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Holding])
    number = models.BigIntegerField()
    series = models.UUIDField(null=True)
    moved_up_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    key_out_at = models.DateTimeField(null=True)
    key_back_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    in_order = models.BooleanField(null=True)
    word = models.CharField(max_length=300, blank=True)
    photo = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="centre_booking_number")]
        indexes = [
            models.Index(fields=["room", "state"], name="centre_booking_state"),
            models.Index(fields=["phone"], name="centre_booking_phone"),
        ]
