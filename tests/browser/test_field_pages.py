"""Every page of field work and mediation: sound on a telephone, in large letters and on a desk. None is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page
from walking import DESK, LARGE_PHONE, PHONE, Stop, sizes_for, walk

from fengqiao.core import clock
from fengqiao.fieldwork.urls import urlpatterns as of_fieldwork
from fengqiao.mediation.urls import urlpatterns as of_mediation
from fengqiao.points.domain.quarters import quarter_of
from house import DemoTown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Shown:
    """A page: who opens it, its name, what its address names (keys of ``things``, or words), what is asked of it."""

    who: str | None
    name: str
    args: tuple[str, ...] = ()
    query: str = ""


PAGES = [
    Shown("wangge", "fieldwork:app"),
    Shown("zhen", "fieldwork:entries"),
    Shown("wangge", "fieldwork:handbook", ("{grid}",)),
    Shown("wangge", "fieldwork:quality", ("{person}", "{quarter}")),
    Shown("wangge", "fieldwork:visit"),
    Shown("wangge", "fieldwork:households", ("{grid}",)),
    Shown("wangge", "fieldwork:care", ("{grid}",)),
    Shown("zhen", "fieldwork:grades"),
    Shown("zhen", "fieldwork:sample", ("{sample}",)),
    Shown("wangge", "fieldwork:patrol"),
    Shown("wangge", "fieldwork:finding"),
    Shown("wangge", "fieldwork:shift", ("{shift}",)),
    Shown("wangge", "fieldwork:checkin", ("{spot}",)),
    Shown("wangge", "fieldwork:scan", ("{plate}",)),
    Shown("wangge", "fieldwork:grids"),
    Shown("wangge", "fieldwork:grid", ("{grid}",)),
    Shown("wangge", "fieldwork:patrol_plates", ("{grid}",)),
    Shown("wangge", "fieldwork:patrol_place", ("{spot}",)),
    Shown("zhen", "fieldwork:studio"),
    Shown("zhen", "fieldwork:load"),
    Shown("zhen", "fieldwork:sheet", ("push",)),
    Shown("zhen", "fieldwork:assignments"),
    Shown("zhen", "fieldwork:assignment_grid", ("{grid}",)),
    Shown("zhen", "fieldwork:absences"),
    Shown("zhen", "fieldwork:kinds"),
    Shown("zhen", "fieldwork:kind_new"),
    Shown("zhen", "fieldwork:kind", ("{kind}",)),
    Shown("zhen", "fieldwork:pushes"),
    Shown("zhen", "fieldwork:push_new"),
    Shown("zhen", "fieldwork:push", ("{push}",)),
    Shown("zhen", "fieldwork:desk_task", ("{task}",)),
    Shown("wangge", "fieldwork:my_tasks"),
    Shown("wangge", "fieldwork:my_task", ("{task}",)),
    Shown("wangge", "fieldwork:leave"),
    Shown(None, "fieldwork:worklist", ("441821103",)),
    Shown("wangge", "fieldwork:hazards"),
    Shown("wangge", "fieldwork:hazard_choose"),
    Shown("wangge", "fieldwork:hazard_new", ("gas",)),
    Shown("shuji", "fieldwork:hazard_check", ("{hazard_check}",)),
    Shown("shuji", "fieldwork:hazard", ("{hazard}",)),
    Shown("zhen", "fieldwork:hazard_lists"),
    Shown("zhen", "fieldwork:hazard_list", ("fire",)),
    Shown(None, "fieldwork:hazard_follow_find"),
    Shown(None, "fieldwork:hazard_follow", ("{hazard_code}",)),
    Shown("shuji", "fieldwork:volunteers"),
    Shown("shuji", "fieldwork:volunteer_poster"),
    Shown("shuji", "fieldwork:volunteer", ("{volunteer}",)),
    Shown("shuji", "fieldwork:callout_new"),
    Shown("shuji", "fieldwork:callout", ("{callout}",)),
    Shown(None, "fieldwork:volunteer_join", ("441821103208",)),
    Shown(None, "fieldwork:volunteer_own", ("{card}",)),
    Shown("tiaojie", "mediation:list", query="?show=all"),
    Shown("tiaojie", "mediation:new"),
    Shown("tiaojie", "mediation:promises", query="?show=all"),
    Shown("fayuan", "mediation:court"),
    Shown("fayuan", "mediation:application", ("{application}",)),
    Shown("tiaojie", "mediation:page", ("{dispute}",)),
    Shown("tiaojie", "mediation:agreement", ("{agreed}",)),
]
# Addresses that only take something in or lead on, and data. What they answer stands in the table of rights.
ACTS = {
    "fieldwork": (
        "state", "items", "upload", "key", "entry_voice", "entry_looked", "household_act", "contact_new", "contact_end",
        "care_act", "grades_act", "shift_start", "shift_end", "trail", "patrol_place_new", "route_new", "route_end",
        "patrol_place_end", "studio_act", "sheet_bring", "assignment_end", "absence_decide", "absence_act", "kind_act",
        "push_withdraw", "desk_task_act", "leave_back", "hazard_check_act", "hazard_act", "hazard_list_discard",
        "volunteer_act", "volunteer_mine", "callout_act", "volunteer_own_act",
    ),
    "mediation": ("application_act", "agreement_act", "act"),
}  # fmt: skip


def test_no_page_is_forgotten() -> None:
    routes = {"fieldwork": of_fieldwork, "mediation": of_mediation}
    there = {
        f"{app}:{one.name}"
        for app, patterns in routes.items()
        for one in patterns
        if "." not in str(one.pattern).replace("(?P", "") and one.name not in ACTS[app]  # with a dot: a file
    }
    assert {one.name for one in PAGES} == there


def things(town: DemoTown) -> dict[str, object]:
    """One of each thing whose page is opened."""

    def one(statement: str, *values: object) -> object:
        return town.query(statement, *values)[0][0]

    person = one("SELECT person_id FROM areas_user WHERE username = %s", "wangge")
    grid = one("SELECT grid_id FROM areas_assignment WHERE person_id = %s AND grid_id IS NOT NULL LIMIT 1", person)
    spot = "SELECT id, token FROM fieldwork_patrolplace WHERE grid_id = %s ORDER BY name LIMIT 1"
    ((spot_id, plate),) = town.query(spot, grid)
    return {
        "person": person,
        "quarter": quarter_of(clock.now(), ZoneInfo(settings.TIME_ZONE)),
        "grid": grid,
        "shift": one("SELECT id FROM fieldwork_shift WHERE person_id = %s AND ended_at IS NOT NULL LIMIT 1", person),
        "spot": spot_id,
        "plate": plate,
        "sample": one("SELECT id FROM fieldwork_handbooksample ORDER BY id LIMIT 1"),
        "kind": one("SELECT id FROM fieldwork_workkind ORDER BY code LIMIT 1"),
        "push": one("SELECT id FROM fieldwork_push ORDER BY id LIMIT 1"),
        "task": one(
            "SELECT id FROM fieldwork_task WHERE worker_id = %s AND state = 'open' ORDER BY id LIMIT 1", person
        ),
        "hazard": one("SELECT id FROM fieldwork_hazard WHERE state = 'rectified' LIMIT 1"),
        "hazard_check": one("SELECT check_made_id FROM fieldwork_hazard WHERE state = 'closed' LIMIT 1"),
        "hazard_code": one(
            "SELECT c.code FROM fieldwork_hazard h JOIN fieldwork_hazardcheck c ON c.id = h.check_made_id "
            "WHERE h.state = 'closed' LIMIT 1"
        ),
        "volunteer": one("SELECT id FROM fieldwork_volunteer WHERE standing = 'active' ORDER BY id LIMIT 1"),
        "card": one("SELECT token FROM fieldwork_volunteer WHERE standing = 'active' ORDER BY id LIMIT 1"),
        "callout": one("SELECT id FROM fieldwork_callout WHERE ended_at IS NULL LIMIT 1"),
        "application": one("SELECT id FROM mediation_application ORDER BY filed_at LIMIT 1"),
        "dispute": one("SELECT code FROM mediation_dispute WHERE sensitive = '' ORDER BY registered_at LIMIT 1"),
        "agreed": one(
            "SELECT d.code FROM mediation_dispute d JOIN mediation_agreement a ON a.dispute_id = d.id "
            "WHERE d.sensitive = '' AND a.state = 'in_force' LIMIT 1"
        ),
    }


@pytest.fixture
def on_duty(visit: Callable[..., Page], town: DemoTown) -> Iterator[None]:
    """The worker is on a shift, and a handbook was drawn by lot."""
    worker = visit("wangge", path="/field/patrol/")
    worker.locator("form[action$='/field/patrol/start/'] button").click()
    worker.wait_for_load_state()
    if not town.query("SELECT 1 FROM fieldwork_handbooksample LIMIT 1"):
        studio = visit("zhen", path="/studio/handbooks/")
        studio.locator("form[action$='/studio/handbooks/draw/'] button").first.click()
        studio.wait_for_load_state()
    yield
    worker.goto(f"{town.address}/field/patrol/")
    worker.locator("form[action$='/field/patrol/end/'] button").click()
    worker.wait_for_load_state()


@pytest.mark.usefixtures("on_duty")
def test_pages_of_field_work_and_mediation_are_sound(visit: Callable[..., Page], town: DemoTown) -> None:
    known = things(town)
    stops = []
    for one in PAGES:
        address = reverse(one.name, args=[part.format(**known) for part in one.args]) + one.query
        stops.append(Stop(one.who, address, (*sizes_for(one.who, PHONE, DESK), LARGE_PHONE)))
    walk(stops, visit, town)
