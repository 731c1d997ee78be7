"""The pages of the functions: what they show, what they take, and how they answer what nobody should send."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from factories import areas as make
from factories import cameras as cam
from fengqiao.areas.selectors import SYSTEM, AreaView, Role
from fengqiao.cameras import services
from fengqiao.cameras.models import Camera, ConditionSpan, EngineBeat, WallChoice, Zone
from fengqiao.core import clock
from lookout.contract import CameraHealth, CameraState, Heartbeat, Kind, Tally, Trouble, What

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_X_REQUESTED_WITH": "fetch"}
AREA = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.8]]
KNOT = [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9]]


def signed_in(role: Role, where: AreaView) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.account(role, where), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def village() -> AreaView:
    return make.village()


@pytest.fixture
def river(village: AreaView) -> Camera:
    return cam.camera(village)


def in_force(camera: Camera) -> dict[str, Zone]:
    return {zone.name: zone for zone in Zone.objects.filter(camera=camera, retired_at=None)}


def post(client: Client, camera: Camera, kind: str, zones: Any) -> Any:
    address = reverse("cameras:function", args=[camera.pk, kind])
    text = zones if isinstance(zones, str) else json.dumps(zones)
    return client.post(address, {"zones": text}, **SCRIPT)


def test_a_function_replaces_its_own_zones_and_leaves_the_others(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.OPERATOR, village)
    bins = {"name": "bins", "polygon": AREA, "rubbish": {"bins": [AREA], "remind": False}, "kind": "water"}
    assert post(client, river, "rubbish", [bins]).status_code == 200
    assert {name: zone.kind for name, zone in in_force(river).items()} == {"water": "water", "bins": "rubbish"}
    assert post(client, river, "water", []).status_code == 200
    assert set(in_force(river)) == {"bins"}
    page = client.get(reverse("cameras:function", args=[river.pk, "rubbish"])).content.decode()
    assert '"remind": false' in page
    assert client.get(reverse("cameras:zones", args=[river.pk])).status_code == 200


def test_two_functions_do_not_share_a_zones_name(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.OPERATOR, village)
    answer = post(client, river, "intrusion", [{"name": "water", "polygon": AREA}])
    assert (answer.status_code, "own name" in answer.json()["message"]) == (422, True)
    assert in_force(river)["water"].kind == "water"


@pytest.mark.parametrize(
    ("zones", "words"),
    [
        ("{", "could not be read"),
        ("[" * 5000, "could not be read"),
        ('[{"name": "z", "polygon": [[NaN, 0.1], [0.9, 0.1], [0.9, 0.8]]}]', "inside the picture"),
        ("[1]", "could not be read"),
        ([{"name": "z", "polygon": KNOT}], "crosses itself"),
        ([{"name": "z", "polygon": AREA * 70}], "3 to 200"),
        ([{"name": "z", "polygon": "x"}], "inside the picture"),
        ([{"name": "z", "polygon": [[1e308, 0], [0, 1], [1, 1]]}], "inside the picture"),
        ([{"name": "z"}], "outline or a line"),
        ([{"name": "z", "line": {"a": [0.5, 0.5], "b": [0.5, 0.5]}}], "line has two ends"),
        ([{"name": "z", "polygon": AREA, "season": ["13-01", "02-01"]}], "first and a last day"),
        ([{"name": "z", "polygon": AREA, "people": 0}], "between 1 and 50"),
        ([{"name": "z", "polygon": AREA, "only": "elf"}], "children or adults"),
        ([{"name": "z", "polygon": AREA, "loiter_s": 1}], "5 and 7200"),
        ([{"name": "z", "polygon": AREA, "rubbish": {"bins": [[]] * 13}}], "12 bins"),
        ([{"name": "z", "polygon": AREA, "rubbish": {"bins": [AREA * 67]}}], "3 to 200"),
        ([{"name": "z", "polygon": AREA, "rubbish": {"bins": [KNOT]}}], "crosses itself"),
        ([{"name": "z", "polygon": AREA, "schedule": [["6", "20:00"]]}], "06:00"),
        ([{"name": "a\x00b", "polygon": AREA}], "1 to 80 characters"),
        ([{"name": f"z{n}", "polygon": AREA} for n in range(51)], "at most 50"),
    ],
)
def test_what_nobody_should_send_is_refused_in_words(village: AreaView, river: Camera, zones: Any, words: str) -> None:
    answer = post(signed_in(Role.OPERATOR, village), river, "water", zones)
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    assert set(in_force(river)) == {"water"}


@pytest.mark.parametrize(
    ("masks", "adult", "words"),
    [
        ([KNOT], [], "crosses itself"),
        ([AREA] * 13, [], "at most 12"),
        ([[[0.1, 0.1]]], [], "at most 12"),
        ("x", [], "could not be read"),
        ([], [[0.9, 0.95]], "from the feet up"),
        ([], [[0.9, 0.3], [0.9, 0.4]], "same distance"),
        ([], [[0.9, 0.3]] * 3, "two heights"),
        ([], [["a", 0.3]], "two heights"),
    ],
)
def test_masks_and_heights_that_make_no_sense_are_refused(
    village: AreaView, river: Camera, masks: Any, adult: Any, words: str
) -> None:
    client = signed_in(Role.OPERATOR, village)
    address = reverse("cameras:scene", args=[river.pk])
    data = {"masks": masks if masks == "x" else json.dumps(masks), "adult": json.dumps(adult)}
    answer = client.post(address, data, **SCRIPT)
    assert answer.status_code == 422
    assert words in answer.json()["message"]


def test_masks_and_heights_reach_the_engine(village: AreaView, river: Camera) -> None:
    client = signed_in(Role.OPERATOR, village)
    data = {"masks": json.dumps([AREA]), "adult": json.dumps([[0.9, 0.4], [0.5, 0.12]])}
    assert client.post(reverse("cameras:scene", args=[river.pk]), data, **SCRIPT).status_code == 200
    told = services.engine_config().cameras[0]
    assert told.masks == (tuple((x, y) for x, y in AREA),)
    assert told.adult == ((0.9, 0.4), (0.5, 0.12))
    assert (
        '"adult": [[0.9, 0.4], [0.5, 0.12]]' in client.get(reverse("cameras:scene", args=[river.pk])).content.decode()
    )


def test_the_week_of_a_function_lists_what_it_reported(village: AreaView) -> None:
    bins = cam.camera(village, kind=Kind.RUBBISH)
    noted = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.REMINDER)
    with clock.fixed(clock.now() - timedelta(days=8)):
        old = cam.raise_alarm(bins, kind=Kind.RUBBISH, what=What.OVERFULL)
    page = (
        signed_in(Role.OPERATOR, village).get(reverse("cameras:function", args=[bins.pk, "rubbish"])).content.decode()
    )
    assert str(noted.id) in page
    assert str(old.id) not in page


def test_the_page_of_something_left_shows_before_and_now(village: AreaView) -> None:
    left = cam.left_behind(village)
    client = signed_in(Role.GRID_LEAD, village)
    page = client.get(reverse("cameras:alarm", args=[left.id])).content.decode()
    before = reverse("cameras:alarm_before", args=[left.id])
    assert before in page
    assert "data-compare" in page
    assert client.get(before)["Content-Type"] == "image/jpeg"


def test_facts_stand_as_plain_lines_and_are_escaped(village: AreaView) -> None:
    road = cam.camera(village, kind=Kind.HELMET)
    facts = {"certainty": 0.934, "head_px": 31, "helmet_model": "h 1", "<b>own</b>": "<script>x</script>"}
    noted = cam.raise_alarm(road, kind=Kind.HELMET, what=What.NO_HELMET, facts=facts)
    client = signed_in(Role.GRID_LEAD, village)
    page = client.get(reverse("cameras:alarm", args=[noted.id])).content.decode()
    for words in ("Certainty", "93%", "31 pixels", "&lt;script&gt;", "&lt;b&gt;own"):
        assert words in page
    assert "<script>x" not in page
    answer = client.post(reverse("cameras:false_alarm", args=[noted.id]), {"reason": "worker"}, follow=True)
    assert "Noted as a false alarm" in answer.content.decode()


def test_leaving_is_told_on_the_card(village: AreaView, river: Camera) -> None:
    posted = cam.alert(river.code, at=clock.now() - timedelta(minutes=1))
    services.receive_alert(alert=posted, snapshot=None, received_at=clock.now())
    services.receive_departure(departure=cam.leave(posted), received_at=clock.now())
    page = signed_in(Role.VILLAGE_SECRETARY, village).get(reverse("duty:home")).content.decode()
    at = timezone.localtime(posted.at + timedelta(seconds=41)).strftime("%H:%M")
    assert f"left the zone at {at} after 41 s" in page
    assert 'data-step="accept"' in page


# --- health -----------------------------------------------------------------------------------------------------


def many(village: AreaView, count: int) -> list[Camera]:
    """Cameras by the hundred, with a month of history each, as the tables hold them."""
    now = clock.now()
    rows = [
        Camera(code=f"M-{n:03}", name=f"村口{n}号", area_id=village.id, lon=113.6, lat=23.7, in_operation=False)
        for n in range(count)
    ]
    for row in rows:
        row.condition, row.condition_since, row.engine = "live", now - timedelta(days=2), "edge-1"
    rows[7].condition = "unreachable"
    Camera.objects.bulk_create(rows)
    ConditionSpan.objects.bulk_create(
        ConditionSpan(camera=row, condition=name, since=now - timedelta(days=begun), until=until)
        for row in rows
        for name, begun, until in (
            ("live", 20, now - timedelta(days=3)),
            ("unreachable", 3, now - timedelta(days=2)),
            (row.condition, 2, None),
        )
    )
    body = {
        "cameras": [
            {"camera": row.code, "state": row.condition, "frame_age_s": 0.2, "fps": 12.0, "width": 640, "height": 360}
            | {"codec": "h264", "detail": "", "troubles": ["no_answer"] if row.condition != "live" else []}
            for row in rows
        ]
    }
    EngineBeat.objects.create(engine="edge-1", at=now, received_at=now, body=body)
    return rows


def test_434_cameras_cost_as_many_queries_as_one(village: AreaView) -> None:
    many(village, 434)
    client = signed_in(Role.OPERATOR, village)
    address = reverse("cameras:health")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(address)
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
    text = page.content.decode()
    assert "433" in text
    assert text.index("M-007") < text.index("M-000")
    assert "Check its power and network cable" in text
    assert len(page.content) < 700_000
    for name in ("cameras:wall", "cameras:health_sheet"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        assert len(queries) <= 14, name


def test_the_health_page_is_searched_and_drawn_again(village: AreaView) -> None:
    many(village, 60)
    client = signed_in(Role.OPERATOR, village)
    address = reverse("cameras:health")
    page = client.get(address, {"state": "problem"}).content.decode()
    assert "M-007" in page
    assert "M-008" not in page
    assert "M-031" in client.get(address, {"q": "ck31"}).content.decode()
    part = client.get(address, {"page": "2"}, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 15s"' in part
    assert "No camera fits" in client.get(address, {"q": "nowhere"}).content.decode()


def test_health_tells_troubles_in_words_and_the_sheet_holds_no_formula(village: AreaView) -> None:
    odd = cam.camera(village, name='=cmd|"x"!A1')
    live = CameraHealth(
        camera=odd.code, state=CameraState.LIVE, frame_age_s=0.3, fps=9, codec="hevc", troubles=(Trouble.H265,)
    )
    beat = Heartbeat(engine="edge-1", at=clock.now(), cameras=(live,))
    services.receive_heartbeat(beat=beat, received_at=clock.now())
    client = signed_in(Role.OPERATOR, village)
    assert "Choose H.264" in client.get(reverse("cameras:health")).content.decode()
    answer = client.get(reverse("cameras:health_sheet"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == '=cmd|"x"!A1'
    assert "H.265" in str(rows[1][10])


def test_conditions_leave_a_history(village: AreaView, river: Camera) -> None:
    noon = clock.now()
    for seconds, state in ((0, CameraState.LIVE), (60, CameraState.LIVE), (90, CameraState.STALLED)):
        at = noon + timedelta(seconds=seconds)
        told = CameraHealth(camera=river.code, state=state)
        services.receive_heartbeat(beat=Heartbeat(engine="edge-1", at=at, cameras=(told,)), received_at=at)
    with clock.fixed(noon + timedelta(seconds=200)):
        assert services.notice_silence() == 1
    spans = list(
        ConditionSpan.objects.filter(camera=river).order_by("since").values_list("condition", "since", "until")
    )
    later = noon + timedelta(seconds=90)
    assert [(name, until) for name, _since, until in spans] == [("live", later), ("stalled", later), ("unknown", None)]


# --- counts, wall -----------------------------------------------------------------------------------------------


def test_counts_are_shown_by_the_hour_and_come_as_a_sheet(village: AreaView, river: Camera) -> None:
    line = {"a": [0.1, 0.5], "b": [0.9, 0.5], "count": True, "way": "both"}
    services.draw_zones(
        camera_id=river.pk,
        zones=[{"name": "gate", "kind": "intrusion", "line": line}],
        kind=Kind.INTRUSION,
        actor=SYSTEM,
    )
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    for n in range(4):
        begin = hour - timedelta(minutes=60 - 15 * n)
        told = Tally(
            key=f"{river.code}:gate:person:{n}",
            camera=river.code,
            rule="gate",
            begin=begin,
            end=begin + timedelta(minutes=15),
            cls="person",
            forward=5,
            backward=n,
        )
        services.receive_tally(tally=told, received_at=clock.now())
    client = signed_in(Role.OPERATOR, village)
    day = timezone.localdate(hour - timedelta(hours=1))
    page = client.get(reverse("cameras:tallies", args=[river.pk]), {"day": f"{day:%Y-%m-%d}"}).content.decode()
    assert "20 as the arrow, 6 against it" in page
    for wrong in ("x", "2026-13-40", "9999-12-31", "0001-01-01", ""):
        assert client.get(reverse("cameras:tallies", args=[river.pk]), {"day": wrong}).status_code == 200
    answer = client.get(reverse("cameras:tallies_sheet", args=[river.pk]), {"day": f"{day:%Y-%m-%d}"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[3:] for row in rows[1:]] == [[20, 6]]
    assert (
        reverse("cameras:tallies", args=[river.pk])
        in client.get(reverse("cameras:page", args=[river.pk])).content.decode()
    )


def test_the_wall_remembers_whom_each_wants_to_see(village: AreaView) -> None:
    cameras = [cam.camera(village) for _ in range(3)]
    elsewhere = cam.camera(make.village())
    account = make.account(Role.OPERATOR, village)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("cameras:wall")
    wanted = [str(cameras[2].pk), str(cameras[0].pk), str(elsewhere.pk), "no-uuid"]
    answer = client.post(address, {"camera": wanted, "layout": "4"}, **SCRIPT)
    assert answer.json()["cameras"] == wanted[:2]
    page = client.get(address).content.decode()
    assert 'data-layout="4"' in page
    assert page.index(f'data-camera="{cameras[2].pk}"') < page.index(f'data-camera="{cameras[0].pk}"')
    assert f'data-camera="{cameras[1].pk}"' not in page
    assert f'data-camera="{cameras[1].pk}"' in client.get(address, {"kind": "water"}).content.decode()
    client.post(address, {"layout": "999"}, **SCRIPT)
    assert WallChoice.objects.get().layout == 9
    assert WallChoice.objects.get().cameras == []


def test_an_alarmed_camera_stands_in_front(village: AreaView) -> None:
    cameras = sorted((cam.camera(village) for _ in range(3)), key=lambda row: row.code)
    cam.raise_alarm(cameras[2])
    page = signed_in(Role.OPERATOR, village).get(reverse("cameras:wall")).content.decode()
    tiles = page[page.index("data-tiles") :]
    assert tiles.index(str(cameras[2].pk)) < tiles.index(str(cameras[0].pk))
    assert "tile--alarm" in tiles
