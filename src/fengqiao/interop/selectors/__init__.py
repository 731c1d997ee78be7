"""Reading what came from outside and what was handed there."""

from fengqiao.interop.selectors.georeport import (
    contact,
    definition,
    reportable,
    request_one,
    requests,
    services,
    updates,
)
from fengqiao.interop.selectors.jurisdictions import JurisdictionView, KeyView, jurisdiction, keys
from fengqiao.interop.selectors.messages import HANDERS, MessageView, messages

__all__ = [
    "HANDERS",
    "JurisdictionView",
    "KeyView",
    "MessageView",
    "contact",
    "definition",
    "jurisdiction",
    "keys",
    "messages",
    "reportable",
    "request_one",
    "requests",
    "services",
    "updates",
]
