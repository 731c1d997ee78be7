"""The tray of an agency: what is awaited of it, done row by row or many at once."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents import services
from fengqiao.incidents.domain import table
from fengqiao.incidents.forms.tray import TrayActForm, TrayFilterForm, as_query, as_tab
from fengqiao.incidents.selectors.tray import Tab, codes_of, tray
from fengqiao.incidents.selectors.tray_views import saved_views
from fengqiao.incidents.selectors.verifying import to_verify
from fengqiao.incidents.services.tray import act_on_rows
from fengqiao.incidents.views.sheet import SHEETS_AT_ONCE
from fengqiao.incidents.views.tray_views import DELETED

KEPT = "incidents_tray"


@require_GET
@requires(*table.HANDLERS)
def page(request: HttpRequest) -> HttpResponse:
    """One tab of the tray, with how it went with the rows that were acted on last."""
    actor = cast(ActorRequest, request).actor
    given = {key: str(value).replace("\0", "") for key, value in request.GET.items()}
    tab = as_tab(given.get("tab", ""))
    filters = TrayFilterForm(given, actor=actor)
    kept = filters.kept()
    found = tray(actor, tab, filters.wanted(), after=given.get("after", ""))
    last: dict[str, Any] = request.session.pop(KEPT, {})
    again: dict[str, Any] = last.get("again", {})
    query = as_query(tab.value, filters)
    context = {
        "tab": tab,
        "tabs": [(one, _tab_words(one), found.counts[one], urlencode({**kept, "tab": one.value})) for one in Tab],
        "tray": found,
        "filters": filters,
        "narrowed": bool(kept),
        "query": query,
        "older": urlencode({**kept, "tab": tab.value, "after": found.older}) if found.older else "",
        "later_page": bool(given.get("after")),
        "results": last.get("results", []),
        "done": sum(1 for one in last.get("results", []) if one["done"]),
        "views": [(one, one.query == query) for one in saved_views(actor)],
        "gone": filters.gone(),
        "deleted": request.session.pop(DELETED, None),
        "selected": again.get("rows", []),
        "form": TrayActForm(actor=actor, initial=again),
        "to_verify": to_verify(actor),
    }
    return render(request, "incidents/tray/tray.html", context)


@require_POST
@requires(*table.HANDLERS)
def act(request: HttpRequest) -> HttpResponse:
    """Do something with the selected rows. What failed stays selected, with what was filled in."""
    actor = cast(ActorRequest, request).actor
    rows = [str(one).replace("\0", "") for one in request.POST.getlist("row")]
    form = TrayActForm(request.POST, request.FILES, actor=actor)
    kept = {"rows": rows, "note": request.POST.get("note", "")[:1000]}
    kept["organisation"] = request.POST.get("organisation", "")[:36]
    if complaint := form.complaint(rows):
        messages.error(request, complaint)
        request.session[KEPT] = {"again": kept}
        return _back(request)
    results = act_on_rows(rows, form.act(), actor=actor)
    failed = [one.row for one in results if not one.done]
    request.session[KEPT] = {
        "results": [
            {"code": one.code, "title": one.title, "done": one.done, "why": one.why, "undo": str(one.undo or "")}
            for one in results
        ],
        "again": {**kept, "rows": failed} if failed else {},
    }
    return _back(request)


@require_POST
@requires(*table.HANDLERS)
def sheets(request: HttpRequest) -> HttpResponse:
    """The hand-over sheets of the selected rows, to print."""
    actor = cast(ActorRequest, request).actor
    codes = codes_of(actor, request.POST.getlist("row")[: 2 * SHEETS_AT_ONCE])
    if not codes:
        messages.error(request, _("Select at least one row first, then print."))
        return _back(request)
    if len(codes) > SHEETS_AT_ONCE:
        messages.error(request, _("At most %(most)d sheets at once.") % {"most": SHEETS_AT_ONCE})
        return _back(request)
    return redirect(f"{reverse('incidents:sheets')}?{urlencode({'code': codes}, doseq=True)}")


@require_POST
@requires(*table.HANDLERS)
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back that another organisation was asked to join."""
    actor = cast(ActorRequest, request).actor
    services.waive_task(task_id=pk, reason=_("Asked by mistake; taken back."), actor=actor)
    messages.success(request, _("Taken back: the other organisation is not asked any more."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the tab and filters from which the form was sent."""
    filters = {name: request.POST.get(f"back_{name}", "")[:100] for name in ("tab", "q", "area", "category")}
    return redirect(f"{reverse('incidents:tray')}?{urlencode({k: v for k, v in filters.items() if v})}")


def _tab_words(tab: Tab) -> str:
    return {
        Tab.NEW: pgettext("tray", "New"),
        Tab.ACCEPTED: pgettext("tray", "Taken on"),
        Tab.DUE_SOON: pgettext("tray", "Due soon"),
        Tab.OVERDUE: pgettext("tray", "Overdue"),
        Tab.WAITING: pgettext("tray", "Waiting for others"),
        Tab.ANSWERED: pgettext("tray", "Answered"),
    }[tab]
