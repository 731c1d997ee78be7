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

Lines stand in the module of their app; a new module is added to ROWS in the package. Factories for other apps'
things are in tests/factories/.
"""

from __future__ import annotations

from rights.cameras import CAMERA_PAGES, CAMERAS, SCREEN, WATCHED
from rights.centre_activities import CENTRE_ACTIVITIES
from rights.centre_books import CENTRE_BOOKS
from rights.centre_council import CENTRE_COUNCIL
from rights.centre_desk import CENTRE_DESK
from rights.centre_houses import CENTRE_HOUSES
from rights.centre_rooms import CENTRE_ROOMS
from rights.effects import EFFECTS
from rights.field_app import FIELD_APP
from rights.fieldwork_hazards import FIELDWORK_HAZARDS
from rights.fieldwork_volunteers import FIELDWORK_VOLUNTEERS
from rights.gifts import DAYS, GIFTS
from rights.handbook import HANDBOOK
from rights.house import AREAS, HOME, UI
from rights.interop import INTEROP
from rights.kinds import ANONYMOUS, EVERYBODY, GROUPS, NO_ONE, NOBODY, Row, Visitor
from rights.mediation import MEDIATION
from rights.patrol import PATROL
from rights.points import POINTS
from rights.spine import INCIDENTS
from rights.spine_centre import CENTRE
from rights.spine_desk import SPINE_DESK
from rights.spine_figures import FIGURES
from rights.spine_public import SPINE_PUBLIC
from rights.spine_search import SPINE_SEARCH
from rights.spine_settings import SPINE_SETTINGS
from rights.spine_tray import SPINE_TRAY
from rights.studio import STUDIO

__all__ = ["ANONYMOUS", "EVERYBODY", "GROUPS", "NOBODY", "NO_ONE", "ROWS", "Row", "Visitor"]

ROWS: list[Row] = [
    *HOME,
    *AREAS,
    *UI,
    *POINTS,
    *GIFTS,
    *DAYS,
    *INCIDENTS,
    *CENTRE,
    *CENTRE_DESK,
    *CENTRE_COUNCIL,
    *CENTRE_ROOMS,
    *CENTRE_ACTIVITIES,
    *CENTRE_BOOKS,
    *FIELDWORK_HAZARDS,
    *FIELDWORK_VOLUNTEERS,
    *PATROL,
    *CENTRE_HOUSES,
    *HANDBOOK,
    *SPINE_SEARCH,
    *FIGURES,
    *SPINE_PUBLIC,
    *SPINE_DESK,
    *SPINE_TRAY,
    *SPINE_SETTINGS,
    *CAMERA_PAGES,
    *CAMERAS,
    *WATCHED,
    *INTEROP,
    *SCREEN,
    *EFFECTS,
    *FIELD_APP,
    *STUDIO,
    *MEDIATION,
]
