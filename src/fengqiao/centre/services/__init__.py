"""What may be done at a neighbourhood centre."""

from fengqiao.centre.services.errors import CentreRefused, InputRefused
from fengqiao.centre.services.matters import (
    add_picture,
    answer,
    chase_promises,
    confirm_solved,
    deny_solved,
    event_closed,
    hand_over,
    join,
    promise,
    put_on_agenda,
    solve,
    split,
    take_up,
    tell,
)
from fengqiao.centre.services.register import change_centre, end_term, open_centre, seat
from fengqiao.centre.services.roster import ask_swap, plan_roster, put_on_duty, remind_desk, take_off_duty, take_over
from fengqiao.centre.services.stepping import StepNotTaken
from fengqiao.centre.services.visits import Told, promise_day, record_visit

__all__ = [
    "CentreRefused",
    "InputRefused",
    "StepNotTaken",
    "Told",
    "add_picture",
    "answer",
    "ask_swap",
    "change_centre",
    "chase_promises",
    "confirm_solved",
    "deny_solved",
    "end_term",
    "event_closed",
    "hand_over",
    "join",
    "open_centre",
    "plan_roster",
    "promise",
    "promise_day",
    "put_on_agenda",
    "put_on_duty",
    "record_visit",
    "remind_desk",
    "seat",
    "solve",
    "split",
    "take_off_duty",
    "take_over",
    "take_up",
    "tell",
]
