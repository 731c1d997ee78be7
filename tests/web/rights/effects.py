"""Effect figures, points beside opportunities, questions about points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from factories import areas as make
from factories import points as make_points
from fengqiao.areas.selectors import AreaView, Role
from rights.kinds import NO_ONE, SIGNED_IN, Row


def _question(village: AreaView) -> Mapping[str, Any]:
    """A question to a worker of the village; who it is put to is nobody of the table."""
    assert village.parent_id is not None
    worker = make.worker(Role.GRID_WORKER, village)
    return {"pk": make_points.question(village.parent_id, worker.id)}


READERS = {Role.STUDIO_CLERK, Role.ANALYST}

QUESTIONS = [
    Row("points:questions", allow=SIGNED_IN),
    Row("points:question", allow={Role.STUDIO_CLERK}, args=_question),
    Row(
        "points:question_decide",
        "POST",
        allow={Role.STUDIO_CLERK},
        status=302,
        args=_question,
        data=lambda args: {"ending": "no_concern", "why": "已核实"},
    ),
    Row("points:question_answer", "POST", allow=NO_ONE, args=_question, data=lambda args: {"answer": "是我"}),
]

EFFECTS = [
    *QUESTIONS,
    Row("screen:effects", allow=READERS),
    Row("screen:effects_sheet", allow=READERS),
    Row("screen:effects_people", allow=READERS),
    Row("screen:fairness", allow={Role.STUDIO_CLERK}),
    Row("screen:effects_events", allow=READERS, args=lambda village: {"name": "closed"}, scoped=False),
    Row("screen:effects_events", allow=NO_ONE, args=lambda village: {"name": "use"}, scoped=False),
]
