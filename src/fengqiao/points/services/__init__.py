"""What may be done with points: award, post, void, correct, bring in rules, and verify everything."""

from fengqiao.points.services.closings import close_account, decide_fraud, expire
from fengqiao.points.services.errors import (
    CapReached,
    GiftRefused,
    LedgerRefused,
    LotsRefused,
    NoSuchRule,
    NotEnoughPoints,
    OutOfStock,
    PointsRefused,
    RuleInvalid,
)
from fengqiao.points.services.gift_sheets import export_lots, import_lots
from fengqiao.points.services.gifts import add_gift, change_gift, receive_lot, retire_gift, set_budget, spent, write_off
from fengqiao.points.services.ledger import award, correct, post_pending, void_pending
from fengqiao.points.services.rules import load_rules, seed_rules
from fengqiao.points.services.spending import give_back, release, reserve, spend
from fengqiao.points.services.stock_verification import verify_stock
from fengqiao.points.services.verification import Fault, verify

__all__ = [
    "CapReached",
    "Fault",
    "GiftRefused",
    "LedgerRefused",
    "LotsRefused",
    "NoSuchRule",
    "NotEnoughPoints",
    "OutOfStock",
    "PointsRefused",
    "RuleInvalid",
    "add_gift",
    "award",
    "change_gift",
    "close_account",
    "correct",
    "decide_fraud",
    "expire",
    "export_lots",
    "give_back",
    "import_lots",
    "load_rules",
    "post_pending",
    "receive_lot",
    "release",
    "reserve",
    "retire_gift",
    "seed_rules",
    "set_budget",
    "spend",
    "spent",
    "verify",
    "verify_stock",
    "void_pending",
    "write_off",
]
