"""What may be done with points: award, post, void, correct, bring in rules, and verify everything."""

from fengqiao.points.services.batch import Grant, award_all
from fengqiao.points.services.bookings import book, cancel_booking, check_in
from fengqiao.points.services.closings import close_account, expire
from fengqiao.points.services.correction_sheets import export_cases, export_lines, import_corrections
from fengqiao.points.services.counters import (
    CounterClosed,
    add_person,
    call,
    check_out,
    give_counter_back,
    list_for,
    revoke,
)
from fengqiao.points.services.days import add_counter, allot, plan_day, possible_keepers
from fengqiao.points.services.errors import (
    CapReached,
    CaseRefused,
    DayRefused,
    GiftRefused,
    LedgerRefused,
    LotsRefused,
    NoSuchRule,
    NotEnoughPoints,
    OutOfStock,
    PointsRefused,
    QuarterRefused,
    RuleInvalid,
    SheetRefused,
)
from fengqiao.points.services.gift_sheets import export_lots, import_lots
from fengqiao.points.services.gifts import add_gift, change_gift, receive_lot, retire_gift, set_budget, spent, write_off
from fengqiao.points.services.hand_overs import Outcome, hand_over
from fengqiao.points.services.hearings import decide_fraud, let_go, let_go_overdue, write_hearing
from fengqiao.points.services.ledger import award, post_pending, void_pending
from fengqiao.points.services.putting_right import ask_correction, decline, grant, object_to, refuse, uphold
from fengqiao.points.services.quarters import (
    differences,
    freeze,
    issue_anew,
    lay_open,
    reconcile,
    show_name,
    sign_quarter,
)
from fengqiao.points.services.questions import QuestionRefused, answer_question, decide_question, raise_questions
from fengqiao.points.services.reconciling import add_photo, close_day, explain, publish, sign
from fengqiao.points.services.rule_drafts import decide_rule, draft_rule, drop_rule
from fengqiao.points.services.rules import load_rules, parsed, seed_rules
from fengqiao.points.services.spending import give_back, release, reserve, spend
from fengqiao.points.services.stock_verification import verify_stock
from fengqiao.points.services.verification import Fault, verify
from fengqiao.points.services.weeks import award_active_weeks

__all__ = [
    "CapReached",
    "CaseRefused",
    "CounterClosed",
    "DayRefused",
    "Fault",
    "GiftRefused",
    "Grant",
    "LedgerRefused",
    "LotsRefused",
    "NoSuchRule",
    "NotEnoughPoints",
    "OutOfStock",
    "Outcome",
    "PointsRefused",
    "QuarterRefused",
    "QuestionRefused",
    "RuleInvalid",
    "SheetRefused",
    "add_counter",
    "add_gift",
    "add_person",
    "add_photo",
    "allot",
    "answer_question",
    "ask_correction",
    "award",
    "award_active_weeks",
    "award_all",
    "book",
    "call",
    "cancel_booking",
    "change_gift",
    "check_in",
    "check_out",
    "close_account",
    "close_day",
    "decide_fraud",
    "decide_question",
    "decide_rule",
    "decline",
    "differences",
    "draft_rule",
    "drop_rule",
    "expire",
    "explain",
    "export_cases",
    "export_lines",
    "export_lots",
    "freeze",
    "give_back",
    "give_counter_back",
    "grant",
    "hand_over",
    "import_corrections",
    "import_lots",
    "issue_anew",
    "lay_open",
    "let_go",
    "let_go_overdue",
    "list_for",
    "load_rules",
    "object_to",
    "parsed",
    "plan_day",
    "possible_keepers",
    "post_pending",
    "publish",
    "raise_questions",
    "receive_lot",
    "reconcile",
    "refuse",
    "release",
    "reserve",
    "retire_gift",
    "revoke",
    "seed_rules",
    "set_budget",
    "show_name",
    "sign",
    "sign_quarter",
    "spend",
    "spent",
    "uphold",
    "verify",
    "verify_stock",
    "void_pending",
    "write_hearing",
    "write_off",
]
