"""The tables of the mediation."""

from fengqiao.mediation.models.disputes import Dispute, DisputeStep, Party
from fengqiao.mediation.models.sessions import Attendance, Session

__all__ = ["Attendance", "Dispute", "DisputeStep", "Party", "Session"]
