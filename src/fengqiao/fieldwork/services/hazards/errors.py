"""What the services of hazards refuse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.fieldwork.domain import hazards
from fengqiao.fieldwork.services.errors import FieldRefused


class HazardRefused(FieldRefused):
    """Something about hazards that is not allowed now; the message says why."""


class StepNotTaken(HazardRefused):
    """The table of hazards does not allow it; the message is the refusal's."""

    def __init__(self, refusal: hazards.StepRefused) -> None:
        super().__init__(_(refusal.message))
        self.refusal = refusal
