"""Half a year of a town's points: two quarters for 104 workers, an objection that is right, a list that anybody can
recompute, and a redemption day for all of them, until ledger, shelves and paper agree.

What many people do alike goes through the services or the pages' own JSON; what decides goes through the browser.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from axe import serious_findings, violations
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from factories import areas as make
from factories.points import Fair, gift
from factories.quarters import Books, books
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role, person
from fengqiao.core import clock, journal
from fengqiao.points import selectors, services
from fengqiao.points.domain.quarters import Quarter, quarter_of
from fengqiao.points.models import Booking, Difference, Publication, QuarterBook, Redemption
from fengqiao.points.selectors.quarters import sheets_of
from fengqiao.points.services import Grant

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900), pytest.mark.django_db(transaction=True)]
CHINA = ZoneInfo("Asia/Shanghai")
WORKERS = 104
BACKEND = "django.contrib.auth.backends.ModelBackend"
WORK = ("active_week", "valid_event", "mediation_attended", "hazard_checked", "right_dispatch")
DAY = timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _rows_beside_the_browser(django_db_setup: None) -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread; the rows are read in the same one.

    The database is set up before the browser, so that it is taken down after it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def enter(browser: Browser, live_server: object) -> Iterator[Callable[[Actor | None, str], Page]]:
    """``enter(actor, path)`` opens a page as somebody who is signed in; None is a stranger."""
    contexts: list[BrowserContext] = []
    address = str(live_server.url)

    def open_page(actor: Actor | None, path: str) -> Page:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        contexts.append(context)
        if actor is not None:
            cookie = signed_in(actor).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        page.add_init_script(
            "window.__violations = []; document.addEventListener('securitypolicyviolation',"
            " e => window.__violations.push(e.violatedDirective))"
        )
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
    return client


def settle() -> tuple[Books, list[UUID]]:
    """A town with its workers in one grid. One of them has an account; the others only come on the day."""
    town = books(workers=1)
    first = town.workers[0].person_id
    assert first is not None
    grid = make.grid(town.village)
    others = [make.worker(Role.GRID_WORKER, town.village, grid_id=grid).id for _ in range(WORKERS - 1)]
    return town, [first, *others]


def earn(town: Books, people: list[UUID], which: Quarter) -> None:
    """A quarter's work of everybody: as many pieces as chance wants, never more than the caps."""
    start, _end = which.span(CHINA)
    work = []
    for number, one in enumerate(people):
        rng = Random(f"{which} {number}")
        for turn in range(rng.randint(12, 30)):
            at = start + timedelta(days=rng.randrange(85), hours=9)
            rule = rng.choice(WORK)
            work.append(
                Grant(person_id=one, rule=rule, evidence=f"{which}:{number}:{turn}", link="/points/", effective_at=at)
            )
    services.award_all(work, area_id=town.village.id, actor=SYSTEM)


def first_quarter(town: Books, which: Quarter) -> None:
    """The quarter before: published and reconciled, each step at its time."""
    over = which.span(CHINA)[1] + DAY
    with clock.fixed(over):
        book = services.freeze(town_id=town.town.id, year=which.year, number=which.number, actor=town.clerk)
        services.lay_open(quarter_id=book.pk, actor=town.clerk)
    with clock.fixed(over + 9 * DAY):
        services.sign_quarter(quarter_id=book.pk, actor=town.clerk)
        assert services.reconcile(quarter_id=book.pk, actor=town.clerk) == []


def stage(page: Page) -> Page:
    assert violations(page) == []
    assert serious_findings(page) == []
    return page


def second_quarter(town: Books, enter: Callable[[Actor | None, str], Page]) -> None:
    """The last quarter, in the browser: frozen, laid open, objected to, upheld, granted, signed, recomputed."""
    worker = town.workers[0]
    clerk = enter(town.clerk, "/points/quarters/")
    clerk.locator("form[action$='/freeze/'] button").click()
    clerk.locator("form[action$='/draft/'] button").click()
    expect(clerk.locator("tbody tr")).to_have_count(60)
    assert worker.person_id is not None
    before = sheets_of(worker.person_id)[0].total
    quarter_page = clerk.url

    own = enter(worker, f"/points/sheets/{sheets_of(worker.person_id)[0].pk}/")
    own.locator("textarea[name=words]").fill("少算了一次参与调解。")
    own.locator("form.card button.button--primary").click()
    expect(own.locator("main")).to_contain_text("少算了一次参与调解。")

    clerk.goto(quarter_page)
    clerk.locator("a[href*='/points/objections/']").click()
    clerk.locator("textarea[name=hearing]").fill("当面听取，出示了调解记录。")
    clerk.locator("textarea[name=answer]").fill("记录属实，补记一次。")
    clerk.locator("select[name=rule]").select_option("mediation_attended")
    stage(clerk).locator("button[value=uphold]").click()
    clerk.goto(f"{quarter_page.split('/points/')[0]}/points/corrections/")
    expect(clerk.locator("input[name=case]")).to_have_count(0)  # not by who asked
    second = enter(town.second, "/points/corrections/")
    second.locator("input[name=case]").check()
    stage(second).locator("form .button--primary").click()
    expect(second.locator("input[name=case]")).to_have_count(0)

    clerk.goto(quarter_page)
    expect(clerk.locator("form[action$='/sign/']")).to_have_count(0)
    clerk.locator("form[action$='/draft/'] button").click()
    QuarterBook.objects.filter(state="draft").update(objections_until=clock.now())  # seven days go by
    clerk.goto(quarter_page)
    clerk.locator("form[action$='/sign/'] button").click()
    clerk.locator("form[action$='/reconcile/'] button").click()
    expect(clerk.locator("form[action$='/reconcile/']")).to_have_count(1)
    assert QuarterBook.objects.filter(state="reconciled").count() == 2
    assert sheets_of(worker.person_id)[0].total == before + 2

    issue = Publication.objects.filter(signed=True).latest("created_at")
    stranger = enter(None, f"/published/{issue.pk}/")
    stage(stranger)
    document = signed_in(town.clerk).get(f"/published/{issue.pk}/points.json").content
    stranger.goto(f"{quarter_page.split('/points/')[0]}/published/recompute/")
    stranger.locator("input[type=file]").set_input_files(
        {"name": "points.json", "mimeType": "application/json", "buffer": document}
    )
    expect(stranger.locator("main")).to_contain_text(issue.sha256[:8])


