"""The tables of the mediation."""

from fengqiao.mediation.models.agreements import Agreement, Chase, Promise, Signature
from fengqiao.mediation.models.court import Application, ApplicationStep
from fengqiao.mediation.models.disputes import Dispute, DisputeStep, Party
from fengqiao.mediation.models.sessions import Attendance, Session

__all__ = [
    "Agreement",
    "Application",
    "ApplicationStep",
    "Attendance",
    "Chase",
    "Dispute",
    "DisputeStep",
    "Party",
    "Promise",
    "Session",
    "Signature",
]
