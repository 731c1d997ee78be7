"""What may be done with disputes. Each verb is one transaction with its step and its journal entry."""

from fengqiao.mediation.services.agreements import AgreementSheet, PromiseSheet, draw_up, set_aside, sign
from fengqiao.mediation.services.concluding import close, conclude, event_moved, send_back, sign_off, take_up
from fengqiao.mediation.services.court import confirmable, court_step, file_application
from fengqiao.mediation.services.errors import InputRefused, MediationRefused, StepNotTaken, WithSomebodyElse
from fengqiao.mediation.services.parties import add_party, change_party, hand_over, note_consent, protect
from fengqiao.mediation.services.promises import chase, open_again, remind_promises, settle
from fengqiao.mediation.services.registering import PartySheet, Sheet, register
from fengqiao.mediation.services.sessions import Plan, call_off, hold_session, plan_session, room_answered

__all__ = [
    "AgreementSheet",
    "InputRefused",
    "MediationRefused",
    "PartySheet",
    "Plan",
    "PromiseSheet",
    "Sheet",
    "StepNotTaken",
    "WithSomebodyElse",
    "add_party",
    "call_off",
    "change_party",
    "chase",
    "close",
    "conclude",
    "confirmable",
    "court_step",
    "draw_up",
    "event_moved",
    "file_application",
    "hand_over",
    "hold_session",
    "note_consent",
    "open_again",
    "plan_session",
    "protect",
    "register",
    "remind_promises",
    "room_answered",
    "send_back",
    "set_aside",
    "settle",
    "sign",
    "sign_off",
    "take_up",
]
