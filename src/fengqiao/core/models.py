"""Tables of the journal. Nobody but ``core`` writes here, and the database itself refuses changes."""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One thing that happened. ``seq`` has no gaps and is the order of commits; the trigger sets the chain."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    actor = models.UUIDField(null=True)
    area = models.UUIDField(null=True)
    payload = models.JSONField()
    private = models.JSONField(null=True)
    private_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "seq"], name="journal_subject"),
            models.Index(fields=["kind", "seq"], name="journal_kind"),
        ]


class JournalHead(models.Model):
    """The end of the chain, one row. Its row lock puts the writers in order."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class ReceiverPosition(models.Model):
    """How far a receiver has read, and what stopped it."""

    name = models.CharField(primary_key=True, max_length=80)
    seq = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    problem = models.TextField(default="")
