"""What the values of cameras and alarms are called on pages. Each state: a word, a tone and a shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.areas.selectors import Role
from fengqiao.cameras.domain.voice import Language
from fengqiao.cameras.selectors import AlarmState, FalseReason, Missing, PlaceType, Step

Word = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a state looks: its word, and the tone of its pill (danger, due, done, live, info or nothing)."""

    word: Word
    tone: str = ""


STATES: Mapping[str, Face] = {
    AlarmState.RAISED: Face(word=_("Nobody on the way"), tone="danger"),
    AlarmState.ACCEPTED: Face(word=_("On the way"), tone="info"),
    AlarmState.ON_SITE: Face(word=_("On site"), tone="info"),
    AlarmState.SAFE: Face(word=_("Left safely"), tone="done"),
    AlarmState.FALSE_ALARM: Face(word=_("False alarm")),
    AlarmState.CLOSED: Face(word=_("Closed"), tone="done"),
    AlarmState.NOTED: Face(word=_("Spoken to and noted")),
}

CONDITIONS: Mapping[str, Face] = {
    "unconnected": Face(word=_("No stream yet")),
    "unknown": Face(word=_("Nobody reports"), tone="due"),
    "starting": Face(word=_("Starting"), tone="info"),
    "live": Face(word=_("Live"), tone="live"),
    "stalled": Face(word=_("Picture stands still"), tone="due"),
    "unreachable": Face(word=_("Not reachable"), tone="due"),
    "broken": Face(word=_("Picture is broken"), tone="due"),
}

KINDS: Mapping[str, Word] = {
    "water": _("Deep water"),
    "intrusion": _("Closed area"),
    "helmet": _("Helmets"),
    "rubbish": _("Rubbish"),
    "vehicle": _("Watched vehicles"),
    "missing": _("Missing people"),
}

CLASSES: Mapping[str, Word] = {
    "person": _("People"),
    "bicycle": _("Bicycles"),
    "motorcycle": _("Motorcycles"),
    "car": _("Cars"),
    "truck": _("Lorries"),
    "dog": _("Dogs"),
}

REASONS: Mapping[str, Word] = {
    FalseReason.NOBODY: _("Nobody is there"),
    FalseReason.ANIMAL: _("An animal"),
    FalseReason.SHADOW: _("Light or shadow"),
    FalseReason.WORKER: _("Somebody working there"),
    FalseReason.ANGLER: _("Somebody fishing from the bank"),
    FalseReason.ADULT_SAFE: _("Adults, no danger"),
    FalseReason.ANOTHER: _("Somebody or something else"),
    FalseReason.TEST: _("A test"),
    FalseReason.OTHER: _("Something else"),
}

PLACES: Mapping[str, Word] = {
    PlaceType.RIVER: _("River bank"),
    PlaceType.POND: _("Pond or reservoir"),
    PlaceType.ROAD: _("Road"),
    PlaceType.CROSSING: _("Crossing"),
    PlaceType.SQUARE: _("Square"),
    PlaceType.MARKET: _("Market"),
    PlaceType.VILLAGE_ENTRANCE: _("Village entrance"),
    PlaceType.VILLAGE_OFFICE: _("Village office"),
    PlaceType.SCHOOL_GATE: _("School gate"),
    PlaceType.WASTE_POINT: _("Waste collection point"),
    PlaceType.CAR_PARK: _("Car park"),
    PlaceType.FOREST: _("Forest edge"),
    PlaceType.BATH: _("Bath"),
    PlaceType.TOILET: _("Toilet"),
    PlaceType.CHANGING: _("Changing room"),
    PlaceType.DORMITORY: _("Dormitory"),
    PlaceType.HOTEL_ROOM: _("Hotel room"),
    PlaceType.HOME: _("Inside a home"),
    PlaceType.WARD: _("Hospital ward"),
    PlaceType.LACTATION: _("Mother-and-baby room"),
}

MISSING: Mapping[str, Word] = {
    Missing.PLACE_TYPE: _("kind of place"),
    Missing.PRIVATE_PLACE: _("a place where cameras are allowed"),
    Missing.LEGAL_BASIS: _("legal basis"),
    Missing.SIGN_PHOTO: _("photo of the sign"),
    Missing.COVERAGE: _("direction and range"),
}

LANGUAGES: Mapping[str, Word] = {
    Language.MANDARIN: _("Mandarin"),
    Language.CANTONESE: _("Cantonese"),
    Language.HAKKA: _("Hakka"),
}

ROLES: Mapping[str, Word] = {
    Role.VILLAGE_SECRETARY: _("Village secretary"),
    Role.GRID_LEAD: _("Grid lead"),
    Role.GRID_WORKER: _("Grid worker"),
    Role.STUDIO_CLERK: _("Studio clerk"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.OPERATOR: _("Operator"),
    Role.VOLUNTEER: _("Volunteer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFace:
    """How a step stands in the timeline."""

    word: Word
    icon: str
    tone: str = ""


STEPS: Mapping[str, StepFace] = {
    Step.RAISE: StepFace(word=_("The camera raised the alarm"), icon="octagon-alert", tone="danger"),
    Step.NOTE: StepFace(word=_("Seen and noted; nobody is called for this"), icon="notebook-pen", tone="info"),
    Step.LEFT: StepFace(word=_("Left the zone"), icon="log-out", tone="live"),
    Step.AGAIN: StepFace(word=_("Seen again"), icon="eye", tone="due"),
    Step.VOICE: StepFace(word=_("The loudspeaker warned"), icon="megaphone", tone="info"),
    Step.VOICE_FAILED: StepFace(word=_("The warning was not spoken"), icon="volume-x", tone="danger"),
    Step.ASSIGN: StepFace(word=_("Somebody was sent"), icon="user-round-check", tone="info"),
    Step.ESCALATE: StepFace(word=_("Nobody answered: the next level was called"), icon="arrow-up", tone="due"),
    Step.ACCEPT: StepFace(word=_("Goes there"), icon="footprints", tone="info"),
    Step.ARRIVE: StepFace(word=_("Is on site"), icon="map-pin", tone="info"),
    Step.CONFIRM_SAFE: StepFace(word=_("All left safely, confirmed with a photo"), icon="circle-check", tone="done"),
    Step.REJECT: StepFace(word=_("False alarm"), icon="ban"),
    Step.CLOSE: StepFace(word=pgettext_lazy("history", "The event was closed"), icon="folder-check", tone="done"),
}
