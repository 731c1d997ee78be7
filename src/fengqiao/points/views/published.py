"""What everybody may see: published quarters, their file, notice and Excel, and the page that recomputes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from fengqiao.core.errors import NotYours
from fengqiao.points.selectors import quarters
from fengqiao.points.selectors.quarters import Issue
from fengqiao.points.views.shapes import bars
from fengqiao.ui import papers
from fengqiao.ui.sheets import XLSX, sheet

NOTICE = Path(__file__).resolve().parent.parent / "papers" / "notice.typ"
RECOMPUTE = Path(__file__).resolve().parent.parent / "static" / "points" / "recompute.js"
# Paper, text size in points, columns of names.
SIZES: dict[str, tuple[str, int, int]] = {"a4": ("a4", 10, 3), "a3": ("a3", 13, 4), "large": ("a4", 17, 1)}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All published lists."""
    return render(request, "points/published/index.html", {"issues": quarters.publications()})


@require_GET
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One published list: names masked, the totals, what they look like, and how to recompute them."""
    issue = quarters.published(pk)
    workers = sorted(issue.head["workers"], key=lambda row: (-row["total"], row["number"]))
    context = {
        "issue": issue,
        "head": issue.head,
        "workers": workers,
        "bars": bars(issue.head["summary"]["distribution"]),
        "by": getattr(issue.row, "replaced_by", None) if not issue.newest else None,
    }
    return render(request, "points/published/page.html", context)


@require_GET
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The published file, from which anybody can recompute the list."""
    issue = quarters.published(pk)
    text = quarters.document(issue.row)
    return HttpResponse(text, content_type="application/json", headers=_saved(issue, "json"))


@require_GET
def workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list as an Excel file."""
    issue = quarters.published(pk)
    rows = [(row["number"], row["name"], row["lines"], row["total"]) for row in issue.head["workers"]]
    content = sheet(
        title=f"{issue.row.quarter.year}-{issue.row.quarter.number}",
        head=(_("Number"), _("Worker"), _("Lines"), _("Points")),
        rows=rows,
        widths=(10, 20, 10, 10),
    )
    return HttpResponse(content, content_type=XLSX, headers=_saved(issue, "xlsx"))


@require_GET
def notice(request: HttpRequest, pk: UUID, size: str) -> HttpResponse:
    """The notice for the board: A4, A3 or in large print."""
    if size not in SIZES:
        raise NotYours
    issue = quarters.published(pk)
    address = request.build_absolute_uri(reverse("points:published_page", args=[pk]))
    made = papers.pdf(NOTICE, _notice(issue, address, size), {"qr.svg": papers.qr_picture(address)})
    return HttpResponse(made, content_type=papers.PDF, headers={"Content-Disposition": "inline"})


@require_GET
def recompute(request: HttpRequest) -> HttpResponse:
    """The page on which anybody recomputes a published file; it asks the server for nothing."""
    return render(request, "points/published/recompute.html", {"words": _words()})


@require_GET
def recompute_file(request: HttpRequest) -> HttpResponse:
    """The same page as one file to keep, which needs no server at all."""
    script = RECOMPUTE.read_text("utf-8")
    context = {"words": _words(), "script": mark_safe(script)}  # noqa: S308 - our own script, as it stands on the page
    made = render_to_string("points/published/recompute_file.html", context, request)
    name = {"Content-Disposition": 'attachment; filename="fengqiao-recompute.html"'}
    return HttpResponse(made, content_type="text/html; charset=utf-8", headers=name)


def _words() -> dict[str, str]:
    """What the page says, for its script."""
    return {
        "good": _("Everything comes out: {workers} workers, {lines} lines, {total} points."),
        "bad": _("This file does not come out:"),
        "unreadable": _("This is no published file of this program."),
        "hash": _("Hash of the publication"),
        "compare": _("Compare this hash with the one on the notice on the board."),
        "head": _("the hash of the head"),
        "list": _("the list of workers"),
        "sheet": _("the hash of worker no. {number}"),
        "total": _("the total of worker no. {number}"),
        "rule": _("a rule of worker no. {number} that is not listed"),
        "points": _("a line of worker no. {number} gives more than its rule"),
        "cap": _("worker no. {number} is above the cap of “{rule}”"),
        "twice": _("worker no. {number} has the same evidence twice under one rule"),
        "summary": _("the summary"),
    }


def _notice(issue: Issue, address: str, size: str) -> dict[str, Any]:
    paper, points, columns = SIZES[size]
    head = issue.head
    summary = head["summary"]
    quarter = _("%(year)s, quarter %(number)s") % head["quarter"]
    return {
        "paper": paper,
        "size": points,
        "columns": columns,
        "title": _("Points of the grid workers of %(town)s") % {"town": head["town"]["name"]},
        "quarter": quarter,
        "replaces": _("Corrected issue %(number)s; it replaces the one before.") % {"number": head["issue"]}
        if head["replaces"]
        else "",
        "sums": [
            [_("Workers"), summary["workers"]],
            [_("Points together"), summary["total"]],
            [_("Lowest"), summary["minimum"]],
            [_("Median"), summary["median"]],
            [_("Highest"), summary["maximum"]],
        ],
        "names": [pgettext("number", "No."), _("Worker"), _("Points")],
        "rows": [[row["number"], row["name"], row["total"]] for row in head["workers"]],
        "rules_title": _("Rules that counted"),
        "rules": [
            _("%(title)s (version %(version)s): %(points)s") % {**rule, "points": f"{rule['points']:+d}"}
            for rule in head["rules"]
        ],
        "objections": _("Objections: %(raised)s, upheld %(upheld)s, refused %(refused)s.") % head["objections"],
        "signed": _("Signed by %(signer)s, %(day)s") % {"signer": head["signer"], "day": head["signed_at"][:10]},
        "scan": _("Scan the code to see each rule and to recompute the list."),
        "thanks": _(
            "Points are thanks for work done. "
            "They are no money, cannot be passed on, and nothing else is decided by them."
        ),
        "hash": f"SHA-256 {issue.row.sha256}",
        "address": address,
    }


def _saved(issue: Issue, ending: str) -> dict[str, str]:
    book = issue.row.quarter
    name = f"points-{issue.head['town']['code']}-{book.year}Q{book.number}-{issue.row.number}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
