"""One alarm in the middle of the screen: what can be seen, what can be done, who is near, what happened so far."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor, Role
from fengqiao.cameras.forms.history import Line, entries
from fengqiao.cameras.forms.words import CLASSES
from fengqiao.cameras.selectors import AlarmState, AlarmView, Helper, alarm, alarm_history, camera, helpers_near
from fengqiao.incidents.selectors import offered
from fengqiao.screen.selectors import words
from fengqiao.screen.selectors.feed import Card, card_of

NEAR_SHOWN = 6
NINE = 9  # as many as the keyboard has digits
DESK = (Role.OPERATOR, Role.DISPATCHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button: its key on the keyboard, and either an address to post to or the name of a dialog."""

    key: str
    label: str
    icon: str
    url: str = ""
    dialog: str = ""
    tone: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody near, with masked telephone; ``called``: when and why they were called, in words."""

    id: UUID
    name: str
    role: str
    phone: str
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Everything of the focus panel beside the card. Empty strings: not there."""

    card: Card
    clip: str
    camera_id: UUID
    live: str
    live_module: str
    actions: tuple[Action, ...]
    hint: str
    people: tuple[Person, ...]
    candidates: tuple[Person, ...]
    history: tuple[Line, ...]
    false_reasons: tuple[tuple[str, str], ...]
    can_assign: bool
    can_reject: bool
    can_close: bool
    close_url: str
    safe_words: str
    far_words: str
    photo: str
    incident_href: str
    incident_code: str


def focus(actor: Actor, alarm_id: UUID) -> Focus:
    """The panel of one alarm. Raises NotYours when it is outside the actor's scope."""
    view = alarm(actor, alarm_id)
    helpers = helpers_near(actor, alarm_id)
    people = tuple(_person(helper, view) for helper in helpers)
    can_close = may_close(actor, view)
    return Focus(
        card=card_of(view),
        clip=reverse("cameras:alarm_clip", args=[view.id]) if view.has_clip else "",
        camera_id=view.camera_id,
        live=json.dumps(
            {
                "zones": [{"name": zone.name, "polygon": zone.polygon} for zone in camera(actor, view.camera_id).zones],
                "classes": {name: str(word) for name, word in CLASSES.items()},
            }
        ),
        live_module=static("cameras/live.js"),
        actions=_actions(view, can_close=can_close),
        hint=_hint(view, can_close=can_close),
        people=people[:NEAR_SHOWN],
        candidates=people[:NINE],
        history=tuple(reversed(entries(alarm_history(actor, alarm_id)))),
        false_reasons=tuple(words.false_reasons()),
        can_assign=view.can_assign and bool(people),
        can_reject=view.can_reject,
        can_close=can_close,
        close_url=reverse("screen:close", args=[view.id]),
        safe_words=_safe(view),
        far_words=_far(view),
        photo=reverse("cameras:alarm_photo", args=[view.id]) if view.has_photo else "",
        incident_href=reverse("incidents:page", args=[view.incident_code]) if view.incident_code else "",
        incident_code=view.incident_code,
    )


def may_close(actor: Actor, view: AlarmView) -> bool:
    """True when safety is confirmed, the actor is of the desk and had no hand in it: nobody checks their own work."""
    if view.state is not AlarmState.SAFE or view.incident_id is None or not actor.has(*DESK):
        return False
    return not offered(actor, view.incident_id)[1]


def _actions(view: AlarmView, *, can_close: bool) -> tuple[Action, ...]:
    found = []
    if view.can_accept:
        found.append(
            Action(
                key="a",
                label=_("Accept"),
                icon="hand",
                tone="primary",
                url=reverse("cameras:accept", args=[view.id]),
                done=_("Accepted; the event is open."),
            )
        )
    if can_close:
        found.append(Action(key="c", label=_("Check and close"), icon="circle-check", tone="done", dialog="close"))
    if view.can_assign:
        found.append(Action(key="g", label=_("Send somebody"), icon="send", dialog="assign"))
    if view.can_escalate:
        found.append(
            Action(
                key="e",
                label=_("Pass on upwards"),
                icon="arrow-up",
                url=reverse("cameras:escalate", args=[view.id]),
                done=_("Passed on; they are being called."),
            )
        )
    if view.can_reject:
        found.append(Action(key="f", label=_("False alarm"), icon="ban", dialog="false"))
    return tuple(found)


def _hint(view: AlarmView, *, can_close: bool) -> str:
    if view.state is AlarmState.SAFE and not can_close:
        return _("Somebody at the desk who had no hand in it checks and closes it.")
    if view.state is AlarmState.CLOSED:
        return _("Nothing more to do: checked and closed.")
    if view.state is AlarmState.FALSE_ALARM:
        return _("Nothing more to do: it was a false alarm.")
    return ""


def _person(helper: Helper, view: AlarmView) -> Person:
    return Person(
        id=helper.person_id,
        name=helper.name,
        role=words.role(helper.role),
        phone=helper.phone_masked,
        called=_standing(helper.person_id, view),
    )


def _standing(person_id: UUID, view: AlarmView) -> str:
    if view.accepted_by_id == person_id:
        return _("has taken it")
    if view.assigned_to_id == person_id:
        return _("was sent")
    called = [call.at for call in view.called if call.person_id == person_id]
    if not called:
        return ""
    return _("called %(at)s") % {"at": timezone.localtime(min(called)).strftime("%H:%M:%S")}


def _safe(view: AlarmView) -> str:
    if view.safe_at is None:
        return ""
    at = timezone.localtime(view.safe_at).strftime("%H:%M:%S")
    return _("%(name)s confirmed at %(at)s that everybody left safely.") % {"name": view.safe_by, "at": at}


def _far(view: AlarmView) -> str:
    if not view.far or view.distance_m is None:
        return ""
    return _("Confirmed %(metres)d m away from the camera: please ask before closing.") % {
        "metres": round(view.distance_m)
    }
