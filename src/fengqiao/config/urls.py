"""All addresses. Each app brings its own; an address without a line in the rights table fails the build."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fengqiao.config import health, home, privacy
from fengqiao.config.api import api

handler400 = "fengqiao.config.errors.bad_request"
handler403 = "fengqiao.config.errors.forbidden"
handler404 = "fengqiao.config.errors.not_found"
handler500 = "fengqiao.config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("health/", health.health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("", include("fengqiao.ui.urls")),
    path("", include("fengqiao.areas.urls")),
    path("", include("fengqiao.points.urls")),
    path("", include("fengqiao.incidents.urls")),
    path("", include("fengqiao.cameras.urls")),
    path("", include("fengqiao.centre.urls")),
    path("", include("fengqiao.fieldwork.urls")),
    path("", include("fengqiao.mediation.urls")),
    path("", include("fengqiao.interop.urls")),
    path("", include("fengqiao.screen.urls")),
]
