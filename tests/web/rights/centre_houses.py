"""Setting up a centre, what it says about itself, its people, and the invitation."""

from __future__ import annotations

from typing import Any

from factories import centre as make_centre
from factories.incidents import photo
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.centre import selectors, services
from fengqiao.centre.selectors import Seat
from rights.kinds import EVERYBODY, NO_ONE, Row

STAFF = frozenset({Role.COUNCIL_MEMBER, Role.VOLUNTEER, Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
OPENERS = frozenset({Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK})
# In the table's centre the council member has the chair.
LEADS = OPENERS | {Role.COUNCIL_MEMBER}


def _house(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.centre(village).id}


def _invited(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    term = services.seat_newcomer(centre_id=house.id, name="新人", seat_wanted=Seat.MEMBER, actor=SYSTEM)
    return {"token": services.invite(term_id=term.id, actor=SYSTEM)}


def _structured(village: AreaView) -> dict[str, Any]:
    house = make_centre.centre(village)
    parts = {"core1": services.Written(name="测试", document=photo())}
    services.write_structure(centre_id=house.id, parts=parts, published=True, actor=SYSTEM)
    return {"pk": house.id, "field": "core1"}


def _paper(village: AreaView) -> dict[str, Any]:
    made = _structured(village)
    return {"key": selectors.centre_of(made["pk"]).key, "field": "core1"}


def _visit(village: AreaView) -> dict[str, Any]:
    return {"pk": make_centre.visit(make_centre.centre(village)).id}


CENTRE_HOUSES = [
    Row("centre:visits", allow=STAFF, args=_house),
    Row("centre:forget", "POST", allow=STAFF - {Role.VOLUNTEER}, status=302, args=_visit),
    Row(
        "centre:privacy",
        allow=EVERYBODY,
        args=lambda village: {"key": make_centre.centre(village).key},
        scoped=False,
    ),
    Row("centre:structure", allow=STAFF, args=_house),
    Row("centre:structure", "POST", allow=LEADS, status=302, args=_house),
    Row("centre:structure_document", allow=STAFF, args=_structured),
    Row("centre:structure_paper", allow=EVERYBODY, args=_paper, scoped=False),
    Row("centre:new", allow=OPENERS),
    Row("centre:new", "POST", allow=OPENERS, status=422),
    Row("centre:setup", allow=LEADS, args=_house),
    Row(
        "centre:setup_act",
        "POST",
        allow=LEADS,
        status=302,
        args=lambda village: {**_house(village), "act": "later"},
        data=lambda args: {"task": "wall"},
    ),
    Row("centre:about", allow=LEADS, args=_house),
    Row("centre:about", "POST", allow=LEADS, status=422, args=_house),
    Row("centre:plates", allow=STAFF, args=_house),
    Row("centre:people", allow=STAFF, args=_house),
    Row(
        "centre:people_act",
        "POST",
        allow=LEADS,
        status=302,
        args=lambda village: {**_house(village), "act": "seat"},
        data=lambda args: {"seat": "member", "name": "新人", "since": "2026-01-01"},
    ),
    Row("centre:invitation", allow=EVERYBODY, args=_invited, scoped=False),
    Row("centre:invitation", "POST", allow=EVERYBODY, status=422, args=_invited, scoped=False),
    Row("centre:invitation", allow=NO_ONE, anonymous=404, args=lambda village: {"token": "guessed"}, scoped=False),
]
