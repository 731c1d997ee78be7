"""The index by which events are found."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from fengqiao.incidents.models.events import Incident


class SearchRow(models.Model):
    """What an event is found by: ``domain.search.vector`` of its texts, with the labels of ``domain.search_scope``.

    Written anew in the transaction of every step; it can be made again from the events at any time. ``opened_at`` is
    the event's ``created_at``, the order in which hits are shown. ``digest`` tells whether anything changed.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, primary_key=True, related_name="+")
    opened_at = models.DateTimeField()
    digest = models.CharField(max_length=32)
    tokens = SearchVectorField()

    class Meta:
        indexes = [
            # What waits to be sorted into the index is read by every search; so little of it may wait.
            GinIndex(fields=["tokens"], name="incident_search", gin_pending_list_limit=256)
        ]
