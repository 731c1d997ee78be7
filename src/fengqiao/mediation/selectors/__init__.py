"""Reading disputes. Whatever a person sees goes through ``visible_to`` with that person's ``Actor``."""

from fengqiao.mediation.selectors.agreements import AgreementView, PromiseView, agreement_of
from fengqiao.mediation.selectors.agreements import set_aside as set_aside_of
from fengqiao.mediation.selectors.disputes import (
    READERS,
    REGISTRARS,
    DisputeView,
    PartyView,
    dispute,
    dispute_of_code,
    helpers_for,
    mediators_for,
    offered,
    parties_of,
    party_names,
    sides,
    visible_to,
)
from fengqiao.mediation.selectors.history import Told, history
from fengqiao.mediation.selectors.sessions import SessionView, sessions_of

__all__ = [
    "READERS",
    "REGISTRARS",
    "AgreementView",
    "DisputeView",
    "PartyView",
    "PromiseView",
    "SessionView",
    "Told",
    "agreement_of",
    "dispute",
    "dispute_of_code",
    "helpers_for",
    "history",
    "mediators_for",
    "offered",
    "parties_of",
    "party_names",
    "sessions_of",
    "set_aside_of",
    "sides",
    "visible_to",
]
