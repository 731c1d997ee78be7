"""Tables of the points. What is written in the ledger is only ever added to."""

from fengqiao.points.models.ledger import Account, AccountKind, RuleVersion, Transfer

__all__ = ["Account", "AccountKind", "RuleVersion", "Transfer"]
