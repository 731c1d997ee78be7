"""What the pages of the settings share."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import Actor, ActorRequest, requires
from fengqiao.incidents import selectors

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the view stands behind ``requires``."""
    return cast(ActorRequest, request).actor


def sheet_answer(content: bytes, name: str) -> HttpResponse:
    """An Excel file to be saved."""
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    )


@require_GET
@requires(*selectors.SETTINGS)
def index(request: HttpRequest) -> HttpResponse:
    """The settings at a glance, each with how it stands."""
    return render(request, "incidents/settings/index.html", {"keeps": selectors.keeps(actor_of(request))})
