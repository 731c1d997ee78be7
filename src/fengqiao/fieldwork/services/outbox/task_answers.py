"""An answer to a pushed task that was written without a network.

Payload: task (its id), note, position {lon, lat, accuracy}. The photos are its photos.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.core import ids
from fengqiao.fieldwork.services import uploads
from fengqiao.fieldwork.services.answering import Answer, answer_task
from fengqiao.fieldwork.services.errors import InputRefused
from fengqiao.fieldwork.services.outbox import fields
from fengqiao.fieldwork.services.outbox.items import Item, Outcome


def handle(item: Item, *, actor: Actor) -> Outcome:
    """Answer the task, as of when it was done: the author keeps it, whoever has the task now."""
    task_id = ids.uuid_or_none(fields.words(item.payload, "task"))
    if task_id is None:
        raise InputRefused(_("This answer names no task. Open the task and write it there again."))
    fix = fields.fix(item.payload, item.captured_at)
    answer = Answer(
        id=item.id,
        note=fields.words(item.payload, "note"),
        lon=fix.lon if fix else None,
        lat=fix.lat if fix else None,
        captured_at=item.captured_at,
        photos=[uploads.content(sha, actor) for sha in item.photos],
    )
    task = answer_task(task_id=task_id, answer=answer, actor=actor)
    return Outcome(
        words=_("Sent. The studio checks it; you see here when it is accepted."),
        url=reverse("fieldwork:my_task", kwargs={"pk": task_id}),
        subject=f"task:{task_id}",
        area_id=task.area_id,
        fix=fix,
        title=task.title,
    )
