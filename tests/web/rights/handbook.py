"""The grid handbook, households and people in care, quality and samples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from factories import areas as make
from factories import patrol as make_patrol
from factories.incidents import photo
from factories.patrol import Beat
from fengqiao.areas.models import Assignment
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.core import clock, ids
from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, VisitAbout
from fengqiao.fieldwork.models import HandbookSample
from fengqiao.fieldwork.selectors.handbook import quarter_in
from fengqiao.fieldwork.services import care, households, visits
from fengqiao.fieldwork.services.care import Asked
from fengqiao.fieldwork.services.visits import Told
from rights.kinds import NO_ONE, Row
from rights.patrol import PLANNERS, READERS, WORKERS

SAMPLERS = frozenset({Role.STUDIO_CLERK})
LEAD = frozenset({Role.GRID_LEAD})


def _grid(village: AreaView) -> dict[str, Any]:
    return {"pk": make_patrol.grid_of_lead(village)}


def _beat(village: AreaView) -> Beat:
    """A worker of the very grid of the village's lead."""
    grid_id = make_patrol.grid_of_lead(village)
    one = make.actor(Role.GRID_WORKER, village, grid_id=grid_id)
    return Beat(village=village, grid_id=grid_id, worker=one, lead=one, secretary=one, clerk=one)


def _house(village: AreaView, act: str) -> dict[str, Any]:
    beat = _beat(village)
    return {"pk": households.add_household(grid_id=beat.grid_id, address="3组12号", actor=beat.worker), "act": act}


def _care(village: AreaView, act: str) -> dict[str, Any]:
    beat = _beat(village)
    asked = Asked(
        kind=CareKind.ALONE, name="测试居民", consent_by="测试居民", consent_way=ConsentWay.PAPER,
        consent_on=timezone.localdate(clock.now()),
    )  # fmt: skip
    return {"pk": care.ask_care(grid_id=beat.grid_id, asked=asked, actor=beat.worker), "act": act}


def _contact(village: AreaView) -> dict[str, Any]:
    beat = _beat(village)
    made = households.add_contact(grid_id=beat.grid_id, what="卫生站", name="演示", phone="100", actor=beat.worker)
    return {"pk": made}


def _visit(village: AreaView) -> dict[str, Any]:
    beat = _beat(village)
    beat.start()
    house = households.add_household(grid_id=beat.grid_id, address="3组12号", actor=beat.worker)
    told = Told(about=VisitAbout.SAFETY, household_id=house, photo=photo())
    return {"pk": visits.record_visit(visit_id=ids.new_id(), told=told, actor=beat.worker)}


def _quality(village: AreaView) -> dict[str, Any]:
    person: UUID | None = (
        Assignment.objects.filter(area_id=village.id, role=Role.GRID_LEAD).values_list("person_id", flat=True).first()
    )
    return {"person": person or Beat.lay(village).lead.person_id, "quarter": str(quarter_in("", clock.now()))}


def _sample(village: AreaView) -> dict[str, Any]:
    beat, quarter = Beat.lay(village), quarter_in("", clock.now() - timedelta(days=1))
    row = HandbookSample.objects.create(
        code=ids.short_code(6), town_id=village.parent_id, person_id=beat.worker.person_id, year=quarter.year,
        quarter=quarter.number, machine=70,
    )  # fmt: skip
    return {"pk": row.pk}


def _town(args: Mapping[str, Any]) -> dict[str, Any]:
    clerk = Assignment.objects.filter(role=Role.STUDIO_CLERK).order_by("created_at").first()
    assert clerk is not None
    return {"town": str(clerk.area_id)}


HANDBOOK = [
    Row("fieldwork:handbook", allow=READERS, args=_grid),
    Row("fieldwork:handbook_paper", allow=READERS, args=_grid),
    Row("fieldwork:handbook_workbook", allow=READERS, args=_grid),
    Row("fieldwork:visit_photo", allow=READERS, args=_visit),
    Row("fieldwork:quality", allow=LEAD | SAMPLERS, args=_quality),
    Row("fieldwork:visit", allow=WORKERS, status=302),  # to the start of the shift
    Row("fieldwork:visit", "POST", allow=WORKERS, status=302),
    Row("fieldwork:households", allow=READERS, args=_grid),
    Row("fieldwork:households", "POST", allow=LEAD, status=422, args=_grid),
    Row("fieldwork:household_act", "POST", allow=LEAD, status=302, args=lambda village: _house(village, "opt-out")),
    Row(
        "fieldwork:household_act",
        "POST",
        allow=LEAD,
        args=lambda village: _house(village, "reveal"),
        data=lambda args: {"reason": "台风转移"},
    ),
    Row("fieldwork:contact_new", "POST", allow=PLANNERS | WORKERS, status=302, args=_grid),
    Row("fieldwork:contact_end", "POST", allow=PLANNERS, status=302, args=_contact),
    # Who asked for care is nobody's business but that of the grid's own workers.
    Row("fieldwork:care", allow=LEAD, args=_grid),
    Row("fieldwork:care", "POST", allow=LEAD, status=422, args=_grid),
    Row("fieldwork:care_act", "POST", allow=LEAD, status=302, args=lambda village: _care(village, "withdraw")),
    Row(
        "fieldwork:care_act",
        "POST",
        allow=LEAD,
        args=lambda village: _care(village, "reveal"),
        data=lambda args: {"reason": "看望"},
    ),
    Row("fieldwork:care_act", "POST", allow=NO_ONE, args=lambda village: _care(village, "guessed"), scoped=False),
    Row("fieldwork:grades", allow=SAMPLERS),
    Row(
        "fieldwork:grades_act",
        "POST",
        allow=SAMPLERS,
        status=302,
        args=lambda village: {"act": "draw"},
        data=_town,
        scoped=False,
    ),
    Row("fieldwork:sample", allow=SAMPLERS, args=_sample),
    Row("fieldwork:sample", "POST", allow=SAMPLERS, status=422, args=_sample),
]
