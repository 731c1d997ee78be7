"""Cameras, alarms, the command screen, the narrow door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from factories import cameras as make_cameras
from factories import watch as make_watch
from fengqiao.areas.selectors import AreaView, Role
from rights.kinds import EVERYBODY, NO_ONE, SIGNED_IN, Row

KNOWS_CAMERAS = {
    Role.VILLAGE_SECRETARY,
    Role.GRID_LEAD,
    Role.GRID_WORKER,
    Role.OPERATOR,
    Role.STUDIO_CLERK,
    Role.DISPATCHER,
    Role.SYSTEM_ADMIN,
}
ANSWERS_ALARMS = (KNOWS_CAMERAS - {Role.SYSTEM_ADMIN}) | {Role.VOLUNTEER}
KEEPS_REGISTER = {Role.SYSTEM_ADMIN, Role.STUDIO_CLERK}
DRAWS_ZONES = KEEPS_REGISTER | {Role.OPERATOR}
SHAPE = '[{"name": "bank", "kind": "water", "polygon": [[0.1, 0.1], [0.9, 0.1], [0.9, 0.8]]}]'


def a_camera(village: AreaView) -> Mapping[str, Any]:
    """A camera of the village in operation."""
    return {"pk": make_cameras.camera(village).pk}


CAMERA_PAGES = [
    Row("duty:home", allow=ANSWERS_ALARMS),
    Row("cameras:list", allow=KNOWS_CAMERAS),
    Row("cameras:page", allow=KNOWS_CAMERAS, args=a_camera),
    Row("cameras:new", allow=KEEPS_REGISTER),
    Row("cameras:new", "POST", allow=KEEPS_REGISTER, status=422),
    Row("cameras:edit", allow=KEEPS_REGISTER, args=a_camera),
    Row("cameras:edit", "POST", allow=KEEPS_REGISTER, status=422, args=a_camera),
    Row("cameras:operation", "POST", allow=KEEPS_REGISTER, status=302, args=a_camera),
    Row("cameras:voice", "POST", allow=KEEPS_REGISTER, status=302, args=a_camera),
    Row("cameras:zones", allow=DRAWS_ZONES, args=a_camera),
    Row("cameras:function", allow=DRAWS_ZONES, args=lambda village: {**a_camera(village), "kind": "rubbish"}),
    Row("cameras:function", allow=NO_ONE, args=lambda village: {**a_camera(village), "kind": "guessed"}),
    Row(
        "cameras:function",
        "POST",
        allow=DRAWS_ZONES,
        args=lambda village: {**a_camera(village), "kind": "water"},
        data=lambda args: {"zones": SHAPE},
    ),
    Row("cameras:scene", allow=DRAWS_ZONES, args=a_camera),
    Row(
        "cameras:scene",
        "POST",
        allow=DRAWS_ZONES,
        args=a_camera,
        data=lambda args: {"masks": "[]", "adult": "[[0.9, 0.4]]"},
    ),
    Row("cameras:tallies", allow=KNOWS_CAMERAS, args=a_camera),
    Row("cameras:tallies_sheet", allow=KNOWS_CAMERAS, args=a_camera),
    Row("cameras:health", allow=KNOWS_CAMERAS),
    Row("cameras:health_sheet", allow=KNOWS_CAMERAS),
    Row("cameras:alarms", allow=ANSWERS_ALARMS),
    Row("cameras:alarm", allow=ANSWERS_ALARMS - {Role.VOLUNTEER}, args=lambda village: an_alarm(village)),
    Row("cameras:alarm_card", allow=ANSWERS_ALARMS - {Role.VOLUNTEER}, args=lambda village: an_alarm(village)),
]


def an_alarm_with_files(village: AreaView) -> Mapping[str, Any]:
    """An alarm with picture, clip and the photo of who confirmed that it is safe."""
    return {"pk": make_cameras.finished_alarm(village).id}


def something_left(village: AreaView) -> Mapping[str, Any]:
    """An alarm with a picture of the same place before."""
    return {"pk": make_cameras.left_behind(village).id}


def a_warning(village: AreaView) -> Mapping[str, Any]:
    """A warning that waits for a screen to play it."""
    return {"pk": make_cameras.waiting_warning(village)}


ALARM_STEPS = ANSWERS_ALARMS - {Role.VOLUNTEER}  # a volunteer only where an operator sent them
GUIDES = {Role.OPERATOR, Role.STUDIO_CLERK, Role.DISPATCHER, Role.VILLAGE_SECRETARY, Role.GRID_LEAD}

CAMERAS: list[Row] = [
    *(
        Row(f"api:{name}", "POST", allow=EVERYBODY, status=401)
        for name in ("alerts", "clips", "departures", "tallies", "heartbeat")
    ),
    Row("api:api-root", allow=NO_ONE, anonymous=404),
    Row("cameras:sign_photo", allow=KNOWS_CAMERAS, args=a_camera),
    # No engine reports in these tests, so whoever may watch is told so.
    Row("cameras:live_video", allow=GUIDES, status=503, args=a_camera),
    Row("cameras:live_tracks", allow=GUIDES, status=503, args=a_camera),
    Row("cameras:wall", allow=GUIDES),
    Row("cameras:wall", "POST", allow=GUIDES, status=302, data=lambda args: {"layout": "4"}),
    Row("cameras:snapshot", allow=GUIDES | DRAWS_ZONES, status=503, args=a_camera),
    Row("cameras:autoplay", "POST", allow=NO_ONE),  # only in the demonstration
    Row("cameras:voice_sound", allow=ALARM_STEPS, args=a_warning),
    Row("cameras:voice_played", "POST", allow=ALARM_STEPS, status=204, args=a_warning),
    *(
        Row(f"cameras:{name}", allow=ALARM_STEPS, args=an_alarm_with_files)
        for name in ("alarm_picture", "alarm_clip", "alarm_photo")
    ),
    Row("cameras:alarm_before", allow=ALARM_STEPS, args=lambda village: something_left(village)),
    *(
        Row(f"cameras:{name}", "POST", allow=ALARM_STEPS, status=302, args=lambda village: an_alarm(village))
        for name in ("accept", "on_site", "safe", "false_alarm")
    ),
    *(
        Row(f"cameras:{name}", "POST", allow=GUIDES, status=302, args=lambda village: an_alarm(village))
        for name in ("assign", "escalate")
    ),
]


def an_alarm(village: AreaView) -> Mapping[str, Any]:
    """An alarm of a camera of the village that nobody has taken yet."""
    return {"pk": make_cameras.raise_alarm(make_cameras.camera(village)).id}


WALL = {Role.OPERATOR, Role.STUDIO_CLERK, Role.DISPATCHER, Role.VILLAGE_SECRETARY, Role.GRID_LEAD}

SCREEN: list[Row] = [
    Row("screen:wall", allow=WALL),
    Row("screen:map", allow=WALL),
    Row("screen:feed", allow=WALL),
    Row("screen:feed", allow=WALL, anonymous=401, htmx=True),
    Row("screen:summary", allow=WALL),
    Row("screen:focus", allow=WALL, args=an_alarm),
    Row("screen:close", "POST", allow=WALL, status=409, args=an_alarm),
    Row("screen:sound", "POST", allow=WALL, status=204, data=lambda args: {"minutes": "5", "reason": "drill"}),
    Row("screen:live", allow=SIGNED_IN),
]

# Open311's doors are open to everybody by their nature; who sends needs a key (tests/interop/db/test_open311.py).
# Without a jurisdiction they answer 404.


ASKS_FOR_CASES = {Role.VILLAGE_SECRETARY, Role.STUDIO_CLERK, Role.DISPATCHER, Role.OPERATOR}
SEES_CASES = ASKS_FOR_CASES | {Role.GRID_LEAD, Role.SECURITY_ADMIN}
DECIDES_CASES = {Role.STUDIO_CLERK, Role.DISPATCHER, Role.OPERATOR, Role.SECURITY_ADMIN}


def an_active_case(village: AreaView) -> Mapping[str, Any]:
    """A search in the village that two have approved."""
    return {"pk": make_watch.active(village).case.id}


def a_step(step: str, made: Callable[[AreaView], make_watch.World]) -> Callable[[AreaView], Mapping[str, Any]]:
    """A case of the village, and what is done with it."""
    return lambda village: {"pk": made(village).case.id, "step": step}


WATCHED = [
    Row("cameras:watch", allow=SEES_CASES),
    Row("cameras:watch_new", allow=ASKS_FOR_CASES),
    Row("cameras:watch_case", allow=SEES_CASES, args=an_active_case),
    # a draft is its writer's alone; tests/web/test_watch_pages.py writes one
    Row("cameras:watch_case", allow=NO_ONE, args=lambda village: {"pk": make_watch.draft(village).case.id}),
    Row("cameras:watch_edit", allow=NO_ONE, args=lambda village: {"pk": make_watch.draft(village).case.id}),
    Row("cameras:watch_photo", allow=SEES_CASES, args=an_active_case),
    Row("cameras:watch_consent", allow=SEES_CASES, args=an_active_case),
    Row("cameras:watch_step", "POST", allow=DECIDES_CASES, status=302, args=a_step("approve", make_watch.asked)),
    Row("cameras:watch_step", "POST", allow=NO_ONE, args=a_step("ask", make_watch.draft)),
    Row(
        "cameras:match_answer",
        "POST",
        allow=ALARM_STEPS,
        status=302,
        args=lambda village: {"pk": make_watch.match(make_watch.active(village)).id},
        data=lambda args: {"answer": "yes"},
    ),
]
