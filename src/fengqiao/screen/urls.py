"""Addresses of the command screen."""

from __future__ import annotations

from django.urls import include, path

from fengqiao.screen.views import effects, fairness, live, wall

screen = [
    path("screen/", wall.wall, name="wall"),
    path("screen/map.json", wall.map_json, name="map"),
    path("screen/feed/", wall.feed_fragment, name="feed"),
    path("screen/summary/", wall.summary_fragment, name="summary"),
    path("screen/alarms/<uuid:pk>/", wall.focus_fragment, name="focus"),
    path("screen/alarms/<uuid:pk>/close/", wall.close_event, name="close"),
    path("screen/sound/", wall.silence_sound, name="sound"),
    path("effects/", effects.index, name="effects"),
    path("effects/effects.xlsx", effects.sheet, name="effects_sheet"),
    path("effects/people/", effects.people, name="effects_people"),
    path("effects/fairness/", fairness.page, name="fairness"),
    path("effects/events/<slug:name>/", effects.events, name="effects_events"),
    path("live/", live.live, name="live"),
]

urlpatterns = [path("", include((screen, "screen")))]
