"""What may be done with points: award, post, void, correct, bring in rules, and verify everything."""

from fengqiao.points.services.errors import (
    CapReached,
    LedgerRefused,
    NoSuchRule,
    PointsRefused,
    RuleInvalid,
)
from fengqiao.points.services.ledger import award, correct, post_pending, void_pending
from fengqiao.points.services.rules import load_rules, seed_rules
from fengqiao.points.services.verification import Fault, verify

__all__ = [
    "CapReached",
    "Fault",
    "LedgerRefused",
    "NoSuchRule",
    "PointsRefused",
    "RuleInvalid",
    "award",
    "correct",
    "load_rules",
    "post_pending",
    "seed_rules",
    "verify",
    "void_pending",
]
