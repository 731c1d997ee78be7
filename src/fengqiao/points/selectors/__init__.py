"""Reading the points."""

from fengqiao.points.selectors.ledger import (
    Statement,
    TransferView,
    awards,
    balance,
    entry,
    may_read,
    statement,
    statement_for,
    view,
)

__all__ = [
    "Statement",
    "TransferView",
    "awards",
    "balance",
    "entry",
    "may_read",
    "statement",
    "statement_for",
    "view",
]
