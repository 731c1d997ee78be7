"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from fengqiao.points.views import gifts, statement, store

app_name = "points"
urlpatterns = [
    path("points/", statement.mine, name="mine"),
    path("points/gifts/", gifts.catalogue, name="gifts"),
    path("points/gifts/<uuid:pk>/picture/", gifts.picture, name="gift_picture"),
    path("points/store/", store.list_, name="store"),
    path("points/store/lots.xlsx", store.export, name="store_export"),
    path("points/store/lots/", store.import_, name="store_import"),
    path("points/store/budget/", store.budget, name="store_budget"),
    path("points/store/<uuid:pk>/", store.gift, name="store_gift"),
    path("points/store/<uuid:pk>/lot/", store.receive, name="store_receive"),
    path("points/store/<uuid:pk>/retire/", store.retire, name="store_retire"),
    path("points/store/lots/<uuid:pk>/off/", store.write_off, name="store_write_off"),
    path("points/<uuid:person_id>/", statement.statement, name="statement"),
]
