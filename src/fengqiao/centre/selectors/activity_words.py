"""Names of kinds of activities and of states of a sign-up as the pages say them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from fengqiao.centre.domain.activities import Kind, Mark, Seat
from fengqiao.centre.selectors.happenings import What

KINDS = {
    Kind.DANCE: pgettext_lazy("activity", "Dancing"),
    Kind.READING: pgettext_lazy("activity", "Reading"),
    Kind.FAMILY: pgettext_lazy("activity", "Parents and children"),
    Kind.REPAIR: pgettext_lazy("activity", "Repair day"),
    Kind.OTHER: pgettext_lazy("activity", "Getting together"),
}
SEATS = {
    Seat.PLACE: pgettext_lazy("sign-up", "Has a place"),
    Seat.WAITING: pgettext_lazy("sign-up", "Waits in line"),
    Seat.BACK: pgettext_lazy("sign-up", "Place given back"),
}
SEAT_TONES = {Seat.PLACE: "done", Seat.WAITING: "due", Seat.BACK: ""}
MARKS = {
    Mark.GOOD: pgettext_lazy("feedback", "Good"),
    Mark.FAIR: pgettext_lazy("feedback", "So-so"),
    Mark.POOR: pgettext_lazy("feedback", "Not good"),
}
MARK_ICONS = {Mark.GOOD: "smile", Mark.FAIR: "meh", Mark.POOR: "frown"}
WHATS = {
    What.ACTIVITY: pgettext_lazy("calendar", "Activities"),
    What.RECEPTION: pgettext_lazy("calendar", "Reception"),
    What.ROOM: pgettext_lazy("calendar", "Rooms"),
    What.COUNCIL: pgettext_lazy("calendar", "Council"),
}
