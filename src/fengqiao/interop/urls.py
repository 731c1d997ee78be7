from django.urls import path, re_path

from fengqiao.interop.views import messages, open311

app_name = "interop"

V2 = r"^open311/v2/"
FORMAT = r"\.(?P<form>xml|json)$"

urlpatterns = [
    re_path(r"^open311/discovery" + FORMAT, open311.discovery, name="open311_discovery"),
    re_path(V2 + "services" + FORMAT, open311.services, name="open311_services"),
    re_path(V2 + r"services/(?P<code>[^/]+)" + FORMAT, open311.service, name="open311_service"),
    re_path(V2 + "requests" + FORMAT, open311.requests, name="open311_requests"),
    re_path(V2 + r"requests/(?P<number>[^/]+)" + FORMAT, open311.request_one, name="open311_request"),
    re_path(V2 + r"tokens/(?P<token>[^/]+)" + FORMAT, open311.token, name="open311_token"),
    re_path(V2 + "servicerequestupdates" + FORMAT, open311.updates, name="open311_updates"),
    path("handed-over/", messages.index, name="messages"),
]
