"""Tables of a redemption day 积分兑换活动: who comes when, to which counter, what was handed over with whose sign."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row
from fengqiao.points.models.gifts import Gift, Lot


class RedemptionDay(Row):
    """The event. ``entrance`` is the secret in the QR code at the door; ``offline_limit``: points that a counter may
    give out to one person beyond what was reserved, set aside on the server before the counter goes offline."""

    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slot_minutes = models.PositiveSmallIntegerField()
    per_slot = models.PositiveSmallIntegerField()
    offline_limit = models.PositiveIntegerField()
    entrance = models.CharField(max_length=24, unique=True)
    planned_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    sheet = models.JSONField(null=True)
    sheet_hash = models.CharField(max_length=64, blank=True)
    first_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    notice = models.CharField(max_length=600, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="points_day_ends"),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240, per_slot__gte=1), name="points_day_slots"
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(second_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="points_day_two_sign",
            ),
        ]


class Counter(Row):
    """A table with a tablet. ``keeper`` hands out; ``key_hash`` is of the device's secret, "" while none is out."""

    day = models.ForeignKey(RedemptionDay, on_delete=models.PROTECT, related_name="counters")
    name = models.CharField(max_length=30)
    keeper = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    key_hash = models.CharField(max_length=64, blank=True)
    out_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "name"], name="points_counter_name"),
            models.UniqueConstraint(fields=["day", "keeper"], name="points_counter_keeper"),
        ]


class Booking(Row):
    """One person's place on a day, at one counter. ``token`` is in their QR code, ``number`` their place in the queue
    from check-in on. ``purse``: how many times points were set aside for the counter."""

    day = models.ForeignKey(RedemptionDay, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="bookings")
    slot = models.DateTimeField()
    token = models.CharField(max_length=16, unique=True)
    number = models.PositiveIntegerField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    purse = models.PositiveIntegerField(default=0)
    purse_points = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "person"], name="points_booking_once", condition=Q(cancelled_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["day", "number"], name="points_booking_number"),
        ]


class HandOver(Row):
    """One act at a counter: what was given, with the signature drawn on the screen. Its id is made by the tablet, so
    that sending it twice is one. ``refused``: why the server could not take it; then it is a difference."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="acts")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, related_name="acts")
    signature = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()
    offline = models.BooleanField(default=False)
    refused = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(default=dict)


class Redemption(Row):
    """One piece of one gift for one person: reserved, then handed over or cancelled."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="redemptions")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, null=True, related_name="redemptions")
    handed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True) | Q(cancelled_at__isnull=True), name="points_redeemed_or_cancelled"
            ),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True, hand_over__isnull=True)
                | Q(handed_at__isnull=False, hand_over__isnull=False),
                name="points_redeemed_by_an_act",
            ),
        ]


class Difference(Row):
    """Something that does not add up at the end of the day; each needs an explanation before two people sign."""

    day = models.ForeignKey(RedemptionDay, on_delete=models.PROTECT, related_name="differences")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    explanation = models.CharField(max_length=300, blank=True)
    explained_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="points_difference_once")]


class DayPhoto(Row):
    """A photo of the day for the notice."""

    day = models.ForeignKey(RedemptionDay, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField(max_length=200)
    words = models.CharField(max_length=120, blank=True)
