"""Who gets what answer: one line per address and method. An address without a line fails the build.

A line reads: whoever is in ``allow`` gets ``status``, strangers who are not signed in get ``anonymous`` (302, the
sign-in page), everybody else gets ``others`` (404: for them it is not there).

    Row("points:mine", allow=SIGNED_IN)
    Row("cameras:page", allow=WATCHERS, args=lambda village: {"pk": make_cameras.camera(village).id})
    Row("cameras:accept", "POST", allow=FIELD, status=302, args=..., data=lambda args: {"note": "x"})

- ``allow``: a set of ``Role``; ``NOBODY`` is an account without any duty, ``ANONYMOUS`` is nobody signed in.
- ``args(village)`` makes the thing in that village and returns the address's arguments. It is called once with the
  home village, in or above which every account of the table has its duty, and once with a village of another
  county: with that one, everybody in ``allow`` must get 404. ``scoped=False`` says that the thing has no area.
- ``data(args)``: the form of a POST. Every visitor finds everything untouched: each request is rolled back.
- A method, of GET and POST, that no line of an address names must answer 405 or 404: @require_GET and the like.
- ``htmx=True`` sends the header of a fragment's request; strangers then get 401.

Add your app's lines below, under its name; factories for other apps' things are in tests/factories/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from factories import areas as make_areas
from factories import cameras as make_cameras
from factories import incidents as make_incidents
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.incidents.selectors import Step

ANONYMOUS = "anonymous"
NOBODY = "nobody"
Visitor = Role | Literal["anonymous", "nobody"]

ROLES: frozenset[Visitor] = frozenset(Role)
SIGNED_IN: frozenset[Visitor] = ROLES | {NOBODY}
EVERYBODY: frozenset[Visitor] = SIGNED_IN | {ANONYMOUS}
NO_ONE: frozenset[Visitor] = frozenset()


@dataclass(frozen=True)
class Row:
    """One line of the table; the module's docstring explains it."""

    name: str
    method: str = "GET"
    _: KW_ONLY
    allow: frozenset[Visitor] | frozenset[Role] | set[Role]
    status: int = 200
    anonymous: int = 302
    others: int = 404
    args: Callable[[AreaView], Mapping[str, Any]] | None = None
    data: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    scoped: bool = True
    htmx: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def expected(self, visitor: Visitor) -> int:
        """The status that this visitor gets for a thing of the home village."""
        if visitor in self.allow:
            return self.status
        return self.anonymous if visitor == ANONYMOUS else self.others


# Addresses of libraries, by the beginning of their names. They are tested where they come from, and here in
# tests/areas/db/test_signing_in.py as far as we set them up.
GROUPS: dict[str, str] = {
    "account_": "allauth: signing in and out, one's own password; signing up is closed",
    "mfa_": "allauth: one's own second factor",
}

HOME = [
    Row("home", allow=SIGNED_IN, status=302, anonymous=200),
    Row("health", allow=EVERYBODY),
    Row("set_language", allow=EVERYBODY, status=302),  # goes back and changes nothing
    Row("set_language", "POST", allow=EVERYBODY, status=302, data=lambda args: {"language": "en"}),
]

AREAS = [
    Row("areas:setup", allow=EVERYBODY, args=lambda village: {"token": make_areas.setup_token(village)}, scoped=False),
    Row(
        "areas:setup",
        "POST",
        allow=EVERYBODY,
        status=302,
        args=lambda village: {"token": make_areas.setup_token(village)},
        data=lambda args: {
            "name": "测试",
            "username": "first",
            "password1": make_areas.PASSWORD,
            "password2": make_areas.PASSWORD,
        },
        scoped=False,
    ),
    Row("areas:setup", allow=NO_ONE, anonymous=404, args=lambda village: {"token": "guessed"}, scoped=False),
]

UI = [
    Row("ui:styleguide", allow=EVERYBODY),
    Row("ui:elder", "POST", allow=EVERYBODY, status=302, data=lambda args: {"size": "large"}),
]

