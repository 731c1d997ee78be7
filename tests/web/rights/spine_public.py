"""The pages without an account, and the desk's plates."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from factories import public as make_public
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.incidents import selectors
from rights.kinds import DESK, EVERYBODY, NO_ONE, Row

KEEPERS = DESK | {Role.STUDIO_CLERK}


def _ticket(village: AreaView) -> dict[str, Any]:
    return {"ref": make_public.reported(village)[1]}


def _done(village: AreaView) -> dict[str, Any]:
    return {"ref": make_public.finished(village)[1]}


def _picture(village: AreaView) -> dict[str, Any]:
    ticket = make_public.finished(village)[1]
    found = selectors.follow_by_ticket(ticket)
    assert found is not None
    return {"ref": ticket, "pk": found.before[0]}


def _plate(village: AreaView) -> dict[str, Any]:
    return {"pk": make_public.plate(village).id}


def _anyone(name: str, method: str = "GET", **more: Any) -> Row:
    return Row(name, method, allow=EVERYBODY, scoped=False, **more)


SPINE_PUBLIC = [
    _anyone("incidents:report_start"),
    _anyone("incidents:report_start", "POST", status=422),
    _anyone("incidents:report", args=lambda village: {"token": make_public.plate(village).token}),
    _anyone("incidents:report", args=lambda village: {"token": "GUESSED234"}, status=302),
    _anyone("incidents:report", "POST", args=lambda village: {"token": make_public.plate(village).token}, status=422),
    Row("incidents:report_around", allow=NO_ONE, anonymous=404),
    Row(
        "incidents:report_picture",
        allow=NO_ONE,
        anonymous=404,
        args=lambda village: {"pk": _picture(village)["pk"]},  # nobody with a duty has looked at it
        scoped=False,
    ),
    _anyone("incidents:follow_find"),
    _anyone("incidents:follow", args=_ticket),
    Row("incidents:follow", allow=NO_ONE, anonymous=404, args=lambda village: {"ref": "GUESSED"}, scoped=False),
    _anyone("incidents:follow_card", args=_ticket),
    _anyone("incidents:follow_picture", args=_picture),
    _anyone("incidents:follow_rate", "POST", args=_done, data=lambda args: {"stars": "5"}, status=302),
    _anyone("incidents:follow_remind", "POST", args=_ticket, data=lambda args: {"text": "好了吗"}, status=302),
    _anyone("incidents:follow_forget", "POST", args=_ticket, status=302),
    _anyone("incidents:follow_reopen", "POST", args=_done, data=lambda args: {"reason": "又不亮了"}, status=302),
    Row("incidents:places", allow=KEEPERS),
    Row("incidents:places", "POST", allow=KEEPERS, status=422),
    Row("incidents:plates", allow=KEEPERS),
    Row("incidents:places_sheet", allow=KEEPERS),
    Row(
        "incidents:places_import",
        "POST",
        allow=KEEPERS,
        status=302,
        data=lambda args: {"file": SimpleUploadedFile("a.xlsx", b"no sheet")},
    ),
    Row("incidents:place", allow=KEEPERS, args=_plate),
    Row("incidents:place", "POST", allow=KEEPERS, status=422, args=_plate),
    Row("incidents:place_take_down", "POST", allow=KEEPERS, status=302, args=_plate),
]
