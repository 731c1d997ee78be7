"""Names of areas, states and ways of rooms as the pages say them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.centre.domain.rooms import Came, Holding, Zone
from fengqiao.centre.domain.slots import Every

ZONES = {
    Zone.OFFICE: _("Office area"),
    Zone.ACTIVITY: _("Multi-purpose activity area"),
    Zone.LEISURE: _("Leisure and sharing area"),
}
HOLDINGS = {
    Holding.BOOKED: pgettext_lazy("booking", "Booked"),
    Holding.WAITING: pgettext_lazy("booking", "On the waiting list"),
    Holding.OVER: pgettext_lazy("booking", "Used and looked over"),
    Holding.MISSED: pgettext_lazy("booking", "Nobody came"),
    Holding.CANCELLED: pgettext_lazy("booking", "Given back"),
}
HOLDING_TONES = {
    Holding.BOOKED: "live",
    Holding.WAITING: "due",
    Holding.OVER: "done",
    Holding.MISSED: "danger",
    Holding.CANCELLED: "",
}
CAME = {
    Came.PHONE: pgettext_lazy("booking came", "by phone"),
    Came.DOOR: pgettext_lazy("booking came", "by the QR at the door"),
    Came.DESK: pgettext_lazy("booking came", "at the desk"),
    Came.COUNCIL: pgettext_lazy("booking came", "from the council"),
    Came.ACTIVITY: pgettext_lazy("booking came", "for an activity"),
}
EVERY = {
    Every.ONCE: pgettext_lazy("repeat", "Once"),
    Every.WEEK: pgettext_lazy("repeat", "Every week"),
    Every.FORTNIGHT: pgettext_lazy("repeat", "Every other week"),
    Every.MONTH: pgettext_lazy("repeat", "Every month, same weekday"),
}
