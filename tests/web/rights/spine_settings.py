"""Settings of the event spine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from factories import settings as make_settings
from fengqiao.areas.selectors import AreaView, Role
from rights.kinds import NO_ONE, Row

READ = {Role.SYSTEM_ADMIN, Role.DISPATCHER, Role.OPERATOR}
KEEP = {Role.SYSTEM_ADMIN}


def a_category(village: AreaView) -> Mapping[str, Any]:
    """A category; it belongs to no place."""
    return {"pk": make_settings.category().id}


def a_draft(village: AreaView) -> Mapping[str, Any]:
    """A category's next version in preparation."""
    return {"pk": make_settings.draft()}


def a_sheet(village: AreaView) -> Mapping[str, Any]:
    """A file that somebody else uploaded."""
    return {"pk": make_settings.sheet()}


CATEGORIES = [
    Row("incidents:settings", allow=READ),
    Row("incidents:categories", allow=READ),
    Row("incidents:categories_sheet", allow=READ),
    Row("incidents:category", allow=READ, args=a_category, scoped=False),
    Row("incidents:category_new", allow=KEEP),
    Row("incidents:category_new", "POST", allow=KEEP, status=422),
    Row("incidents:category_edit", "POST", allow=KEEP, status=302, args=a_category, scoped=False),
    Row("incidents:category_withdraw", "POST", allow=KEEP, status=302, args=a_category, scoped=False),
    Row("incidents:category_draft", allow=KEEP, args=a_draft, scoped=False),
    Row("incidents:category_draft", "POST", allow=KEEP, status=422, args=a_draft, scoped=False),
    Row("incidents:category_publish", "POST", allow=KEEP, status=302, args=a_draft, scoped=False),
    Row("incidents:category_discard", "POST", allow=KEEP, status=302, args=a_draft, scoped=False),
    Row("incidents:categories_import", allow=KEEP),
    Row("incidents:categories_import", "POST", allow=KEEP, status=422),
    # an uploaded file is its uploader's alone; tests/web/test_spine_settings.py uploads one
    Row("incidents:categories_preview", allow=NO_ONE, args=a_sheet),
    Row("incidents:categories_preview", "POST", allow=NO_ONE, args=a_sheet),
    Row("incidents:categories_annotated", allow=NO_ONE, args=a_sheet),
]

RULE = {Role.SYSTEM_ADMIN, Role.DISPATCHER}


def a_rule(village: AreaView) -> Mapping[str, Any]:
    """A routing rule of the village."""
    return {"pk": make_settings.rule(village)}


def a_route_sheet(village: AreaView) -> Mapping[str, Any]:
    """A file of rules that somebody else uploaded."""
    return {"pk": make_settings.sheet("routing")}


ROUTING = [
    Row("incidents:routing", allow=READ),
    Row("incidents:routing_sheet", allow=READ),
    Row("incidents:routing_trial", allow=READ),
    Row("incidents:route_new", allow=RULE),
    Row("incidents:route_new", "POST", allow=RULE, status=422),
    Row("incidents:route", allow=READ, args=a_rule),
    Row("incidents:route_withdraw", "POST", allow=RULE, status=302, args=a_rule),
    Row("incidents:routing_import", allow=RULE),
    Row("incidents:routing_import", "POST", allow=RULE, status=422),
    Row("incidents:routing_preview", allow=NO_ONE, args=a_route_sheet),
    Row("incidents:routing_preview", "POST", allow=NO_ONE, args=a_route_sheet),
    Row("incidents:routing_annotated", allow=NO_ONE, args=a_route_sheet),
]


def a_calendar(village: AreaView) -> Mapping[str, Any]:
    """A published calendar; it counts everywhere."""
    return {"pk": make_settings.calendar()}


def a_calendar_sheet(village: AreaView) -> Mapping[str, Any]:
    """A file of holidays that somebody else uploaded."""
    return {"pk": make_settings.sheet("calendar")}


CALENDAR = [
    Row("incidents:calendar", allow=READ),
    Row("incidents:calendar_progress", allow=READ),
    Row("incidents:calendar_sheet", allow=READ),
    Row("incidents:calendar_version", allow=READ, args=a_calendar, scoped=False),
    Row("incidents:calendar_days", allow=KEEP),
    Row("incidents:calendar_days", "POST", allow=KEEP, status=422),
    Row("incidents:calendar_hours", allow=KEEP),
    Row("incidents:calendar_hours", "POST", allow=KEEP, status=422),
    Row("incidents:calendar_import", allow=KEEP),
    Row("incidents:calendar_import", "POST", allow=KEEP, status=422),
    Row("incidents:calendar_preview", allow=NO_ONE, args=a_calendar_sheet),
    Row("incidents:calendar_preview", "POST", allow=NO_ONE, args=a_calendar_sheet),
    Row("incidents:calendar_annotated", allow=NO_ONE, args=a_calendar_sheet),
]


def a_deadline(village: AreaView) -> Mapping[str, Any]:
    """A deadline in force; it counts everywhere."""
    return {"pk": make_settings.deadline()}


DEADLINES = [
    Row("incidents:deadlines", allow=READ),
    Row("incidents:deadline_set", allow=KEEP),
    Row("incidents:deadline_set", "POST", allow=KEEP, status=422),
    Row("incidents:deadline", allow=KEEP, args=a_deadline, scoped=False),
    Row("incidents:deadline", "POST", allow=KEEP, status=422, args=a_deadline, scoped=False),
    Row("incidents:deadline_end", "POST", allow=KEEP, status=302, args=a_deadline, scoped=False),
]

SPINE_SETTINGS = [*CATEGORIES, *ROUTING, *CALENDAR, *DEADLINES]
