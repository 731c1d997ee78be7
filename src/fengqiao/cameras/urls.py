"""Addresses of the camera register, the alarms and the duty phone page."""

from __future__ import annotations

from django.urls import include, path

from fengqiao.cameras.views import actions, functions, health, live, media, pages, tallies, wall, watch
from fengqiao.cameras.views import duty as duty_pages

cameras = [
    path("cameras/", pages.camera_list, name="list"),
    path("cameras/wall/", wall.wall, name="wall"),
    path("cameras/health/", health.health, name="health"),
    path("cameras/health.xlsx", health.health_sheet, name="health_sheet"),
    path("cameras/new/", pages.register, name="new"),
    path("cameras/<uuid:pk>/", pages.camera_page, name="page"),
    path("cameras/<uuid:pk>/edit/", pages.edit, name="edit"),
    path("cameras/<uuid:pk>/operation/", pages.operation, name="operation"),
    path("cameras/<uuid:pk>/zones/", functions.zones, name="zones"),
    path("cameras/<uuid:pk>/zones/<slug:kind>/", functions.function, name="function"),
    path("cameras/<uuid:pk>/scene/", functions.scene, name="scene"),
    path("cameras/<uuid:pk>/counts/", tallies.tallies, name="tallies"),
    path("cameras/<uuid:pk>/counts.xlsx", tallies.tallies_sheet, name="tallies_sheet"),
    path("cameras/<uuid:pk>/voice/", functions.voice, name="voice"),
    path("cameras/<uuid:pk>/sign.jpg", media.sign_photo, name="sign_photo"),
    path("cameras/<uuid:pk>/live.mp4", live.video, name="live_video"),
    path("cameras/<uuid:pk>/live.ndjson", live.tracks, name="live_tracks"),
    path("cameras/<uuid:pk>/snapshot.jpg", live.snapshot, name="snapshot"),
    path("watch/", watch.case_list, name="watch"),
    path("watch/new/", watch.case_new, name="watch_new"),
    path("watch/<uuid:pk>/", watch.case_page, name="watch_case"),
    path("watch/<uuid:pk>/edit/", watch.case_edit, name="watch_edit"),
    path("watch/<uuid:pk>/photo.jpg", watch.case_photo, name="watch_photo"),
    path("watch/<uuid:pk>/consent.jpg", watch.case_consent, name="watch_consent"),
    path("watch/<uuid:pk>/<slug:step>/", watch.case_step, name="watch_step"),
    path("alarms/", pages.alarm_list, name="alarms"),
    path("alarms/<uuid:pk>/match/", watch.match_answer, name="match_answer"),
    path("alarms/autoplay/", actions.autoplay, name="autoplay"),
    path("alarms/voice/<uuid:pk>/sound", media.voice_sound, name="voice_sound"),
    path("alarms/voice/<uuid:pk>/played/", actions.voice_played, name="voice_played"),
    path("alarms/<uuid:pk>/", pages.alarm_page, name="alarm"),
    path("alarms/<uuid:pk>/card/", pages.alarm_card, name="alarm_card"),
    path("alarms/<uuid:pk>/picture.jpg", media.alarm_picture, name="alarm_picture"),
    path("alarms/<uuid:pk>/before.jpg", media.alarm_before, name="alarm_before"),
    path("alarms/<uuid:pk>/clip.mp4", media.alarm_clip, name="alarm_clip"),
    path("alarms/<uuid:pk>/photo.jpg", media.alarm_photo, name="alarm_photo"),
    path("alarms/<uuid:pk>/accept/", actions.accept, name="accept"),
    path("alarms/<uuid:pk>/assign/", actions.assign, name="assign"),
    path("alarms/<uuid:pk>/on-site/", actions.on_site, name="on_site"),
    path("alarms/<uuid:pk>/safe/", actions.safe, name="safe"),
    path("alarms/<uuid:pk>/false/", actions.false_alarm, name="false_alarm"),
    path("alarms/<uuid:pk>/escalate/", actions.escalate, name="escalate"),
]

duty = [path("duty/", duty_pages.home, name="home")]

urlpatterns = [
    path("", include((cameras, "cameras"))),
    path("", include((duty, "duty"))),
]
