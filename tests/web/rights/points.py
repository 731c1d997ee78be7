"""Statements, quarters and what is published of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from factories import areas as make_areas
from factories import quarters as make
from factories.points import earn
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.points import services
from fengqiao.points.domain.spending import Purpose
from fengqiao.points.models import CorrectionCase, QuarterBook
from fengqiao.points.selectors import quarters
from rights.kinds import EVERYBODY, NO_ONE, SIGNED_IN, Row

STUDIO = {Role.STUDIO_CLERK}
INSPECTORS = {Role.STUDIO_CLERK, Role.AUDIT_ADMIN}
Args = Callable[[AreaView], Mapping[str, Any]]


def worker(village: AreaView) -> Mapping[str, Any]:
    return {"person_id": make_areas.worker(Role.GRID_WORKER, village).id}


def published(village: AreaView) -> Mapping[str, Any]:
    return {"pk": make.published_in(village)}


def _books(village: AreaView) -> tuple[make.Books, QuarterBook]:
    one = make.books(village, workers=1)
    return one, make.draft(one)


def drafted(village: AreaView) -> Mapping[str, Any]:
    return {"pk": _books(village)[1].pk}


def step(name: str) -> Args:
    return lambda village: {"pk": _books(village)[1].pk, "step": name}


def sheet(village: AreaView) -> Mapping[str, Any]:
    one, _book = _books(village)
    person = one.workers[0].person_id
    assert person is not None
    return {"pk": quarters.sheets_of(person)[0].pk}


def objection(village: AreaView) -> Mapping[str, Any]:
    one, _book = _books(village)
    person = one.workers[0].person_id
    assert person is not None
    sheet_id = quarters.sheets_of(person)[0].pk
    with make.clock.fixed(make.OVER):
        return {"pk": services.object_to(sheet_id=sheet_id, words="x", actor=one.workers[0]).pk}


def case(village: AreaView) -> Mapping[str, Any]:
    one = make.books(village, workers=1)
    person = one.workers[0].person_id
    assert person is not None
    made: CorrectionCase = services.ask_correction(
        person_id=person, town_id=one.town.id, rule="mediation_attended", reason="x", actor=one.clerk
    )
    return {"pk": made.pk}


def rule_draft(village: AreaView) -> Mapping[str, Any]:
    one = make.books(village, workers=1)
    return {"pk": make.rule_draft(one).pk}


def left(village: AreaView) -> Mapping[str, Any]:
    """Somebody with 30 points left: the decision."""
    one = make.books(village, workers=1)
    person = one.workers[0].person_id
    assert person is not None
    earn(person, 30, village.id)
    made = services.close_account(
        person_id=person, town_id=one.town.id, purpose=Purpose.FRAUD, points=3, reason="x", hearing="y", actor=one.clerk
    )
    return {"pk": made}


POINTS = [
    Row("points:mine", allow=SIGNED_IN),
    Row("points:statement", allow=STUDIO, args=worker),
    Row("points:show_name", "POST", allow=SIGNED_IN, status=302, data=lambda args: {"whole": "1"}),
    Row("points:quarters", allow=INSPECTORS),
    # Without a town nothing is frozen; the services refuse what is not one's own.
    Row("points:freeze", "POST", allow=NO_ONE),
    Row("points:quarter", allow=INSPECTORS, args=drafted),
    Row("points:quarter_act", "POST", allow=STUDIO, status=302, args=step("sign")),
    Row("points:sheet", allow=INSPECTORS, args=sheet),
    Row("points:sheet", "POST", allow=NO_ONE, args=sheet, data=lambda args: {"words": "x"}),
    Row("points:objection", allow=INSPECTORS, args=objection),
    Row("points:objection", "POST", allow=STUDIO, status=422, args=objection),
    Row("points:ask", allow=INSPECTORS, args=worker),
    Row("points:ask", "POST", allow=STUDIO, status=422, args=worker),
    Row("points:close", allow=STUDIO, args=worker),
    Row("points:close", "POST", allow=STUDIO, status=422, args=worker, data=lambda args: {"purpose": "leaving"}),
    Row("points:closings", allow=INSPECTORS),
    Row("points:closing", allow=INSPECTORS, args=left),
    Row("points:closing", "POST", allow=INSPECTORS, status=422, args=left, data=lambda args: {"decision": "refuse"}),
    Row("points:expiry", allow=STUDIO),
    Row("points:expiry", "POST", allow=STUDIO, status=422),
    Row("points:corrections", allow=INSPECTORS),
    Row("points:corrections", "POST", allow=STUDIO, status=302),
    Row("points:corrections_sheet", allow=INSPECTORS),
    Row("points:correction_lines", allow=STUDIO),
    Row("points:correction_import", "POST", allow=STUDIO, status=302),
    Row("points:rules", allow=INSPECTORS),
    Row("points:rule_new", allow=STUDIO),
    Row("points:rule_new", "POST", allow=STUDIO, status=422),
    Row("points:rule_draft", allow=INSPECTORS, args=rule_draft),
    Row(
        "points:rule_decide", "POST", allow=STUDIO, status=302, args=rule_draft, data=lambda args: {"decision": "count"}
    ),
    Row("points:case", allow=INSPECTORS, args=case),
    Row("points:case", "POST", allow=STUDIO, status=302, args=case, data=lambda args: {"decision": "grant"}),
    Row("points:published", allow=EVERYBODY),
    Row("points:recompute", allow=EVERYBODY),
    Row("points:recompute_file", allow=EVERYBODY),
    Row("points:published_page", allow=EVERYBODY, args=published, scoped=False),
    Row(
        "points:published_page",
        allow=NO_ONE,
        anonymous=404,
        args=lambda village: {"pk": _books(village)[1].issues.get().pk},  # a draft is not published
        scoped=False,
    ),
    Row("points:published_document", allow=EVERYBODY, args=published, scoped=False),
    Row("points:published_workbook", allow=EVERYBODY, args=published, scoped=False),
    Row(
        "points:published_notice",
        allow=EVERYBODY,
        args=lambda village: {**published(village), "size": "a4"},
        scoped=False,
    ),
]
