"""The official list comes in whole or not at all, and a second time changes nothing."""

from __future__ import annotations

import csv
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from factories import areas as make
from fengqiao.areas import services
from fengqiao.areas.models import Area
from fengqiao.areas.selectors import SYSTEM, Level, Role, area_by_code
from fengqiao.areas.services.lists import SHIPPED
from fengqiao.core.errors import NotYours
from fengqiao.core.models import JournalEntry

pytestmark = pytest.mark.django_db
FOGANG = "441821"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "list"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_county_comes_in_with_its_way_up() -> None:
    report = services.import_areas(county=FOGANG, actor=SYSTEM)
    assert (report.added, report.changed, report.unchanged, report.gone) == (104, 0, 0, ())
    hetian = area_by_code("441821103208")
    assert (hetian.name, hetian.official_name, hetian.level) == ("鹤田村", "鹤田村委会", Level.VILLAGE)
    way = [Area.objects.get(pk=area_id).name for area_id in hetian.lineage]
    assert way == ["广东省", "清远市", "佛冈县", "龙山镇", "鹤田村"]
    assert Area.objects.filter(parent__code="441821103").count() == 15
    assert Area.objects.filter(parent__code="441821102").count() == 21
    assert JournalEntry.objects.get(kind="areas.imported").payload["added"] == 104


def test_a_second_time_changes_nothing() -> None:
    services.import_areas(county=FOGANG, actor=SYSTEM)
    before = list(Area.objects.order_by("code").values())
    report = services.import_areas(county=FOGANG, actor=SYSTEM)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 104)
    assert list(Area.objects.order_by("code").values()) == before


def test_a_renamed_village_keeps_its_key_and_a_dropped_one_stays(folder: Path) -> None:
    services.import_areas(county=FOGANG, actor=SYSTEM)
    before = area_by_code("441821103208")
    edit(folder, "villages.csv", "鹤田村委会", "仙鹤村委会")
    edit(folder, "villages.csv", "441821103219,清水迳村委会,441821103,44,4418,441821\n", "")
    edit(folder, "villages.csv", "441821103201,", "441821103220,新村委会,441821103,44,4418,441821\n441821103201,")
    report = services.import_areas(folder=folder, county=FOGANG, actor=SYSTEM)
    assert (report.added, report.changed, report.unchanged, report.gone) == (1, 1, 102, ("441821103219",))
    after = area_by_code("441821103208")
    assert (after.id, after.name) == (before.id, "仙鹤村")
    assert area_by_code("441821103219").name == "清水迳村"


def test_an_area_that_moves_takes_everything_below_with_it(folder: Path) -> None:
    services.import_areas(county=FOGANG, actor=SYSTEM)
    town, village = area_by_code("441821103"), area_by_code("441821103208")
    own = services.add_area(code="own-1", official_name="片区", level=Level.VILLAGE, parent_id=village.id, actor=SYSTEM)
    edit(folder, "provinces.csv", "44,广东省", "44,广东省\n45,新省")
    edit(folder, "cities.csv", "4418,清远市,44", "4418,清远市,44\n4501,新市,45")
    edit(folder, "areas.csv", "441821,佛冈县,4418,44", "441821,佛冈县,4501,45")
    report = services.import_areas(folder=folder, actor=SYSTEM)
    assert report.added == 2
    moved = Area.objects.get(pk=own.id)
    assert [Area.objects.get(pk=area_id).code for area_id in moved.lineage[:3]] == ["45", "4501", "441821"]
    assert moved.lineage[3:] == [town.id, village.id, own.id]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "villages.csv",
            "441821103208,鹤田村委会",
            "441821103208,",
            "441821103208: the name is missing",
        ),
        ("villages.csv", "441821103208,", "441821103207,", "the code 441821103207 stands twice"),
        ("villages.csv", "鹤田村委会,441821103", "鹤田村委会,441821999", "streetCode 441821999 is not in streets.csv"),
        ("streets.csv", "441821103,龙山镇", "441 821,龙山镇", "is not a code"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported(folder: Path, file: str, old: str, new: str, said: str) -> None:
    edit(folder, file, old, new)
    with pytest.raises(services.ListRefused) as refused:
        services.import_areas(folder=folder, county=FOGANG, actor=SYSTEM)
    assert any(said in problem for problem in refused.value.problems), refused.value.problems
    assert not Area.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_line_is_the_line_of_the_file(folder: Path) -> None:
    with (folder / "villages.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.reader(file) if row[0] == "441821103208")
    edit(folder, "villages.csv", ",".join(row), ",".join([row[0], "", *row[2:]]))
    with pytest.raises(services.ListRefused) as refused:
        services.import_areas(folder=folder, county=FOGANG, actor=SYSTEM)
    line = int(refused.value.problems[0].split("line ")[1].split(":")[0])
    assert (folder / "villages.csv").read_text(encoding="utf-8").splitlines()[line - 1].startswith("441821103208,")


@pytest.mark.parametrize(
    ("file", "content"),
    [("villages.csv", b"\xff\xfe\x00"), ("villages.csv", b"code,name\n1,x\n"), ("areas.csv", b"code,name,cityCode\n")],
)
def test_a_broken_file_is_refused(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    with pytest.raises(services.ListRefused):
        services.import_areas(folder=folder, county=FOGANG, actor=SYSTEM)
    assert not Area.objects.exists()


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "villages.csv").unlink()
    with pytest.raises(services.ListRefused, match=r"villages\.csv"):
        services.import_areas(folder=folder, county=FOGANG, actor=SYSTEM)


def test_hundreds_of_bad_rows_are_counted_and_not_all_shown(folder: Path) -> None:
    with (folder / "villages.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{number},,441821103,44,4418,441821\n" for number in range(300))
    with pytest.raises(services.ListRefused) as refused:
        services.import_areas(folder=folder, county=FOGANG, actor=SYSTEM)
    assert len(refused.value.problems) == 101
    assert "200 more" in refused.value.problems[-1]


def test_only_the_system_imports() -> None:
    admin = make.actor(Role.SYSTEM_ADMIN, make.county())
    with pytest.raises(NotYours):
        services.import_areas(county=FOGANG, actor=admin)


def test_the_command_says_what_it_did(folder: Path) -> None:
    out = StringIO()
    call_command("areas", "import", "--county", FOGANG, stdout=out)
    assert out.getvalue() == "104 added, 0 changed, 0 as they were.\n"
    call_command("areas", "import", "--all", "--from", str(folder), stdout=out)
    assert out.getvalue().endswith("0 added, 0 changed, 104 as they were.\n")
    edit(folder, "villages.csv", "鹤田村委会", "")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("areas", "import", "--all", "--from", str(folder), stdout=out, stderr=err)
    assert "the name is missing" in err.getvalue()


def test_an_unknown_county_says_so() -> None:
    with pytest.raises(CommandError):
        call_command("areas", "import", "--county", "999999")
