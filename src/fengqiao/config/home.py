"""The front door: each role opens on its work, strangers get a calm page; and the links of the main menu."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fengqiao.areas.selectors import GRID_ROLES, Actor, Role, actor_of
from fengqiao.cameras.selectors import SEE, WATCH
from fengqiao.cameras.selectors.cameras import KNOW
from fengqiao.cameras.selectors.watch import SEE_CASES
from fengqiao.centre.selectors import STAFF
from fengqiao.config.demo import FOLLOW_KEY, PASSWORD
from fengqiao.fieldwork.selectors.grids import READERS as PATROL_READERS
from fengqiao.fieldwork.selectors.hazards.ledger import READERS as HAZARD_READERS
from fengqiao.fieldwork.selectors.phone import FIELD
from fengqiao.fieldwork.selectors.scope import DESK
from fengqiao.fieldwork.selectors.volunteers.register import CALLERS
from fengqiao.incidents.selectors import BOARD, SETTINGS, WATCHERS, by_key
from fengqiao.incidents.selectors.figures import READERS
from fengqiao.incidents.selectors.tray import HANDLERS
from fengqiao.interop.selectors import HANDERS
from fengqiao.interop.services import connected
from fengqiao.mediation.selectors import READERS as READERS_OF_DISPUTES
from fengqiao.mediation.selectors.court import courts_of
from fengqiao.points.selectors.quarters import INSPECTORS
from fengqiao.screen.selectors import effects

# Where a role's work lies; the first that fits and opens for this person decides.
WORKPLACES: tuple[tuple[tuple[Role, ...], frozenset[Role], str], ...] = (
    ((Role.OPERATOR, Role.ANALYST), frozenset(WATCH), "screen:wall"),
    ((Role.VILLAGE_SECRETARY, Role.GRID_LEAD, Role.GRID_WORKER, Role.VOLUNTEER), frozenset(SEE), "duty:home"),
    ((Role.COUNCIL_MEMBER,), STAFF, "centre:home"),
    ((Role.DISPATCHER,), frozenset(BOARD), "incidents:board"),
    ((Role.MEDIATOR,), READERS_OF_DISPUTES, "mediation:list"),
    ((Role.STUDIO_CLERK,), DESK, "fieldwork:studio"),
    (tuple(WATCHERS), frozenset(WATCHERS), "incidents:list"),
    ((Role.SYSTEM_ADMIN,), frozenset(KNOW), "cameras:list"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the main menu."""

    href: str
    label: str
    icon: str
    current: bool


