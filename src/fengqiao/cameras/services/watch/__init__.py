"""The narrow door: cases for watched vehicles and missing people. Verbs are keyword-only; ``actor`` is who acts."""

from fengqiao.cameras.services.watch.approvals import approve_case, refuse_case
from fengqiao.cameras.services.watch.cases import (
    CaseEntry,
    ask_again,
    ask_for_case,
    change_case,
    draft_case,
    plain_plate,
)
from fengqiao.cameras.services.watch.ending import close_case, erase_case, sweep_cases, withdraw_case
from fengqiao.cameras.services.watch.errors import (
    CaseIncomplete,
    CaseRefused,
    DecidedBefore,
    NoActiveCase,
    NotAPlate,
    OwnCase,
    SeatTaken,
)
from fengqiao.cameras.services.watch.reading import note_reading

__all__ = [
    "CaseEntry",
    "CaseIncomplete",
    "CaseRefused",
    "DecidedBefore",
    "NoActiveCase",
    "NotAPlate",
    "OwnCase",
    "SeatTaken",
    "approve_case",
    "ask_again",
    "ask_for_case",
    "change_case",
    "close_case",
    "draft_case",
    "erase_case",
    "note_reading",
    "plain_plate",
    "refuse_case",
    "sweep_cases",
    "withdraw_case",
]
