"""The installable app: its page, the script that keeps it at hand without a network, and what it takes along."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.fieldwork.selectors.handbook_words import ABOUT
from fengqiao.fieldwork.selectors.patrol_words import NO_POSITION
from fengqiao.fieldwork.selectors.phone import FIELD, bundle
from fengqiao.fieldwork.services.shifts import KEPT_DAYS

STATIC = Path(__file__).resolve().parent.parent / "static" / "fieldwork"
WORKER = STATIC / "worker.js"
UI = Path(__file__).resolve().parent.parent.parent / "ui" / "static" / "ui"
# What the app's own scripts and sheets use of the house.
SHARED = (
    "tokens.css",
    "base.css",
    "components.css",
    "http.js",
    "photo.js",
    "idb.js",
    "keys.js",
    "fresh_id.js",
    "mark.svg",
)
OWN = (
    "api.js",
    "app.css",
    "app.js",
    "duty.js",
    "exif.js",
    "letters.js",
    "map.js",
    "outbox.js",
    "place.js",
    "report.js",
    "sent.js",
    "shots.js",
    "store.js",
    "task.js",
    "today.js",
    "vault.js",
    "voice.js",
    "walk.js",
)
MAIN = "fieldwork/app.js"
INDENT = re.compile(r"\n\s+")
# How every icon is drawn; ``.icon`` in app.css says it once for all of them.
OUTLINE = ' fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
# What the first screen needs, fetched side by side instead of one after the other.
FIRST = (
    *(f"fieldwork/{name}.js" for name in ("api", "letters", "outbox", "store", "today", "vault")),
    *(f"ui/{name}.js" for name in ("fresh_id", "http", "idb", "keys")),
)
ICONS = {
    "H01": "trash-2",
    "H02": "megaphone",
    "H03": "construction",
    "H04": "traffic-cone",
    "H05": "siren",
    "H06": "circle-ellipsis",
    "O01": "lightbulb",
    "O02": "signpost",
    "O03": "store",
    "O04": "trees",
    "O05": "house",
    "O06": "wrench",
    "D02": "users",
    "": "scale",
}


@never_cache
@ensure_csrf_cookie
@require_GET
@requires(*FIELD)
def app(request: ActorRequest) -> HttpResponse:
    """The one page of the app. It holds nothing of anybody, so that it can wait on the telephone for its next start."""
    return HttpResponse(_page(request))


@never_cache
@require_GET
@requires(*FIELD)
def worker(request: ActorRequest) -> HttpResponse:
    """The script that starts the app without a network. It changes with every byte of the app and of its words."""
    version = hashlib.sha256((_page(request) + fingerprint()).encode()).hexdigest()[:16]
    about = json.dumps({"version": version, "page": reverse("fieldwork:app"), "files": addresses()})
    script = WORKER.read_text("utf-8").replace("/* about */ {}", about)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What the telephone shows on its home screen."""
    icons = [
        {
            "src": static(f"fieldwork/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    data = {
        "name": _("Fengqiao grid work"),
        "short_name": _("Grid work"),
        "id": reverse("fieldwork:app"),
        "start_url": reverse("fieldwork:app"),
        "scope": reverse("fieldwork:app"),
        "display": "standalone",
        "background_color": "#faf8f4",
        "theme_color": "#23527c",
        "lang": request.LANGUAGE_CODE,
        "icons": icons,
    }
    return JsonResponse(data, content_type="application/manifest+json")


@never_cache
@require_GET
@requires()
def state(request: ActorRequest) -> JsonResponse:
    """What the telephone takes along, as it is now."""
    get_token(request)
    return JsonResponse(bundle(request.actor))


def addresses() -> list[str]:
    """Where the page and its scripts fetch these files: the page by their stamped names, the scripts by plain ones."""
    names = [f"fieldwork/{name}" for name in OWN] + [f"ui/{name}" for name in SHARED]
    plain = [f"{settings.STATIC_URL}{name}" for name in names if name.endswith(".js")]
    return list(dict.fromkeys([*(static(name) for name in names if not name.endswith(".js")), static(MAIN), *plain]))


def _page(request: HttpRequest) -> str:
    """The page without what its sheet says of every drawing, and without indentation: a tenth of the first use."""
    page = render_to_string("fieldwork/app.html", _frame(request), request)
    return INDENT.sub("\n", page.replace(OUTLINE, "").replace(' focusable="false"', ""))


def _frame(request: HttpRequest) -> dict[str, object]:
    return {
        "icons": ICONS,
        "modules": [f"{settings.STATIC_URL}{name}" for name in FIRST],
        "reasons": [(one.value, words) for one, words in NO_POSITION.items()],
        "kept_days": KEPT_DAYS,
        "abouts": [(one.value, words) for one, words in ABOUT.items()],
    }


@cache
def fingerprint() -> str:
    """The content of all files of the app, as a hash."""
    files = [*(STATIC / name for name in OWN), *(UI / name for name in SHARED), WORKER]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
