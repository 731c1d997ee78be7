"""The six functions as people set them: in plain words, with presets that make sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A setting that makes sense as a whole: what it is called, and the zone's values that it puts in."""

    label: Word
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function's page. ``does``, ``place``, ``misses``: one sentence each. ``people``: it has settings for people.

    ``lines``: it may watch a line; ``usual``: the values of a new zone beside its name and shape.
    """

    kind: str
    title: Word
    icon: str
    does: Word
    place: Word
    misses: Word
    presets: tuple[Preset, ...] = ()
    people: bool = False
    lines: bool = False
    classes: bool = False
    usual: Mapping[str, Any] = field(default_factory=dict)


SUMMER = {"season": ["07-01", "08-31"], "schedule": [["06:00", "20:00"]]}
ALWAYS: Mapping[str, Any] = {"season": None, "schedule": []}

FUNCTIONS: Mapping[str, Function] = {
    "water": Function(
        kind="water",
        title=_("Drowning prevention"),
        icon="waves",
        does=_("Whoever comes to the water is warned by voice at once, and the village secretary is called."),
        place=_("Look along the bank, so that people are at least a tenth of the picture tall; 3 to 5 m high is good."),
        misses=_("Who is hidden by reeds or under a bridge, and heads that swim: it watches the bank, not the water."),
        presets=(
            Preset(label=_("Summer holidays, 06:00–20:00"), values=SUMMER),
            Preset(label=_("May to October, day and night"), values={"season": ["05-01", "10-31"], "schedule": []}),
            Preset(label=_("At night, all year"), values={"season": None, "schedule": [["20:00", "06:00"]]}),
            Preset(label=_("Only children who are alone"), values={"only": "child", "alone": True}),
            Preset(label=_("Always, everybody"), values={**ALWAYS, "only": None, "alone": False, "people": 1}),
        ),
        people=True,
        lines=True,
    ),
    "intrusion": Function(
        kind="intrusion",
        title=_("Area intrusion"),
        icon="fence",
        does=_(
            "Somebody in a closed area, across a line, or about for too long: warned by voice, and people are called."
        ),
        place=_("See the ground where they stand: the feet decide whether somebody is inside."),
        misses=_("Who crawls or is more than half hidden; a line across the whole way sees more than a small area."),
        presets=(
            Preset(label=_("Closed at night, 22:00–06:00"), values={"season": None, "schedule": [["22:00", "06:00"]]}),
            Preset(label=_("Always closed"), values={**ALWAYS, "dwell_s": 1, "loiter_s": None}),
            Preset(label=_("Somebody hangs about, 2 minutes"), values={"loiter_s": 120, "dwell_s": 0}),
            Preset(label=_("Three or more at once"), values={"people": 3}),
        ),
        people=True,
        lines=True,
        classes=True,
        usual={"dwell_s": 1.0},
    ),
    "helmet": Function(
        kind="helmet",
        title=_("Rider without a helmet"),
        icon="hard-hat",
        does=_("Who rides without a helmet hears a friendly reminder. It is noted, and nobody is called."),
        place=_("Look towards the riders where they are slow; heads need at least 16 pixels in the main stream."),
        misses=_("Heads that are too small or turned away: then it says “cannot tell” and reminds nobody."),
        presets=(
            Preset(
                label=_("On the way to school and back"), values={"schedule": [["06:30", "08:30"], ["16:00", "18:30"]]}
            ),
            Preset(label=_("Always"), values=ALWAYS),
            Preset(label=_("Only when quite sure"), values={"helmet": {"sure": 0.9, "least_head_px": 24}}),
        ),
        usual={"classes": ["motorcycle", "bicycle"], "window_s": 120.0},
    ),
    "rubbish": Function(
        kind="rubbish",
        title=_("Rubbish"),
        icon="trash-2",
        does=_(
            "Who comes to the bins is reminded; what is left on the ground, or a bin overfull, goes to the grid worker."
        ),
        place=_("See the bins and the ground before them from above, without a road behind them."),
        misses=_(
            "Small things such as a cigarette end, and what lies behind a bin. Animals and parked bicycles never count."
        ),
        presets=(
            Preset(
                label=_("Remind and watch"),
                values={"rubbish": {"remind": True, "left_behind": True, "overfull": True, "left_after_s": 30}},
            ),
            Preset(label=_("Only what is left lying"), values={"rubbish": {"remind": False, "left_behind": True}}),
            Preset(label=_("Collection hours, 06:00–22:00"), values={"schedule": [["06:00", "22:00"]]}),
        ),
        usual={"window_s": 120.0},
    ),
    "vehicle": Function(
        kind="vehicle",
        title=_("Watched vehicles"),
        icon="car",
        does=_("Reads plates only to compare them with an authorised list; every other plate is gone at once."),
        place=_("Plates need to be about 100 pixels wide in the main stream: look along the lane where cars are slow."),
        misses=_("Dirty, hidden or overexposed plates; it never guesses."),
        usual={"classes": ["car", "truck", "bus"]},
    ),
    "missing": Function(
        kind="missing",
        title=_("Missing people"),
        icon="user-round-search",
        does=_("While a search is authorised, looks for somebody as described; a person decides whether it is them."),
        place=_("Ways that everybody takes: the bridge, the bus stop, the market, in even light."),
        misses=_("Other clothes than described, and colours at night."),
    ),
}
