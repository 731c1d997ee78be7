"""Tables of the points. What is written in the ledger is only ever added to."""

from fengqiao.points.models.closings import Closing
from fengqiao.points.models.gifts import Gift, GiftBudget, Lot, Shelf, StockMove
from fengqiao.points.models.ledger import Account, AccountKind, RuleVersion, Transfer

__all__ = [
    "Account",
    "AccountKind",
    "Closing",
    "Gift",
    "GiftBudget",
    "Lot",
    "RuleVersion",
    "Shelf",
    "StockMove",
    "Transfer",
]