POINTS = [
    Row("points:mine", allow=SIGNED_IN),
    Row(
        "points:statement",
        allow={Role.STUDIO_CLERK},
        args=lambda village: {"person_id": make_areas.worker(Role.GRID_WORKER, village).id},
    ),
]

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
DESK = {Role.OPERATOR, Role.DISPATCHER}
WATCHERS = DESK | {
    Role.GRID_WORKER,
    Role.GRID_LEAD,
    Role.VILLAGE_SECRETARY,
    Role.STUDIO_CLERK,
    Role.ANALYST,
}

INCIDENTS = [
    Row("incidents:list", allow=frozenset(Role) - ADMINISTRATORS),
    Row("incidents:page", allow=WATCHERS, args=lambda village: {"code": make_incidents.incident(village).code}),
    Row("incidents:page", allow=NO_ONE, args=lambda village: {"code": "guessed"}, scoped=False),
    Row("incidents:picture", allow=WATCHERS, args=make_incidents.picture_of),
    Row(
        "incidents:check",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.worked(village, Step.FEEDBACK).code},
        data=lambda args: {"passed": "1"},
    ),
    Row(
        "incidents:close",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.worked(village, Step.PASS).code},
    ),
    Row(
        "incidents:step",
        "POST",
        allow=DESK,
        status=302,
        args=lambda village: {"code": make_incidents.incident(village).code, "step": "accept"},
    ),
    Row(
        "incidents:step",
        "POST",
        allow={Role.GRID_WORKER, Role.GRID_LEAD, Role.VILLAGE_SECRETARY},
        status=302,
        args=lambda village: {"code": make_incidents.worked(village, Step.SIGN).code, "step": "return"},
        data=lambda args: {"note": "不属于我们"},
    ),
    Row(
        "incidents:step",
        "POST",
        allow=NO_ONE,
        args=lambda village: {"code": make_incidents.incident(village).code, "step": "archive"},
    ),
]

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
    Row("cameras:zones", "POST", allow=DRAWS_ZONES, args=a_camera, data=lambda args: {"zones": SHAPE}),
    Row("cameras:alarms", allow=ANSWERS_ALARMS),
    Row("cameras:alarm", allow=ANSWERS_ALARMS - {Role.VOLUNTEER}, args=lambda village: an_alarm(village)),
    Row("cameras:alarm_card", allow=ANSWERS_ALARMS - {Role.VOLUNTEER}, args=lambda village: an_alarm(village)),
]


def an_alarm_with_files(village: AreaView) -> Mapping[str, Any]:
    """An alarm with picture, clip and the photo of who confirmed that it is safe."""
    return {"pk": make_cameras.finished_alarm(village).id}


def a_warning(village: AreaView) -> Mapping[str, Any]:
    """A warning that waits for a screen to play it."""
    return {"pk": make_cameras.waiting_warning(village)}


ALARM_STEPS = ANSWERS_ALARMS - {Role.VOLUNTEER}  # a volunteer only where an operator sent them
GUIDES = {Role.OPERATOR, Role.STUDIO_CLERK, Role.DISPATCHER, Role.VILLAGE_SECRETARY, Role.GRID_LEAD}

CAMERAS: list[Row] = [
    *(Row(f"api:{name}", "POST", allow=EVERYBODY, status=401) for name in ("alerts", "clips", "heartbeat")),
    Row("api:api-root", allow=NO_ONE, anonymous=404),
    Row("cameras:sign_photo", allow=KNOWS_CAMERAS, args=a_camera),
    # No engine reports in these tests, so whoever may watch is told so.
    Row("cameras:live_video", allow=GUIDES, status=503, args=a_camera),
    Row("cameras:live_tracks", allow=GUIDES, status=503, args=a_camera),
    Row("cameras:snapshot", allow=GUIDES | DRAWS_ZONES, status=503, args=a_camera),
    Row("cameras:autoplay", "POST", allow=NO_ONE),  # only in the demonstration
    Row("cameras:voice_sound", allow=ALARM_STEPS, args=a_warning),
    Row("cameras:voice_played", "POST", allow=ALARM_STEPS, status=204, args=a_warning),
    *(
        Row(f"cameras:{name}", allow=ALARM_STEPS, args=an_alarm_with_files)
        for name in ("alarm_picture", "alarm_clip", "alarm_photo")
    ),
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

ROWS: list[Row] = [*HOME, *AREAS, *UI, *POINTS, *INCIDENTS, *CAMERA_PAGES, *CAMERAS, *SCREEN]
