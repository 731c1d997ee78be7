"""What somebody has set up for their own tray."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row


class TrayView(Row):
    """A part and filters of the tray under a name of its owner's choosing. ``query`` is written as in an address.

    What it names may be gone when it is opened. ``deleted_at``: thrown away; it can be taken back.
    """

    owner = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(deleted_at__isnull=True), name="incident_tray_view_name"
            )
        ]
