"""Tables of the points. What is written in the ledger is only ever added to."""

from fengqiao.points.models.closings import Closing
from fengqiao.points.models.gifts import Gift, GiftBudget, Lot, Shelf, StockMove
from fengqiao.points.models.ledger import Account, AccountKind, RuleVersion, Transfer
from fengqiao.points.models.quarters import (
    CaseState,
    CorrectionCase,
    Objection,
    ObjectionState,
    OpenName,
    Publication,
    QuarterBook,
    Sheet,
)
from fengqiao.points.models.questions import Question
from fengqiao.points.models.redemption import (
    Booking,
    Counter,
    DayPhoto,
    Difference,
    HandOver,
    Redemption,
    RedemptionDay,
)
from fengqiao.points.models.rule_drafts import RuleDraft

__all__ = [
    "Account",
    "AccountKind",
    "Booking",
    "CaseState",
    "Closing",
    "CorrectionCase",
    "Counter",
    "DayPhoto",
    "Difference",
    "Gift",
    "GiftBudget",
    "HandOver",
    "Lot",
    "Objection",
    "ObjectionState",
    "OpenName",
    "Publication",
    "QuarterBook",
    "Question",
    "Redemption",
    "RedemptionDay",
    "RuleDraft",
    "RuleVersion",
    "Sheet",
    "Shelf",
    "StockMove",
    "Transfer",
]