def workplace(actor: Actor) -> str:
    """The address on which this actor's day starts."""
    for roles, opens, name in WORKPLACES:
        if actor.has(*(role for role in roles if role in opens)):
            return reverse(name)
    return reverse("points:mine")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send people to their work; show strangers what this is."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(workplace(actor_of(request.user)))
    residents = [
        _link(request, "incidents:report_start", _("Report a matter"), icon="flag", allowed=True),
        _link(request, "incidents:follow_find", _("How far is my report?"), icon="search", allowed=True),
        _link(request, "points:published", _("Published points"), icon="award", allowed=True),
    ]
    return render(request, "ui/landing.html", {"resident_links": [link for link in residents if link is not None]})


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of all pages: ``navigation`` (the links this person may follow) and ``account_name``; for strangers
    in the demonstration ``demo_accounts`` with their password, and ``demo_code``, an event that a resident follows."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        password = PASSWORD if settings.DEMO else ""
        shown = {"demo_accounts": demo_accounts(), "demo_password": password, "demo_code": demo_code()}
        return {"navigation": (), "account_name": "", **shown}
    actor: Actor = getattr(request, "actor", None) or actor_of(user)
    links = [
        _link(request, "screen:wall", _("Command screen"), icon="monitor", allowed=actor.has(*WATCH)),
        _link(request, "duty:home", _("On duty"), icon="siren", allowed=actor.has(*SEE)),
        _link(request, "fieldwork:studio", _("Studio desk"), icon="inbox", allowed=actor.has(*DESK)),
        _link(request, "fieldwork:app", _("Telephone app"), icon="smartphone", allowed=actor.has(*FIELD)),
        _link(request, "fieldwork:my_tasks", _("My tasks"), icon="list-checks", allowed=actor.has(*GRID_ROLES)),
        _link(request, "fieldwork:patrol", _("Patrol"), icon="footprints", allowed=actor.has(*GRID_ROLES)),
        _link(
            request, "fieldwork:grids", _("Patrols by grid"), icon="notebook-pen", allowed=actor.has(*PATROL_READERS)
        ),
        _link(request, "fieldwork:entries", _("From telephones"), icon="smartphone", allowed=actor.has(*DESK)),
        _link(request, "cameras:alarms", _("Alarms"), icon="bell-ring", allowed=actor.has(*SEE)),
        _link(request, "centre:home", _("Neighbourhood centre"), icon="house", allowed=actor.has(*STAFF)),
        _link(request, "fieldwork:hazards", _("Hazards"), icon="shield-check", allowed=actor.has(*HAZARD_READERS)),
        _link(
            request, "mediation:list", _("Disputes"), icon="heart-handshake", allowed=actor.has(*READERS_OF_DISPUTES)
        ),
        _link(request, "mediation:court", _("Judicial confirmation"), icon="scale", allowed=bool(courts_of(actor))),
        _link(request, "fieldwork:volunteers", _("Volunteers"), icon="heart-handshake", allowed=actor.has(*CALLERS)),
        _link(request, "incidents:board", _("Board"), icon="kanban", allowed=actor.has(*BOARD)),
        _link(request, "incidents:tray", _("My tray"), icon="inbox", allowed=actor.has(*HANDLERS)),
        _link(request, "incidents:list", _("Events"), icon="folder-open", allowed=actor.has(*WATCHERS)),
        _link(
            request,
            "interop:messages",
            _("Handed to the province"),
            icon="send",
            allowed=connected() and actor.has(*HANDERS),
        ),
        _link(request, "incidents:figures", _("Figures"), icon="chart-column", allowed=actor.has(*READERS)),
        _link(request, "screen:effects", _("Effect"), icon="trending-up", allowed=effects.reads(actor)),
        _link(request, "cameras:list", _("Cameras"), icon="cctv", allowed=actor.has(*KNOW)),
        _link(request, "cameras:watch", _("Searches"), icon="search", allowed=actor.has(*SEE_CASES)),
        _link(request, "incidents:settings", _("Settings"), icon="sliders-horizontal", allowed=actor.has(*SETTINGS)),
        _link(request, "points:gifts", _("Gifts"), icon="gift", allowed=actor.person_id is not None),
        _link(request, "points:days", _("Redemption days"), icon="store", allowed=actor.person_id is not None),
        _link(request, "points:quarters", _("Quarters"), icon="file-check", allowed=actor.has(*INSPECTORS)),
        _link(request, "points:mine", _("My points"), icon="award", allowed=actor.person_id is not None),
    ]
    shown_links = [link for link in links if link is not None]
    here = max((link.href for link in shown_links if link.current), key=len, default="")  # of nested ones the nearest
    nearest = tuple(replace(link, current=link.href == here) for link in shown_links)
    return {"navigation": nearest, "account_name": actor.name}


def _link(request: HttpRequest, name: str, label: str, *, icon: str, allowed: bool) -> Link | None:
    if not allowed:
        return None
    try:
        href = reverse(name)
    except NoReverseMatch:
        return None
    return Link(href=href, label=label, icon=icon, current=request.path.startswith(href))


def demo_code() -> str:
    """The code of the event that a resident of the demonstration follows; empty outside of it."""
    if not settings.DEMO:
        return ""
    event = by_key(FOLLOW_KEY)
    return event.spoken if event is not None else ""


def demo_accounts() -> tuple[tuple[str, str, str], ...]:
    """Accounts shown on the sign-in page: (name, role in words, what to see there). Empty outside the demonstration."""
    if not settings.DEMO:
        return ()
    return (
        ("zhiban", _("Operator on watch"), _("Command screen with live alarms")),
        ("shuji", _("Village secretary of Hetian"), _("Alarms on the phone")),
        ("wangge", _("Grid lead"), _("Alarms on the phone, points")),
        ("zhiyuan", _("Volunteer"), _("Counter of the redemption day")),
        ("zhen", _("Studio clerk of the town"), _("Inbox, tasks for grid workers, quarters")),
        ("paiqian", _("Dispatcher of the governance centre"), _("Events and who handles them")),
        ("gongan", _("Police, agency of the six"), _("Events and joint tasks for the police")),
        ("shuili", _("Water station, one of the N"), _("Events and joint tasks at the water")),
        ("sifa", _("Justice administration"), _("Disputes")),
        ("tiaojie", _("Mediator of the town"), _("Disputes, agreements, promises")),
        ("fayuan", _("The court's window"), _("Judicial confirmation")),
        ("fenxi", _("County analyst"), _("Command screen")),
        ("lishi", _("Chair of the residents' council"), _("Neighbourhood centre: reception, matters, council")),
        ("xitong", _("System administrator"), _("Camera register")),
    )