def redemption_day(town: Books, people: list[UUID]) -> Fair:
    """A day with four counters, two gifts and everybody who earned enough for one."""
    audit = make.actor(Role.AUDIT_ADMIN, town.town.id)
    keepers = [make.actor(Role.VOLUNTEER, town.town.id) for _ in range(4)]
    gifts = [gift(town.town.id, points=6, pieces=300), gift(town.town.id, points=9, pieces=300)]
    start = clock.now().replace(microsecond=0) - timedelta(minutes=1)
    day = services.plan_day(
        town_id=town.town.id, title="积分兑换活动", place="镇综治中心", starts_at=start,
        ends_at=start + timedelta(hours=3), slot_minutes=30, per_slot=200, offline_limit=9, actor=town.clerk,
    )  # fmt: skip
    counters = []
    for number, keeper in enumerate(keepers, start=1):
        assert keeper.person_id is not None
        counter = services.add_counter(day_id=day, name=f"{number}号", keeper_id=keeper.person_id, actor=town.clerk)
        for one in gifts:
            services.allot(counter_id=counter, gift_id=one, pieces=5, actor=town.clerk)
        counters.append(counter)
    return Fair(
        town=town.town, day=day, clerk=town.clerk, audit=audit, keepers=keepers, counters=counters, gifts=gifts,
        workers=[person(one) for one in people],
    )  # fmt: skip


def hand_over_everything(day: Fair) -> int:
    """Everybody comes, and every counter's tablet tells what it handed out. Returns how many pieces."""
    for number in range(len(day.workers)):
        day.book(number, number % 2)
        day.check_in(number)
    for counter, keeper in zip(day.counters, day.keepers, strict=True):
        tablet = signed_in(keeper)
        day.keys[counter] = tablet.post(f"/points/counter/{counter}/open/").json()["key"]
        acts = [day.act(one.pk, offline=True) for one in Booking.objects.filter(counter=counter)]
        # As a tablet sends them when the network is back; the answer to the first part was lost on the way.
        for first in (0, 0, 20, 40):
            told = json.dumps({"key": day.keys[counter], "acts": acts[first : first + 20]})
            answer = tablet.post(f"/points/counter/{counter}/acts/", told, content_type="application/json").json()
            assert {one["refused"] for one in answer["acts"]} <= {""}
    return Redemption.objects.filter(handed_at__isnull=False).count()


def close(day: Fair, enter: Callable[[Actor | None, str], Page]) -> None:
    """The counters are counted, the day is closed, two people sign, and no line of differences is on the page."""
    for counter, keeper in zip(day.counters, day.keepers, strict=True):
        page = enter(keeper, f"/points/counters/{counter}/back/")
        for shelf in selectors.shelf_of(day.row().counters.get(pk=counter)):
            page.locator(f"input[name='lot-{shelf.lot_id}']").fill(str(shelf.pieces))
        page.locator("form .button--primary").click()
        page.wait_for_url("**/end/")
    clerk = enter(day.clerk, f"/points/days/{day.day}/end/")
    clerk.locator("button[value=close]").click()
    expect(clerk.locator(".card--due")).to_have_count(0)
    stage(clerk).locator("button[value=sign]").click()
    audit = enter(day.audit, f"/points/days/{day.day}/end/")
    audit.locator("button[value=sign]").click()
    expect(audit.locator("button[value=sign]")).to_have_count(0)


def test_two_quarters_and_a_redemption_day_for_a_hundred_and_four_people(
    enter: Callable[[Actor | None, str], Page],
) -> None:
    town, people = settle()
    last = quarter_of(clock.now(), CHINA).before
    for which in (last.before, last):
        earn(town, people, which)
    first_quarter(town, last.before)
    second_quarter(town, enter)

    day = redemption_day(town, people)
    assert hand_over_everything(day) == WORKERS
    close(day, enter)
    sheet = day.row().sheet
    assert sheet is not None
    assert sheet["points"]["handed"] == sheet["points"]["ledger"] == WORKERS // 2 * (6 + 9)
    assert sheet["pieces"]["handed"] == sheet["pieces"]["stock"] == WORKERS
    assert not Difference.objects.exists()
    assert services.verify() == []
    assert services.verify_stock() == []
    assert journal.verify() == []
