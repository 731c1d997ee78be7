"""The front door, sign-in, areas, the design language."""

from __future__ import annotations

from factories import areas as make_areas
from rights.kinds import EVERYBODY, NO_ONE, SIGNED_IN, Row

HOME = [
    Row("home", allow=SIGNED_IN, status=302, anonymous=200),
    Row("privacy", allow=EVERYBODY),
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
