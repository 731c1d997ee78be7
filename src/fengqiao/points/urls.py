"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from fengqiao.points.views import counter, day_end, day_plan, days, gifts, statement, store

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
    path("points/days/", days.list_, name="days"),
    path("points/days/new/", day_plan.new, name="day_new"),
    path("points/days/<uuid:pk>/", days.day, name="day"),
    path("points/days/<uuid:pk>/cancel/", days.cancel, name="day_cancel"),
    path("points/days/<uuid:pk>/in/<str:entrance>/", days.check_in, name="day_in"),
    path("points/days/<uuid:pk>/board/", days.board, name="day_board"),
    path("points/days/<uuid:pk>/door/", days.door, name="day_door"),
    path("points/days/<uuid:pk>/plan/", day_plan.plan, name="day_plan"),
    path("points/days/<uuid:pk>/end/", day_end.end, name="day_end"),
    path("points/days/<uuid:pk>/notice/", day_end.notice, name="day_notice"),
    path("points/photos/<uuid:pk>/", day_end.photo, name="day_photo"),
    path("points/acts/<uuid:pk>/receipt.pdf", day_end.receipt, name="receipt"),
    path("points/counter/<uuid:pk>/", counter.page, name="counter"),
    path("points/counter/<uuid:pk>/worker.js", counter.worker, name="counter_worker"),
    path("points/counter/<uuid:pk>/open/", counter.open_, name="counter_open"),
    path("points/counter/<uuid:pk>/list/", counter.list_, name="counter_list"),
    path("points/counter/<uuid:pk>/acts/", counter.acts, name="counter_acts"),
    path("points/counter/<uuid:pk>/call/", counter.call, name="counter_call"),
    path("points/counter/<uuid:pk>/find/", counter.find, name="counter_find"),
    path("points/counter/<uuid:pk>/add/", counter.add, name="counter_add"),
    path("points/counters/<uuid:pk>/back/", counter.back, name="counter_back"),
    path("points/<uuid:person_id>/", statement.statement, name="statement"),
]
