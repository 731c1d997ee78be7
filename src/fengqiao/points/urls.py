"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from fengqiao.points.views import statement

app_name = "points"
urlpatterns = [
    path("points/", statement.mine, name="mine"),
    path("points/<uuid:person_id>/", statement.statement, name="statement"),
]
