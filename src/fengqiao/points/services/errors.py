"""How points refuse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.core.errors import Refused


class PointsRefused(Refused):
    """The base of all refusals of the points app."""


class NoSuchRule(PointsRefused):
    """No version of the rule was in force there at that time."""

    def __init__(self, kind: str) -> None:
        super().__init__(_("No points rule “%(kind)s” is in force here. Load a rule set first.") % {"kind": kind})


class CapReached(PointsRefused):
    """The person has all the points that this kind of work can bring in this period."""

    def __init__(self, cap: int) -> None:
        super().__init__(
            _("The most points for this kind of work in this period, %(cap)s, are reached.") % {"cap": cap}
        )


class LedgerRefused(PointsRefused):
    """The ledger's arithmetic forbids the step."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


class RuleInvalid(PointsRefused):
    """A rule set cannot be read as one."""

    def __init__(self, why: str) -> None:
        super().__init__(_("This rule set cannot be used: %(why)s") % {"why": why})


class NotEnoughPoints(PointsRefused):
    """More points are wanted than can be spent. ``held``: how many are held for a hearing."""

    def __init__(self, *, wanted: int, available: int, held: int = 0) -> None:
        self.wanted, self.available, self.held = wanted, available, held
        words = _(
            "%(wanted)s points are needed and %(available)s can be spent. Pending points count once they are posted."
        )
        if held:
            words = _(
                "%(wanted)s points are needed and %(available)s can be spent; %(held)s are held for a hearing until it "
                "has its outcome."
            )
        super().__init__(words % {"wanted": wanted, "available": available, "held": held})


class GiftRefused(PointsRefused):
    """A gift, a lot or a budget cannot be kept like this; the words say what to mend."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


class LotsRefused(GiftRefused):
    """A sheet of lots has wrong rows; nothing was brought in. ``annotated``: the sheet with the reasons."""

    def __init__(self, why: str, annotated: bytes) -> None:
        self.annotated = annotated
        super().__init__(why)


class SheetRefused(PointsRefused):
    """A sheet of corrections has wrong rows; nothing was asked for. ``annotated``: the sheet with the reasons."""

    def __init__(self, why: str, annotated: bytes) -> None:
        self.annotated = annotated
        super().__init__(why)


class OutOfStock(PointsRefused):
    """No piece of the gift is left where it was looked for."""

    def __init__(self, gift: str) -> None:
        super().__init__(
            _("“%(gift)s” is gone: the last piece was given out or is kept for somebody.") % {"gift": gift}
        )


class DayRefused(PointsRefused):
    """A redemption day cannot go on like this; the words say what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


class QuarterRefused(PointsRefused):
    """A quarter is not ready for this step; the words say what has to come before."""

    def __init__(self, why: str) -> None:
        super().__init__(why)


class CaseRefused(PointsRefused):
    """An objection or a request to put points right cannot be taken like this; the words say why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
