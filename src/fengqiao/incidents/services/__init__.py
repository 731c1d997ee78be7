"""What may be done with events. Each verb is one transaction with its step, clock and journal entry."""

from fengqiao.incidents.models import EvidenceKind
from fengqiao.incidents.services.catalogue import add_category, load_catalogue, set_route, shipped_catalogue
from fengqiao.incidents.services.credits import Part, credit, credit_all
from fengqiao.incidents.services.errors import (
    CatalogueInvalid,
    EventOver,
    IncidentRefused,
    NoRoute,
    NoSuchCategory,
    PictureNotKept,
    StepNotTaken,
)
from fengqiao.incidents.services.opening import open_incident
from fengqiao.incidents.services.pictures import add_evidence, clean_picture
from fengqiao.incidents.services.steps import (
    accept,
    check,
    close,
    dispatch,
    feedback,
    merge,
    reject,
    reopen,
    send_return,
    sign,
    start_handling,
    verify,
    void,
    withdraw,
)

__all__ = [
    "CatalogueInvalid",
    "EventOver",
    "EvidenceKind",
    "IncidentRefused",
    "NoRoute",
    "NoSuchCategory",
    "Part",
    "PictureNotKept",
    "StepNotTaken",
    "accept",
    "add_category",
    "add_evidence",
    "check",
    "clean_picture",
    "close",
    "credit",
    "credit_all",
    "dispatch",
    "feedback",
    "load_catalogue",
    "merge",
    "open_incident",
    "reject",
    "reopen",
    "send_return",
    "set_route",
    "shipped_catalogue",
    "sign",
    "start_handling",
    "verify",
    "void",
    "withdraw",
]
