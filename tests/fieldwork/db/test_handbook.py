"""The handbook fills itself; households and people in care are in it only as they wish."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from factories import areas as make
from factories import hazards as make_hazards
from factories import incidents as make_incidents
from factories.patrol import LAT, LON, Beat
from fengqiao.areas.models import User
from fengqiao.areas.selectors import SYSTEM, Actor, Role
from fengqiao.core import clock, ids, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry
from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, VisitAbout
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.models import CareRecord, Household, Visit
from fengqiao.fieldwork.selectors import handbook, households
from fengqiao.fieldwork.selectors.handbook import LineKind
from fengqiao.fieldwork.selectors.hazards import ledger
from fengqiao.fieldwork.selectors.hazards.shown import HazardView
from fengqiao.fieldwork.services import care, checkins, hazards, shifts, visits
from fengqiao.fieldwork.services import households as verbs
from fengqiao.fieldwork.services.care import Asked
from fengqiao.fieldwork.services.checkins import Found
from fengqiao.fieldwork.services.errors import FieldRefused, InputRefused
from fengqiao.fieldwork.services.visits import Told
from fengqiao.incidents import services as incidents
from fengqiao.incidents.selectors import CategoryKind
from fengqiao.points.domain.quarters import Quarter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
QUARTER = Quarter(year=2026, number=3)
CANARY, PHONE, NEEDS = "林金丝雀", "10055554444", "晚上需要有人敲门问候"


@pytest.fixture
def beat() -> Beat:
    return Beat.lay()


def asked(**more: object) -> Asked:
    values: dict[str, object] = {
        "kind": CareKind.ALONE, "name": CANARY, "phone": PHONE, "needs": NEEDS, "consent_by": CANARY,
        "consent_way": ConsentWay.PAPER, "consent_on": date(2026, 8, 30), **more,
    }  # fmt: skip
    return Asked(**values)


def house(beat: Beat, address: str = "3组12号", **more: object) -> Household:
    key = verbs.add_household(
        grid_id=beat.grid_id, address=address, name=CANARY, phone=PHONE, people=3, actor=beat.worker, **more
    )  # fmt: skip
    return Household.objects.get(pk=key)


def visit(beat: Beat, **more: object) -> Visit:
    told = Told(**{"about": VisitAbout.SAFETY, "note": "灶具完好，讲了用电安全", **more})
    return Visit.objects.get(pk=visits.record_visit(visit_id=ids.new_id(), told=told, actor=beat.worker))


def client_of(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_day_writes_the_handbook(beat: Beat) -> None:
    make_incidents.categories()
    with clock.fixed(NOW):
        place = beat.place("村口水塘")
        row = house(beat, lon=LON, lat=LAT)
        key = beat.start().id
        beat.check_in(place, Fix(at=NOW, lon=LON, lat=LAT), note="水位正常")
        visit(beat, household_id=row.pk, fix=Fix(at=NOW, lon=LON, lat=LAT + 0.0005))
        found = Found(title="护栏松动", category=make_incidents.PLAIN, place_id=place.id)
        event = checkins.report_finding(finding_id=ids.new_id(), found=found, actor=beat.worker)
    with clock.fixed(NOW + timedelta(hours=3)):
        shifts.end_shift(shift_id=key, actor=beat.worker)
        for reader in (beat.worker, beat.lead, beat.secretary, beat.clerk):
            book = handbook.handbook(reader, beat.grid_id, QUARTER)
            assert [one.kind for one in book.lines] == [
                LineKind.SHIFT, LineKind.CHECKIN, LineKind.VISIT, LineKind.EVENT
            ]  # fmt: skip
    words = [one.words for one in book.lines]
    assert words[1:] == ["村口水塘", "3组12号 · 安全", "护栏松动"]
    assert book.lines[3].note == event.spoken
    assert all(one.person == beat.worker.name for one in book.lines)
    sums = book.sums
    assert (sums.shifts, sums.hours, sums.checkins, sums.visits, sums.events, sums.closed) == (1, 3.0, 1, 1, 1, 0)
    assert Visit.objects.get().distance == pytest.approx(55.7, abs=1)
    assert handbook.handbook(beat.worker, beat.grid_id, QUARTER.before).lines == ()
    with pytest.raises(NotYours):
        handbook.handbook(Beat.lay().lead, beat.grid_id, QUARTER)


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("2026Q2", "2026Q2"),
        ("2026q4", "2026Q4"),
        ("", "2026Q3"),
        ("2026Q5", "2026Q3"),
        ("²026Q1", "2026Q3"),
        ("Q", "2026Q3"),
    ],
)
def test_the_quarter_of_an_address(text: str, quarter: str) -> None:
    assert str(handbook.quarter_in(text, NOW)) == quarter


def test_households_are_masked_and_looking_is_written_down(beat: Beat) -> None:
    row = house(beat)
    for reader in (beat.worker, beat.secretary, beat.clerk):
        (seen,) = households.households(reader, beat.grid_id)
        assert (seen.name, seen.phone) == ("林***", "100****4444")
    with pytest.raises(InputRefused):
        verbs.reveal_household(household_id=row.pk, reason="  ", actor=beat.worker)
    shown = verbs.reveal_household(household_id=row.pk, reason="台风转移", actor=beat.lead)
    assert (shown.name, shown.phone) == (CANARY, PHONE)
    entry = JournalEntry.objects.get(kind="fieldwork.household_revealed")
    assert (entry.actor, entry.private) == (beat.lead.person_id, {"reason": "台风转移"})
    for stranger in (beat.secretary, beat.clerk, Beat.lay(beat.village).lead):
        with pytest.raises(NotYours):
            verbs.reveal_household(household_id=row.pk, reason="看看", actor=stranger)
        with pytest.raises(NotYours):
            verbs.add_household(grid_id=beat.grid_id, address="5号", actor=stranger)


def test_a_household_that_wants_to_stay_out_is_out(beat: Beat) -> None:
    with clock.fixed(NOW):
        row = house(beat, lon=LON, lat=LAT)
        beat.start()
        before = visit(beat, household_id=row.pk, photo=make_incidents.photo())
        verbs.opt_out(household_id=row.pk, actor=beat.worker)
        verbs.opt_out(household_id=row.pk, actor=beat.worker)
        with pytest.raises(FieldRefused):
            visit(beat, household_id=row.pk)
        with pytest.raises(FieldRefused):
            house(beat)
        row.refresh_from_db()
        assert (row.address, row.name, row.phone, row.people, row.lon) == ("3组12号", "", "", None, None)
        after = Visit.objects.get(pk=before.pk)
        assert (after.note, after.photo) == ("", "")
        book = handbook.handbook(beat.worker, beat.grid_id, QUARTER)
    (line,) = (one for one in book.lines if one.kind is LineKind.VISIT)
    assert "3组12号" not in line.words
    assert journal.verify() == []


@pytest.mark.django_db(transaction=True)
def test_photos_go_with_the_consent(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = care.ask_care(grid_id=beat.grid_id, asked=asked(), actor=beat.worker)
        beat.start()
        seen = visit(beat, care_id=key, photo=make_incidents.photo())
        assert default_storage.exists(seen.photo)
        care.withdraw_consent(care_id=key, actor=beat.worker)
    assert not default_storage.exists(seen.photo)


@pytest.mark.parametrize(
    "wrong",
    [{"consent_by": " "}, {"name": ""}, {"consent_on": date(2026, 9, 3)}, {"kind": CareKind.CHILD}, {"every": 0},
     {"needs": "长" * 501}],
)  # fmt: skip
def test_no_consent_no_record(beat: Beat, wrong: dict[str, object]) -> None:
    with clock.fixed(NOW), pytest.raises(InputRefused):
        care.ask_care(grid_id=beat.grid_id, asked=asked(**wrong), actor=beat.worker)
    assert not CareRecord.objects.exists()


def test_who_asked_for_care_is_seen_by_who_cares_alone(beat: Beat) -> None:
    with clock.fixed(NOW):
        key = care.ask_care(grid_id=beat.grid_id, asked=asked(), actor=beat.worker)
    for own in (beat.worker, beat.lead):
        (seen,) = households.care(own, beat.grid_id)
        assert (seen.name, seen.kind) == ("林***", CareKind.ALONE)
    assert care.reveal_care(care_id=key, reason="去看望", actor=beat.lead).needs == NEEDS
    assert JournalEntry.objects.filter(kind="fieldwork.care_revealed", actor=beat.lead.person_id).count() == 1
    for stranger in (beat.secretary, beat.clerk, Beat.lay(beat.village).lead, Beat.lay(beat.village).worker):
        with pytest.raises(NotYours):
            households.care(stranger, beat.grid_id)
        with pytest.raises(NotYours):
            care.reveal_care(care_id=key, reason="看看", actor=stranger)
        with pytest.raises(NotYours):
            care.withdraw_consent(care_id=key, actor=stranger)


def test_a_withdrawn_consent_leaves_no_trace(beat: Beat) -> None:
    """The canary is in no row, page, paper or journal entry any more; the chain still verifies."""
    with clock.fixed(NOW):
        key = care.ask_care(grid_id=beat.grid_id, asked=asked(), actor=beat.worker)
        beat.start()
        visit(beat, care_id=key, about=VisitAbout.CARE, note=f"{CANARY}今天精神很好")
        care.reveal_care(care_id=key, reason=f"看望{CANARY}", actor=beat.worker)
        care.withdraw_consent(care_id=key, actor=beat.worker)
        care.withdraw_consent(care_id=key, actor=beat.worker)
        with pytest.raises(NotYours):
            visit(beat, care_id=key)
        pages = [client_of(beat.worker).get(reverse("fieldwork:care", args=[beat.grid_id])).content.decode()]
        pages += [client_of(beat.clerk).get(reverse("fieldwork:handbook", args=[beat.grid_id])).content.decode()]
    row = CareRecord.objects.get()
    assert (row.name, row.phone, row.needs, row.consent_by) == ("", "", "", "")
    everything = [*pages, *(str(vars(one)) for one in Visit.objects.all())]
    everything += [f"{one.payload} {one.private}" for one in JournalEntry.objects.all()]
    for trace in (CANARY, PHONE, NEEDS):
        assert not any(trace in one for one in everything)
    assert journal.verify() == []


def test_visits_need_a_shift_somebody_and_ones_own_grid(beat: Beat) -> None:
    other = Beat.lay(beat.village)
    with clock.fixed(NOW):
        row, elsewhere = house(beat), house(other)
        with pytest.raises(FieldRefused):
            visit(beat, household_id=row.pk)
        beat.start()
        with pytest.raises(InputRefused):
            visit(beat)
        with pytest.raises(NotYours):
            visit(beat, household_id=elsewhere.pk)
        one = Told(about=VisitAbout.SAFETY, household_id=row.pk)
        key = ids.new_id()
        assert visits.record_visit(visit_id=key, told=one, actor=beat.worker) == key
        assert visits.record_visit(visit_id=key, told=one, actor=beat.worker) == key
    assert Visit.objects.count() == 1


def test_paper_and_workbook_of_a_quarter(beat: Beat, tmp_path: Path) -> None:
    with clock.fixed(NOW):
        place = beat.place("=村口水塘")
        house(beat)
        beat.start()
        beat.check_in(place, note="=1+1 水位正常")
        client = client_of(beat.secretary)
        paper = client.get(reverse("fieldwork:handbook_paper", args=[beat.grid_id]))
        book = client.get(reverse("fieldwork:handbook_workbook", args=[beat.grid_id]))
    assert paper.content.startswith(b"%PDF")
    sheets = load_workbook(io.BytesIO(book.content))
    cells = [cell for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
    assert "=村口水塘" in cells  # as text
    assert any(str(cell).startswith("=1+1 水位正常") for cell in cells)
    assert CANARY not in cells
    kinds = JournalEntry.objects.filter(kind="fieldwork.handbook_exported").values_list("payload__form", flat=True)
    assert sorted(kinds) == ["pdf", "xlsx"]


def test_the_hazards_of_a_quarter_with_who_looked_again(beat: Beat) -> None:
    found_at = NOW - timedelta(days=2)
    with clock.fixed(found_at):
        gone = found(beat)
        waiting = found(beat)
        found(Beat.lay(beat.village))
    with clock.fixed(NOW - timedelta(days=1)):
        hazards.hand_over_notice(check_id=gone.check_id, told="店主", actor=beat.worker)
        hazards.rectify(hazard_id=gone.id, photos=(make_incidents.photo(),), words="搬走了", actor=beat.worker)
        hazards.pass_hazard(hazard_id=gone.id, actor=beat.secretary)
    with clock.fixed(NOW):
        for reader in (beat.worker, beat.lead, beat.secretary, beat.clerk):
            first, second = handbook.handbook(reader, beat.grid_id, QUARTER).hazards
        assert handbook.handbook(beat.clerk, beat.grid_id, QUARTER.before).hazards == ()
        paper = client_of(beat.clerk).get(reverse("fieldwork:handbook_paper", args=[beat.grid_id])).content
        page = client_of(beat.clerk).get(reverse("fieldwork:handbook", args=[beat.grid_id])).content.decode()
    assert paper.startswith(b"%PDF")
    assert "2026-08-31 · 村书记 · " in page
    assert {first.id, second.id} == {gone.id, waiting.id}
    looked = first if first.id == gone.id else second
    open_one = second if looked is first else first
    assert (looked.looked_on, looked.looked_by) == (date(2026, 8, 31), "村书记")
    assert beat.secretary.name not in looked.again
    assert (open_one.again, open_one.due_on, open_one.overdue) == ("", date(2026, 8, 31), True)


def test_disputes_are_listed_without_names_and_sensitive_ones_counted(beat: Beat) -> None:
    make_incidents.categories()
    secret = incidents.define_category(
        code="test-secret", catalogue="test", kind=CategoryKind.DISPUTE, titles={"zh-hans": "测试类"},
        demands=incidents.Demands(sensitive=True), actor=SYSTEM,
    ).code  # fmt: skip
    with clock.fixed(NOW):
        plain = make_incidents.incident(beat.village, category=make_incidents.DISPUTE, title=f"{CANARY}与邻居争水")
        make_incidents.incident(beat.village, category=secret, title=f"{CANARY}家里的事")
        make_incidents.incident(beat.village, title="有人进入水域")
        desk = make.actor(Role.OPERATOR, beat.village)
        book = handbook.handbook(desk, beat.grid_id, QUARTER)
        for reader in (beat.worker, beat.secretary):
            assert handbook.handbook(reader, beat.grid_id, QUARTER).withheld == 0  # it does not even exist for them
        page = client_of(desk).get(reverse("fieldwork:handbook", args=[beat.grid_id])).content.decode()
        paper = client_of(desk).get(reverse("fieldwork:handbook_workbook", args=[beat.grid_id]))
    (line,) = book.disputes
    assert (line.code, line.outcome, line.happened_on, line.closed_on) == (plain.spoken, "", date(2026, 9, 1), None)
    assert book.withheld == 1
    assert f"{CANARY}家里的事" not in page
    cells = cells_of(paper.content, "纠纷台账")
    assert plain.spoken in cells
    assert not any(CANARY in cell for cell in cells)
    assert any(cell.startswith("另有 1 件") for cell in cells)


def test_empty_ledgers_say_so(beat: Beat) -> None:
    with clock.fixed(NOW):
        client = client_of(beat.secretary)
        page = client.get(reverse("fieldwork:handbook", args=[beat.grid_id])).content.decode()
        book = client.get(reverse("fieldwork:handbook_workbook", args=[beat.grid_id])).content
    for name, words in (("隐患台账", "本季度本网格检查未发现隐患。"), ("纠纷台账", "本季度本网格没有登记的纠纷。")):
        assert words in page
        assert words in cells_of(book, name)


def found(beat: Beat) -> HazardView:
    """A hazard that the worker found in the grid."""
    key = make_hazards.check(beat.village, ("fire-exit",), beat.worker, grid_id=beat.grid_id)
    return ledger.hazards_of(key)[0]


def cells_of(content: bytes, sheet: str) -> list[str]:
    """The texts of one page of a workbook."""
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    return [str(cell) for row in rows for cell in row]
