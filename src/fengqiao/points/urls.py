"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from fengqiao.points import views

app_name = "points"
urlpatterns = [
    path("points/", views.mine, name="mine"),
    path("points/<uuid:person_id>/", views.statement, name="statement"),
]
