"""The neighbourhood centre: reception, matters, roster, figures, and the neighbour's pages."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from factories import centre as make_centre
from factories import incidents as make_incidents
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.centre import services
from rights.kinds import EVERYBODY, NO_ONE, Row

STAFF = frozenset({Role.COUNCIL_MEMBER, Role.VOLUNTEER, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
SETTLERS = STAFF - {Role.VOLUNTEER}


def _house(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.centre(village).id}


def _visit(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.visit(make_centre.centre(village), photo=make_incidents.photo()).id}


def _matter(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.visit(make_centre.centre(village)).matter_id}


def _act(name: str, **form: str) -> Row:
    return Row(
        "centre:matter_act",
        "POST",
        allow=SETTLERS,
        status=302,
        args=lambda village: {**_matter(village), "act": name},
        data=lambda args: form,
    )


def _picture(village: AreaView) -> dict[str, Any]:
    matter = _matter(village)["pk"]
    shot = services.add_picture(matter_id=matter, after=True, content=make_incidents.photo(), actor=SYSTEM)
    return {"pk": matter, "picture": shot}


def _slip(village: AreaView) -> dict[str, Any]:
    return {"code": make_centre.visit(make_centre.centre(village)).code}


def _solved(village: AreaView) -> dict[str, Any]:
    visit = make_centre.visit(make_centre.centre(village))
    services.solve(matter_id=visit.matter_id, words="刷了黄漆", actor=SYSTEM)
    return {"code": visit.code}


def _shown(village: AreaView) -> dict[str, Any]:
    visit = make_centre.visit(make_centre.centre(village))
    shot = services.add_picture(matter_id=visit.matter_id, after=True, content=make_incidents.photo(), actor=SYSTEM)
    return {"code": visit.code, "picture": str(shot)}


CENTRE_DESK = [
    Row("centre:home", allow=STAFF),
    Row("centre:house", allow=STAFF, args=_house),
    Row("centre:desk", allow=STAFF, args=_house),
    Row("centre:desk_worker", allow=STAFF, args=_house),
    Row(
        "centre:record",
        "POST",
        allow=STAFF,
        status=302,
        args=_house,
        data=lambda args: {"visit_id": str(uuid4()), "words": "台阶"},
    ),
    Row("centre:visit", allow=STAFF, args=_visit),
    Row("centre:slip", allow=STAFF, args=_visit),
    Row("centre:visit_file", allow=STAFF, args=lambda village: {**_visit(village), "kind": "photo"}),
    Row("centre:matters", allow=STAFF, args=_house),
    Row("centre:matter", allow=STAFF, args=_matter),
    Row("centre:matter_picture", allow=STAFF, args=_picture),
    _act("solve", words="刷了黄漆"),
    Row("centre:roster", allow=STAFF, args=_house),
    Row(
        "centre:roster_act",
        "POST",
        allow=STAFF,
        status=302,
        args=lambda village: {**_house(village), "act": "plan"},
        data=lambda args: {"until": "2100-01-01"},  # what is refused is said on the roster's page
    ),
    Row("centre:figures", allow=STAFF, args=_house),
    Row("centre:follow_find", allow=EVERYBODY),
    Row("centre:follow", allow=EVERYBODY, args=_slip, scoped=False),
    Row("centre:follow", allow=NO_ONE, anonymous=404, args=lambda village: {"code": "GUESSED234"}, scoped=False),
    Row(
        "centre:follow_answer",
        "POST",
        allow=EVERYBODY,
        status=302,
        args=_solved,
        data=lambda args: {"solved": "yes"},
        scoped=False,
    ),
    Row("centre:follow_picture", allow=EVERYBODY, args=_shown, scoped=False),
    Row(
        "centre:wall",
        allow=EVERYBODY,
        args=lambda village: {"key": make_centre.centre(village).key},
        scoped=False,
    ),
]
