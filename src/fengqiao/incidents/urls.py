"""Addresses of this app. ``code`` is the event's own, however it is written."""

from __future__ import annotations

from django.urls import path

from fengqiao.incidents import views

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.list_, name="list"),
    path("incidents/<str:code>/", views.page, name="page"),
    path("incidents/<str:code>/pictures/<uuid:pk>.jpg", views.picture, name="picture"),
    path("incidents/<str:code>/check/", views.check, name="check"),
    path("incidents/<str:code>/close/", views.close, name="close"),
    path("incidents/<str:code>/steps/<str:step>/", views.step, name="step"),
]
