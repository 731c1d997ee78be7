"""Reading disputes. Whatever a person sees goes through ``visible_to`` with that person's ``Actor``."""

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
    "DisputeView",
    "PartyView",
    "SessionView",
    "Told",
    "dispute",
    "dispute_of_code",
    "helpers_for",
    "history",
    "mediators_for",
    "offered",
    "parties_of",
    "party_names",
    "sessions_of",
    "sides",
    "visible_to",
]
