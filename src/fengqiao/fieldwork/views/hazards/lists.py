"""The studio's page of checklists: what is looked at under each topic, as a draft until it is published."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, ActorRequest, Role, requires
from fengqiao.core.errors import NotYours, Refused
from fengqiao.fieldwork.domain.hazards import Severity, Topic
from fengqiao.fieldwork.forms import hazards as forms
from fengqiao.fieldwork.selectors.hazards import lists, words
from fengqiao.fieldwork.services import hazards as services
from fengqiao.fieldwork.services.errors import SheetRefused
from fengqiao.fieldwork.services.hazards import Line
from fengqiao.ui.sheets import XLSX

EMPTY_ROWS = 3


@require_GET
@requires(Role.STUDIO_CLERK)
def overview(request: ActorRequest) -> HttpResponse:
    """The six lists: which version counts here, and whether a draft waits."""
    place = _place(request.actor)
    rows = []
    for topic, word in words.TOPICS.items():
        shown, draft = lists.in_force(topic, place), lists.draft_of(topic, place)
        rows.append((topic, word, words.TOPIC_ICONS[topic], shown, len(shown.checklist.items), draft))
    return render(request, "fieldwork/hazards/lists.html", {"rows": rows, "place": areas.area(place)})


@require_http_methods(["GET", "POST"])
@requires(Role.STUDIO_CLERK)
def edit(request: ActorRequest, topic: str) -> HttpResponse:
    """One list: change it as a draft, see what would be different, publish it."""
    subject, place = _topic(topic), _place(request.actor)
    if request.method == "GET":
        return render(request, "fieldwork/hazards/list_edit.html", _context(subject, place))
    post = request.POST
    lines = _lines(request)
    days = {one.value: _whole(post.get(f"days-{one.value}", "")) for one in Severity}
    try:
        services.save_draft(
            topic=subject,
            area_id=place,
            lines=lines,
            days=days,
            language=lists.language(),
            seen=parse_datetime(post.get("seen", "")) if post.get("seen") else None,
            actor=request.actor,
        )
    except Refused as refusal:
        if refusal.status == 404:
            raise
        context = {**_context(subject, place), "refusal": str(refusal), "days": days.items()}
        context["rows"] = [(line.key, line.words, line.severity) for line in lines] + _empty()
        return render(request, "fieldwork/hazards/list_edit.html", context, status=refusal.status)
    if post.get("then") == "publish":
        number = services.publish_draft(topic=subject, area_id=place, actor=request.actor)
        messages.success(request, _("Version %(number)d counts from now on.") % {"number": number})
        return redirect("fieldwork:hazard_lists")
    messages.success(request, _("The draft is saved; checks still use what is published."))
    return redirect("fieldwork:hazard_list", topic=topic)


@require_POST
@requires(Role.STUDIO_CLERK)
def discard(request: ActorRequest, topic: str) -> HttpResponse:
    """Throw the draft away."""
    services.discard_draft(topic=_topic(topic), area_id=_place(request.actor), actor=request.actor)
    messages.success(request, _("The draft is gone; what is published stays."))
    return redirect("fieldwork:hazard_lists")


@require_http_methods(["GET", "POST"])
@requires(Role.STUDIO_CLERK)
def sheet(request: ActorRequest, topic: str) -> HttpResponse:
    """The list as an Excel file; an uploaded one becomes the draft, or comes back with what is wrong in each row."""
    subject, place = _topic(topic), _place(request.actor)
    if request.method == "GET":
        draft = lists.draft_of(subject, place)
        shown = draft.checklist if draft else lists.in_force(subject, place).checklist
        return _file(services.export_list(shown), f"checklist-{topic}.xlsx")
    sent = forms.photos_of(request, "file")
    if not sent:
        messages.error(request, _("Choose an Excel file first."))
        return redirect("fieldwork:hazard_list", topic=topic)
    try:
        count = services.import_list(topic=subject, area_id=place, content=sent[0], actor=request.actor)
    except SheetRefused as refusal:
        return _file(refusal.annotated, f"checklist-{topic}-to-mend.xlsx", status=422)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
        return redirect("fieldwork:hazard_list", topic=topic)
    said = ngettext(
        "%(count)d item is in the draft. Look at it, then publish.",
        "%(count)d items are in the draft. Look at them, then publish.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("fieldwork:hazard_list", topic=topic)


def _context(topic: Topic, place: UUID) -> dict[str, Any]:
    shown, draft = lists.in_force(topic, place), lists.draft_of(topic, place)
    current = draft.checklist if draft else shown.checklist
    added, gone, other = lists.changes(shown.checklist, current)
    said = lists.language()
    return {
        "topic": topic,
        "title": words.TOPICS[topic],
        "icon": words.TOPIC_ICONS[topic],
        "place": areas.area(place),
        "shown": shown,
        "draft": draft,
        "rows": [(one.key, one.said(said), one.severity.value) for one in current.items] + _empty(),
        "days": [(severity.value, count) for severity, count in current.days.items()],
        "severities": words.SEVERITIES.items(),
        "added": added,
        "gone": gone,
        "other": other,
        "versions": [(one, len(one.checklist.items)) for one in lists.versions_of(topic, place)],
    }


def _empty() -> list[tuple[str, str, str]]:
    return [("", "", Severity.GENERAL.value)] * EMPTY_ROWS


def _lines(request: ActorRequest) -> list[Line]:
    """The rows in the order that the page gives; one without words is left out, which is how an item is taken off."""
    post = request.POST
    rows = zip(post.getlist("key"), post.getlist("words"), post.getlist("severity"), strict=False)
    return [Line(key=key, words=text, severity=severity) for key, text, severity in rows if text.strip()]


def _place(actor: Actor) -> UUID:
    """The area for which this clerk keeps the lists."""
    for duty in actor.duties:
        if duty.role is Role.STUDIO_CLERK:
            return duty.area_id
    raise NotYours


def _topic(text: str) -> Topic:
    if text not in set(Topic):
        raise Http404
    return Topic(text)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1


def _file(content: bytes, name: str, status: int = 200) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition}, status=status)
