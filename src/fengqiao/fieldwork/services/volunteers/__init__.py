"""What may be done with volunteers and call-outs."""

from fengqiao.fieldwork.services.volunteers.calling import (
    Call,
    MoveNotTaken,
    answer,
    approve,
    call_more,
    call_out,
    end_call_out,
    note,
)
from fengqiao.fieldwork.services.volunteers.joining import (
    Wish,
    ask_to_join,
    change_card,
    enrol,
    leave,
    refuse,
    take_in,
)

__all__ = [
    "Call",
    "MoveNotTaken",
    "Wish",
    "answer",
    "approve",
    "ask_to_join",
    "call_more",
    "call_out",
    "change_card",
    "end_call_out",
    "enrol",
    "leave",
    "note",
    "refuse",
    "take_in",
]
