"""Disputes: registered, mediated, concluded."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from factories import mediation as make_mediation
from fengqiao.areas.selectors import AreaView, Role
from rights.kinds import DESK, Row

REGISTRARS = frozenset({Role.MEDIATOR, Role.STUDIO_CLERK, Role.VILLAGE_SECRETARY})
READERS = REGISTRARS | DESK


def _dispute(village: AreaView) -> dict[str, Any]:
    return {"code": make_mediation.dispute(village).code}


def _agreed(village: AreaView) -> dict[str, Any]:
    return {"code": make_mediation.Table.lay(village).agreed().code}


def _application(village: AreaView) -> dict[str, Any]:
    return {"pk": make_mediation.Table.lay(village).filed()}


MEDIATION = [
    Row("mediation:export", allow=REGISTRARS),
    Row("mediation:promises", allow={Role.MEDIATOR, Role.STUDIO_CLERK}),
    Row("mediation:court", allow={Role.HANDLER}),
    # Handlers of a court see it too; those of the table work for another organisation.
    Row("mediation:application", allow=READERS, args=_application),
    Row("mediation:application_pdf", allow=READERS, args=_application),
    Row("mediation:application_act", "POST", allow=READERS, status=422, args=_application),
    Row("mediation:list", allow=READERS),
    Row("mediation:new", allow=REGISTRARS),
    # Nothing filled in: it comes back with what is missing.
    Row("mediation:new", "POST", allow=REGISTRARS, status=422, data=lambda args: {"form_id": str(uuid4())}),
    Row("mediation:page", allow=READERS, args=_dispute),
    Row(
        "mediation:act",
        "POST",
        allow=READERS,
        status=422,
        args=lambda village: {**_dispute(village), "act": "conclude"},
    ),
    Row("mediation:agreement", allow=READERS, args=_dispute),
    # Nothing is drawn up by what is empty.
    Row(
        "mediation:agreement_act",
        "POST",
        allow=READERS,
        status=422,
        args=lambda village: {**_dispute(village), "act": "draw"},
    ),
    Row("mediation:agreement_pdf", allow=READERS, args=_agreed),
    Row(
        "mediation:act",
        "POST",
        allow=REGISTRARS,
        status=302,
        args=lambda village: {**_dispute(village), "act": "protect"},
        data=lambda args: {"why": "minor"},
    ),
]
