"""What may be done with points: award, post, void, correct, bring in rules, and verify everything."""

from fengqiao.points.services.bookings import book, cancel_booking, check_in
from fengqiao.points.services.closings import close_account, decide_fraud, expire
from fengqiao.points.services.counters import (
    CounterClosed,
    Outcome,
    add_person,
    call,
    check_out,
    give_counter_back,
    hand_over,
    list_for,
    revoke,
)
from fengqiao.points.services.days import add_counter, allot, plan_day, possible_keepers
from fengqiao.points.services.errors import (
    CapReached,
    DayRefused,
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
from fengqiao.points.services.reconciling import add_photo, close_day, explain, publish, sign
from fengqiao.points.services.rules import load_rules, seed_rules
from fengqiao.points.services.spending import give_back, release, reserve, spend
from fengqiao.points.services.stock_verification import verify_stock
from fengqiao.points.services.verification import Fault, verify

__all__ = [
    "CapReached",
    "CounterClosed",
    "DayRefused",
    "Fault",
    "GiftRefused",
    "LedgerRefused",
    "LotsRefused",
    "NoSuchRule",
    "NotEnoughPoints",
    "OutOfStock",
    "Outcome",
    "PointsRefused",
    "RuleInvalid",
    "add_counter",
    "add_gift",
    "add_person",
    "add_photo",
    "allot",
    "award",
    "book",
    "call",
    "cancel_booking",
    "change_gift",
    "check_in",
    "check_out",
    "close_account",
    "close_day",
    "correct",
    "decide_fraud",
    "expire",
    "explain",
    "export_lots",
    "give_back",
    "give_counter_back",
    "hand_over",
    "import_lots",
    "list_for",
    "load_rules",
    "plan_day",
    "possible_keepers",
    "post_pending",
    "publish",
    "receive_lot",
    "release",
    "reserve",
    "retire_gift",
    "revoke",
    "seed_rules",
    "set_budget",
    "sign",
    "spend",
    "spent",
    "verify",
    "verify_stock",
    "void_pending",
    "write_off",
]
