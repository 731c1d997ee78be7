"""Other organisations' parts in an event."""

from __future__ import annotations

from django.db import models

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.joint import JointState, JointStep
from fengqiao.incidents.models.bases import choices
from fengqiao.incidents.models.events import Incident


class JointTask(Row):
    """A joint task 协同: what another organisation was asked to do in this round.

    ``what``: the request. ``reason``: why it was refused, waived or sent back last. ``answer``: what was done.
    ``rule`` is why it was asked, as data, when a routing rule did. Its pictures are ``evidence``, its clocks
    ``segments``, its history ``steps``.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    round = models.PositiveIntegerField()
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=choices(JointState))
    state_since = models.DateTimeField()
    what = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    handler = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "round", "organisation"], name="incident_one_task_each")
        ]
        indexes = [models.Index(fields=["organisation", "state", "-state_since"], name="incident_tasks_of")]


class JointTaskStep(Row):
    """One step of a joint task, never changed; ``note`` may be emptied to protect a person."""

    task = models.ForeignKey(JointTask, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=choices(JointStep))
    from_state = models.CharField(max_length=20, choices=choices(JointState), null=True)
    to_state = models.CharField(max_length=20, choices=choices(JointState))
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="incident_task_step_number")]
