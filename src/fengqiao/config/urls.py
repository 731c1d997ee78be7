"""All addresses. Each app brings its own; an address without a line in the rights table fails the build."""

from __future__ import annotations

import contextlib
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from fengqiao.config import health, home
from fengqiao.config.api import api

handler400 = "fengqiao.config.errors.bad_request"
handler403 = "fengqiao.config.errors.forbidden"
handler404 = "fengqiao.config.errors.not_found"
handler500 = "fengqiao.config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("health/", health.health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("", include("fengqiao.ui.urls")),
]
for _app in ("areas", "points", "incidents", "cameras", "screen"):
    if find_spec(f"fengqiao.{_app}.urls"):
        with contextlib.suppress(ImportError):
            urlpatterns.append(path("", include(f"fengqiao.{_app}.urls")))
