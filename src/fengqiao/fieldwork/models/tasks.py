"""Tasks that were pushed to grid workers or to grids, their answers and pictures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.tasks import TaskState, TaskStep
from fengqiao.fieldwork.models.worklist import WorkKindVersion


class Push(Row):
    """One kind of work, given to many at once. ``id`` is made with the form: sent twice, it is one push."""

    version = models.ForeignKey(WorkKindVersion, on_delete=models.PROTECT, related_name="pushes")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField()
    pushed_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    pushed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["area", "-pushed_at"], name="fieldwork_push_newest")]


class Task(Row):
    """One person's or one grid's part of a push. ``worker`` None: whoever holds ``grid`` on the day has to do it.

    ``doer``: who did it, to whom it is credited, also after the grid went to somebody else. ``area``: the village.
    """

    push = models.ForeignKey(Push, on_delete=models.PROTECT, related_name="tasks")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(one.value, one.name) for one in TaskState], default=TaskState.OPEN
    )
    state_since = models.DateTimeField()
    round = models.PositiveIntegerField(default=1)
    doer = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worker__isnull=False) | Q(grid__isnull=False), name="fieldwork_task_somebodys"
            ),
            models.UniqueConstraint(
                fields=["push", "worker"], condition=Q(worker__isnull=False), name="fieldwork_task_worker_once"
            ),
            models.UniqueConstraint(
                fields=["push", "grid"], condition=Q(worker__isnull=True), name="fieldwork_task_grid_once"
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "state", "due_at"], name="fieldwork_task_worker"),
            models.Index(fields=["grid", "state", "due_at"], name="fieldwork_task_grid"),
            models.Index(fields=["state", "due_at"], name="fieldwork_task_due"),
        ]


class TaskAnswer(Row):
    """What came back in a round. ``id`` is made on the phone: sent twice, it is one answer. ``captured_at``: when it
    was done, by the phone's clock, never later than it came in."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="answers")
    round = models.PositiveIntegerField()
    doer = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "round"], name="fieldwork_answer_round")]


class TaskPicture(Row):
    """A photo of an answer, re-encoded. The same file sent twice is kept once."""

    answer = models.ForeignKey(TaskAnswer, on_delete=models.PROTECT, related_name="pictures")
    file = models.CharField(max_length=200)
    original_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "original_sha256"], name="fieldwork_task_picture_once")
        ]


class TaskStepRow(Row):
    """One step that was taken with a task. ``note`` may be emptied to protect a person; the rest stays for ever."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=[(one.value, one.name) for one in TaskStep])
    to_state = models.CharField(max_length=10, choices=[(one.value, one.name) for one in TaskState])
    at = models.DateTimeField()
    actor = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="fieldwork_task_step")]
