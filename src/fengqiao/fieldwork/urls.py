from django.urls import URLPattern, path, re_path

from fengqiao.fieldwork.views import outbox

app_name = "fieldwork"

PHONE: list[URLPattern] = [
    path("field/items/", outbox.items, name="items"),
    re_path(r"^field/uploads/(?P<sha256>[0-9a-f]{64})/$", outbox.upload, name="upload"),
    path("field/key/", outbox.key, name="key"),
]

urlpatterns: list[URLPattern] = [*PHONE]
