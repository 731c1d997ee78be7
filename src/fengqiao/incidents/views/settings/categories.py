"""The catalogue: a tree, a category's page with its versions, drafts, and Excel in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.areas.selectors import requires
from fengqiao.incidents import selectors, services
from fengqiao.incidents.forms.settings.categories import CategoryForm, SheetForm, field_set, initial_of
from fengqiao.incidents.selectors.catalogue import KEEPERS
from fengqiao.incidents.views.settings.common import actor_of, sheet_answer

SHEET = "catalogue"
SHOWN = 200  # rows of a preview; the rest is counted
BLANK: dict[str, Any] = {
    "catalogue": "local",
    "kind": "happening",
    "parent": None,
    "titles": {},
    "fields": [],
    "before_pictures": 1,
    "after_pictures": 1,
    "sensitive": False,
    "on_spot": True,
    "duplicate_m": 50,
    "residents": True,
}


@require_GET
@requires(*selectors.SETTINGS)
def tree(request: HttpRequest) -> HttpResponse:
    """All categories, class by class; searched by code and name."""
    asked = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:100] for name in ("q", "catalogue", "withdrawn")
    }
    roots = selectors.tree(text=asked["q"], catalogue=asked["catalogue"], withdrawn=bool(asked["withdrawn"]))
    hits = sum(branch.hit for root in roots for branch in root)
    names = selectors.catalogue_names()
    keeps = selectors.keeps(actor_of(request))
    context = {
        **asked,
        "roots": roots,
        "hits": hits,
        "open_all": bool(asked["q"]) or len(roots) == 1,
        "tabs": [(name, name == asked["catalogue"]) for name in names],
        "query": urlencode({name: value for name, value in asked.items() if value and name != "catalogue"}),
        "keeps": keeps,
        "drafts": selectors.category_drafts() if keeps else [],
    }
    return render(request, "incidents/settings/categories.html", context)


@require_GET
@requires(*selectors.SETTINGS)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One category: what it asks of a report now, and every version it had."""
    one = selectors.category_of(pk)
    above = selectors.category(one.parent) if one.parent else None
    keeps = selectors.keeps(actor_of(request))
    context = {
        "category": one,
        "above": above,
        "lines": selectors.content_lines(selectors.content_of(one)),
        "fields": [selectors.field_words(field) for field in one.fields],
        "versions": selectors.versions(pk),
        "keeps": keeps,
        "draft": next((draft for draft in selectors.category_drafts() if draft.code == one.code), None)
        if keeps
        else None,
    }
    return render(request, "incidents/settings/category.html", context)


