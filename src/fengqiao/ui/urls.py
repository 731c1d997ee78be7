"""Addresses of the design language itself: text size and the living style guide."""

from __future__ import annotations

from django.urls import path

from fengqiao.ui import views

app_name = "ui"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
    path("text-size/", views.elder, name="elder"),
]
