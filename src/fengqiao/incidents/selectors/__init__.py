"""Reading events. Whatever a person sees goes through ``visible_to`` with that person's ``Actor``."""

from fengqiao.incidents.domain.code import spoken
from fengqiao.incidents.domain.facts import CategoryKind, Outcome, Source, State, Step
from fengqiao.incidents.domain.table import DESK, ENDED, FIELD
from fengqiao.incidents.selectors.events import (
    WATCHERS,
    EvidenceView,
    IncidentPage,
    IncidentView,
    StepView,
    by_key,
    evidence_content,
    evidence_of,
    incident,
    incident_of_code,
    incident_page,
    incidents,
    names,
    similar,
    steps,
    visible_to,
)
from fengqiao.incidents.selectors.parts import CreditView, credits_of
from fengqiao.incidents.selectors.routing import CategoryView, Route, categories, category, covers, route
from fengqiao.incidents.selectors.standing import gather, offered, works_for
from fengqiao.incidents.selectors.words import in_words, local_title

__all__ = [
    "DESK",
    "ENDED",
    "FIELD",
    "WATCHERS",
    "CategoryKind",
    "CategoryView",
    "CreditView",
    "EvidenceView",
    "IncidentPage",
    "IncidentView",
    "Outcome",
    "Route",
    "Source",
    "State",
    "Step",
    "StepView",
    "by_key",
    "categories",
    "category",
    "covers",
    "credits_of",
    "evidence_content",
    "evidence_of",
    "gather",
    "in_words",
    "incident",
    "incident_of_code",
    "incident_page",
    "incidents",
    "local_title",
    "names",
    "offered",
    "route",
    "similar",
    "spoken",
    "steps",
    "visible_to",
    "works_for",
]