@require_POST
@requires(*KEEPERS)
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the next version, or go on with the one that was begun."""
    return redirect("incidents:category_draft", pk=services.edit_category(category_id=pk, actor=actor_of(request)))


@require_POST
@requires(*KEEPERS)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No new events are about it from now on."""
    one = selectors.category_of(pk)
    services.withdraw_category(code=one.code, reason=request.POST.get("reason", ""), actor=actor_of(request))
    messages.success(
        request, _("Withdrawn. Events that are about it stay as they are; edit and publish it to use it again.")
    )
    return redirect("incidents:category", pk=pk)


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    """A category that is not there yet, as a draft."""
    parent = request.GET.get("parent", "")
    above = selectors.category(parent) if parent and "\0" not in parent else None
    content = (
        BLANK
        if above is None
        else {**BLANK, "parent": above.code, "catalogue": above.catalogue, "kind": above.kind.value}
    )
    form = CategoryForm(request.POST or None, initial=initial_of(content), parents=selectors.parents_for(None))
    rows = field_set([], request.POST or None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            draft = services.begin_category(content=form.content(rows.content([])), actor=actor_of(request))
        except services.CatalogueInvalid as refusal:
            form.add_error("code", refusal.why)
        else:
            return redirect("incidents:category_draft", pk=draft)
    context = {"form": form, "rows": rows, "above": above}
    return render(request, "incidents/settings/category_new.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A version in preparation: the form, and what publishing it would change."""
    one = selectors.category_draft(pk)
    form = CategoryForm(
        request.POST or None, initial=initial_of(one.content), parents=selectors.parents_for(one.code), new=False
    )
    rows = field_set(one.content["fields"], request.POST or None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        content = form.content(rows.content(one.content["fields"]))
        try:
            services.save_category_draft(draft_id=pk, content=content, actor=actor_of(request))
        except services.CatalogueInvalid as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is saved. It counts once it is published."))
            return redirect("incidents:category_draft", pk=pk)
    current = selectors.category_of(one.category_id) if one.category_id else None
    before = selectors.content_of(current) if current else None
    context = {
        "draft": one,
        "form": form,
        "rows": rows,
        "current": current,
        "changes": selectors.differences(before, one.content) if before else [],
        "again": current is not None and current.withdrawn,
    }
    return render(request, "incidents/settings/category_draft.html", context, status=_status(request))


@require_POST
@requires(*KEEPERS)
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft becomes the newest version."""
    made = services.publish_category_draft(draft_id=pk, actor=actor_of(request))
    words = _("Version %(number)d is published. Events reported until now keep the version they were reported under.")
    messages.success(request, words % {"number": made.number})
    return redirect("incidents:category", pk=made.id)


@require_POST
@requires(*KEEPERS)
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    one = selectors.category_draft(pk)
    services.discard_category_draft(draft_id=pk, actor=actor_of(request))
    messages.success(request, _("The draft is thrown away; what is published stays as it is."))
    return redirect("incidents:category", pk=one.category_id) if one.category_id else redirect("incidents:categories")


@require_GET
@requires(*selectors.SETTINGS)
def export(request: HttpRequest) -> HttpResponse:
    """The catalogue as an Excel file, which comes back in on the import page."""
    catalogue = request.GET.get("catalogue", "").replace("\0", "")
    content = services.export_catalogue(catalogue=catalogue or None)
    return sheet_answer(
        content, f"categories-{catalogue}" if catalogue.isascii() and catalogue.isalnum() else "categories"
    )


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def upload(request: HttpRequest) -> HttpResponse:
    """Take an Excel file to look it through."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(services.LARGEST_SHEET + 1)
            services.look_through(content)
            kept = services.keep_sheet(what=SHEET, name=file.name, content=content, actor=actor_of(request))
        except (services.CatalogueInvalid, services.Unreadable) as refusal:
            form.add_error("file", refusal.why)
        else:
            return redirect("incidents:categories_preview", pk=kept)
    return render(request, "incidents/settings/categories_import.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "POST"])
@requires(*KEEPERS)
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the file would change, row by row, or what is wrong with it; nothing counts before it is brought in."""
    actor = actor_of(request)
    kept = services.kept_sheet(what=SHEET, sheet_id=pk, actor=actor)
    if request.method == "POST" and kept.applied_at is None:
        count = services.import_catalogue(content=kept.content, actor=actor)
        services.mark_applied(kept.id)
        words = ngettext("%(count)d row was brought in.", "%(count)d rows were brought in.", count)
        messages.success(request, words % {"count": count})
        return redirect("incidents:categories")
    sheet = services.look_through(kept.content)
    moving = [change for change in sheet.changes if change.effect is not services.Effect.SAME]
    context = {
        "kept": kept,
        "sheet": sheet,
        "problems": sheet.problems[:SHOWN],
        "more_problems": max(0, len(sheet.problems) - SHOWN),
        "moving": moving[:SHOWN],
        "more_moving": max(0, len(moving) - SHOWN),
        "counts": {effect.value: len(sheet.of(effect)) for effect in services.Effect},
    }
    return render(request, "incidents/settings/categories_preview.html", context)


@require_GET
@requires(*KEEPERS)
def annotated(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file again, with what is wrong in its last column."""
    kept = services.kept_sheet(what=SHEET, sheet_id=pk, actor=actor_of(request))
    return sheet_answer(services.look_through(kept.content).annotated(), "categories-annotated")


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
