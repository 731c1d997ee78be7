"""The doors of Open311 GeoReport v2, as XML and JSON. Reading needs no key; sending needs one.

Errors are answered in the format that was asked for, with the status that the specification names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from fengqiao.core import clock
from fengqiao.core.errors import Refused
from fengqiao.interop import selectors
from fengqiao.interop import services as doing
from fengqiao.interop.domain import georeport, spark
from fengqiao.interop.domain.georeport import Wrong
from fengqiao.interop.domain.spark import Item
from fengqiao.interop.selectors import JurisdictionView

Handler = Callable[..., HttpResponse]
MEDIA = ("media", "media_file", "photo", "image")
MOST_MEDIA = 3
MOST_MEDIA_BYTES = 20 * 1024 * 1024


def _answer(form: str, name: str, content: Sequence[Item] | Item, status: int = 200) -> HttpResponse:
    if form == "json":
        return HttpResponse(spark.as_json(name, content), content_type=spark.JSON, status=status)
    return HttpResponse(spark.as_xml(name, content), content_type=spark.XML, status=status)


def _told(handler: Handler) -> Handler:
    """What the client did wrong is answered in its own format. Words are those of the language it asks for."""

    @wraps(handler)
    def inner(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            _no_nul(request, given)
            with override(_language(request)):
                return handler(request, **given)
        except Wrong as wrong:
            code, words = wrong.code, wrong.description
        except Refused as refusal:
            code, words = (refusal.status if refusal.status != 409 else 400), str(refusal)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
            code, words = 400, "the form is too large or cannot be read"
        return _answer(given["form"], "errors", [{"code": code, "description": words}], code)

    return inner


def _no_nul(request: HttpRequest, given: dict[str, str]) -> None:
    """The database keeps no NUL character, and nobody means one. Raises Wrong (400)."""
    fields = [*request.GET.lists(), *request.POST.lists()]
    if any("\0" in text for name, values in fields for text in (name, *values)):
        raise Wrong(400, "a NUL character cannot be taken")
    if any("\0" in text for text in given.values()):
        raise Wrong(404, "there is nothing under this number")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("locale", "") or request.headers.get("Accept-Language", "")
    if asked.lower().startswith("en"):
        return "en"
    return "zh-hant" if asked.lower().startswith(("zh-hant", "zh-tw", "zh-hk")) else "zh-hans"


def _place(request: HttpRequest) -> JurisdictionView:
    given = request.POST if request.method == "POST" else request.GET
    return selectors.jurisdiction(given.get("jurisdiction_id", "") or request.GET.get("jurisdiction_id", ""))


@require_safe
@_told
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    """Where the doors are and which formats they speak."""
    root = request.build_absolute_uri(reverse("interop:open311_services", kwargs={"form": "xml"}))
    content: Item = {
        "changeset": "2026-11-01T00:00:00Z",
        "contact": selectors.contact(),
        "key_service": "",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": root.rsplit("/", 1)[0],
                "changeset": "2026-11-01T00:00:00Z",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return _answer(form, "discovery", content)


@require_safe
@_told
def services(request: HttpRequest, *, form: str) -> HttpResponse:
    """What can be reported here."""
    _place(request)
    return _answer(form, "services", selectors.services())


@require_safe
@_told
def service(request: HttpRequest, *, code: str, form: str) -> HttpResponse:
    """The questions of one kind of report."""
    _place(request)
    return _answer(form, "service_definition", selectors.definition(code))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_told
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """GET: the requests of some time. POST: a new one, with a key."""
    place = _place(request)
    if request.method != "POST":
        asked = georeport.query(request.GET.dict(), now=clock.now())
        return _answer(form, "service_requests", selectors.requests(place, asked))
    made = doing.submit(
        place=place,
        key=_key(request),
        report=georeport.report(dict(request.POST.lists())),
        media=_media(request),
        idempotency_key=request.headers.get("Idempotency-Key", "")[:80],
    )
    content: Item = {"service_request_id": made.code, "service_notice": made.notice, "account_id": None}
    return _answer(form, "service_requests", [content], 201 if made.created else 200)


@require_safe
@_told
def request_one(request: HttpRequest, *, number: str, form: str) -> HttpResponse:
    """One request by its number, which is the event's code."""
    place = _place(request)
    return _answer(form, "service_requests", [selectors.request_one(place, number)])


@require_safe
@_told
def token(request: HttpRequest, *, token: str, form: str) -> HttpResponse:
    """Every request gets its number at once, so the only tokens that mean something are numbers."""
    place = _place(request)
    found = selectors.request_one(place, token)
    return _answer(form, "service_requests", [{"service_request_id": found["service_request_id"], "token": token}])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_told
def updates(request: HttpRequest, *, form: str) -> HttpResponse:
    """GET: what happened to the requests in some time. POST: somebody's word about one, with a key."""
    place = _place(request)
    if request.method != "POST":
        asked = georeport.query(request.GET.dict(), now=clock.now())
        return _answer(form, "service_request_updates", selectors.updates(place, asked))
    update_id = doing.take_update(place=place, key=_key(request), update=georeport.update(request.POST.dict()))
    return _answer(form, "service_request_updates", [{"update_id": update_id}])


def _key(request: HttpRequest) -> str:
    key = request.POST.get("api_key", "") or request.GET.get("api_key", "")
    if not key:
        raise Wrong(403, "api_key was not provided")
    return key


def _media(request: HttpRequest) -> list[bytes]:
    files = [file for name in MEDIA for file in request.FILES.getlist(name)]
    if len(files) > MOST_MEDIA:
        raise Wrong(400, f"at most {MOST_MEDIA} pictures")
    if any((file.size or 0) > MOST_MEDIA_BYTES for file in files):
        raise Wrong(400, f"a picture may have at most {MOST_MEDIA_BYTES // 2**20} MB")
    return [bytes(file.read()) for file in files]
