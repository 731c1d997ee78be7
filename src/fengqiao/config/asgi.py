"""The web process: Django over ASGI, because live pages hold a connection each."""

from __future__ import annotations

import gc
import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings.production")
application = get_asgi_application()


def _settle() -> None:
    """Load what is otherwise loaded by the first request, and keep all of it out of the collection of garbage.

    Hundreds of thousands of objects live as long as the process. Each full collection looked through them for a tenth
    of a second and more, and one request of twelve for the board had to wait for it.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


_settle()
