"""Abstract model bases that the apps share."""

from __future__ import annotations

from django.db import models

from fengqiao.core import clock, ids


class Row(models.Model):
    """A thing with a UUID that tells its age, and the moment when it came into the database."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
