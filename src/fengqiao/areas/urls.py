"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from fengqiao.areas import views

app_name = "areas"
urlpatterns = [
    path("setup/<str:token>/", views.setup, name="setup"),
]
