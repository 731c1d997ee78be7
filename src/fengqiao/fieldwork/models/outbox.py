"""What telephones send when they have a network again, and the pieces in which their files come."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from fengqiao.core.bases import Row


class ItemState(StrEnum):
    """What became of an item. Only ``done`` is for ever; the others can be sent again."""

    DONE = "done"
    NEEDS_YOU = "needs_you"
    REFUSED = "refused"


class OutboxItem(Row):
    """One thing that a telephone sent; ``id`` was made there, so that sending it twice is one.

    ``captured_at`` is when it happened as far as it can be known, ``said_at`` what the telephone's clock said.
    ``grid``: the author's grid at that moment. The position is forgotten after some days; ``digest`` is the hash of
    what was sent. ``doubts``: what was odd about it; ``looked_by``: who found that it was in order.
    """

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in ItemState])
    words = models.CharField(max_length=500, blank=True, default="")
    url = models.CharField(max_length=200, blank=True, default="")
    subject = models.CharField(max_length=120, blank=True, default="")
    captured_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField()
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    photos = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    voice = models.CharField(max_length=200, blank=True, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    looked_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-captured_at"], name="fieldwork_items_of"),
            models.Index(fields=["area", "-captured_at"], condition=~Q(doubts=[]), name="fieldwork_items_odd"),
        ]


class Upload(Row):
    """A file that comes in pieces, named by its hash. ``file`` is where it lies once it is whole."""

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True, default="")
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "sha256"], name="fieldwork_upload_once"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="fieldwork_upload_received"),
        ]
        indexes = [models.Index(fields=["touched_at"], name="fieldwork_uploads_old")]


class UploadPiece(models.Model):
    """A piece of a file that is not whole yet."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="fieldwork_piece_once")]


class PhoneKey(models.Model):
    """The key with which somebody's telephone keeps what it has not sent yet; released to them when they sign in."""

    person = models.OneToOneField("areas.Person", on_delete=models.PROTECT, primary_key=True, related_name="+")
    secret = models.BinaryField()


class Conflict(Row):
    """Two devices of somebody changed one field, each to something else. ``here`` stands until they decide.

    ``chosen``: "here" or "there" once they did.
    """

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(OutboxItem, on_delete=models.PROTECT, related_name="conflicts")
    subject = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=80)
    base = models.JSONField(null=True)
    here = models.JSONField(null=True)
    there = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)
    chosen = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="fieldwork_conflict_once")]
        indexes = [models.Index(fields=["person"], condition=Q(settled_at=None), name="fieldwork_conflicts_open")]
