"""What pages say of patrols."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.fieldwork.domain.doubts import Doubt
from fengqiao.fieldwork.domain.visits import Due, Nearness, NoPosition, Spot

SPOTS: Mapping[Spot, Promise] = {
    Spot.WATER: pgettext_lazy("patrol place", "Water"),
    Spot.SCHOOL: pgettext_lazy("patrol place", "School"),
    Spot.MARKET: pgettext_lazy("patrol place", "Market or shop"),
    Spot.SITE: pgettext_lazy("patrol place", "Building site or workshop"),
    Spot.BRIDGE: pgettext_lazy("patrol place", "Bridge or road"),
    Spot.TEMPLE: pgettext_lazy("patrol place", "Temple or ancestral hall"),
    Spot.PUBLIC: pgettext_lazy("patrol place", "Public building"),
    Spot.HAMLET: pgettext_lazy("patrol place", "Group of houses"),
    Spot.OTHER: pgettext_lazy("patrol place", "Other place"),
}
NEARNESS: Mapping[Nearness, Promise] = {
    Nearness.THERE: _("at the place"),
    Nearness.AWAY: _("away from the place"),
    Nearness.UNKNOWN: _("without a position"),
}
NEAR_TONES = {Nearness.THERE: "done", Nearness.AWAY: "due", Nearness.UNKNOWN: "info"}
NO_POSITION: Mapping[NoPosition, Promise] = {
    NoPosition.NO_SIGNAL: _("No signal here"),
    NoPosition.REFUSED: _("The phone may not tell its position"),
    NoPosition.BROKEN: _("The phone finds no position"),
    NoPosition.OTHER: _("Another reason"),
}
DOUBTS: Mapping[Doubt, Promise] = {
    Doubt.MOCK: _("made by a program"),
    Doubt.SPEED: _("faster than any car"),
    Doubt.JUMP: _("a jump over many kilometres"),
}
DUES: Mapping[Due, Promise] = {
    Due.OVERDUE: pgettext_lazy("patrol place", "overdue"),
    Due.SOON: pgettext_lazy("patrol place", "due now"),
    Due.LATER: pgettext_lazy("patrol place", "later"),
    Due.NEVER: pgettext_lazy("patrol place", "without a date"),
}
DUE_TONES = {Due.OVERDUE: "danger", Due.SOON: "due", Due.LATER: "", Due.NEVER: ""}
