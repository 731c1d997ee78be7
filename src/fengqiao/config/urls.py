"""All addresses. Each app brings its own; an address without a line in the rights table fails the build."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
