"""Those who reported an event or joined it, and what they said of the result."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.domain.side import RatingWay
from fengqiao.incidents.models.bases import choices
from fengqiao.incidents.models.events import Incident


class Follower(Row):
    """Somebody who reported the event (number 1) or said "me too". With an account (``person``) or without.

    ``ticket_hash``: SHA-256 of the secret in the follow-up link, which lets its holder see, rate and reopen.
    ``merged_from``: they reported another event, which was merged into this one; they left when it was undone.
    ``name`` and ``phone`` are personal data, emptied when their owner asks for it; an anonymous one has none.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="followers")
    number = models.PositiveIntegerField()
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=20, choices=choices(Source))
    name = models.CharField(max_length=80, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    anonymous = models.BooleanField(default=False)
    note = models.CharField(max_length=1000, blank=True, default="")
    ticket_hash = models.CharField(max_length=64, blank=True, default="")
    joined_at = models.DateTimeField()
    merged_from = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incident_follower_number"),
            models.UniqueConstraint(
                fields=["incident", "person"],
                condition=Q(left_at__isnull=True, person__isnull=False),
                name="incident_follows_once",
            ),
            models.UniqueConstraint(
                fields=["incident", "ticket_hash"], condition=~Q(ticket_hash=""), name="incident_ticket_once"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="incident_followed_by")]


class Rating(Row):
    """What somebody said of the result: 1 (bad) to 5 (very good). The first one of a round takes the event's step."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveIntegerField()
    follower = models.ForeignKey(Follower, on_delete=models.PROTECT, null=True, related_name="ratings")
    way = models.CharField(max_length=10, choices=choices(RatingWay))
    stars = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="incident_stars"),
            models.UniqueConstraint(fields=["incident", "round", "follower"], name="incident_rated_once"),
        ]
