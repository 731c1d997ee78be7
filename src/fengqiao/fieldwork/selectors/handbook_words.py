"""What pages say of handbooks."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, VisitAbout
from fengqiao.fieldwork.domain.quality import Dimension, Grade

CARE: Mapping[CareKind, Promise] = {
    CareKind.ALONE: pgettext_lazy("care", "Lives alone"),
    CareKind.CHILD: pgettext_lazy("care", "Child left behind"),
    CareKind.DISABLED: pgettext_lazy("care", "Disabled"),
    CareKind.OTHER: pgettext_lazy("care", "Other need"),
}
CONSENTS: Mapping[ConsentWay, Promise] = {
    ConsentWay.PAPER: _("signed on paper"),
    ConsentWay.WORD: _("by word, before somebody else"),
}
ABOUT: Mapping[VisitAbout, Promise] = {
    VisitAbout.SAFETY: pgettext_lazy("visit", "Safety"),
    VisitAbout.POLICY: pgettext_lazy("visit", "Policies explained"),
    VisitAbout.CARE: pgettext_lazy("visit", "Care"),
    VisitAbout.DISPUTE: pgettext_lazy("visit", "Something between neighbours"),
    VisitAbout.OTHER: pgettext_lazy("visit", "Something else"),
}
GRADES: Mapping[Grade, Promise] = {
    Grade.NONE: pgettext_lazy("handbook", "no grade"),
    Grade.FAIR: pgettext_lazy("handbook", "fair"),
    Grade.GOOD: pgettext_lazy("handbook", "good"),
    Grade.EXCELLENT: pgettext_lazy("handbook", "excellent"),
}
DIMENSIONS: Mapping[Dimension, tuple[Promise, Promise]] = {
    Dimension.COMPLETE: (
        pgettext_lazy("handbook", "Complete"),
        _("weeks on duty with at least one line, and visits of places that were due and done"),
    ),
    Dimension.TIMELY: (
        pgettext_lazy("handbook", "In time"),
        _("lines that came in within 36 hours and were not after their due date"),
    ),
    Dimension.SPECIFIC: (
        pgettext_lazy("handbook", "Specific"),
        _("lines with at least eight signs of their own; the same words twice do not count"),
    ),
    Dimension.AGREES: (
        pgettext_lazy("handbook", "Agrees"),
        _("lines that agree with the position or with the event's outcome; where neither is known, a half"),
    ),
    Dimension.PHOTO: (pgettext_lazy("handbook", "With photo"), _("lines with a photo")),
}
