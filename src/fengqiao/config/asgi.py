"""The web process: Django over ASGI, because live pages hold a connection each."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings.production")
application = get_asgi_application()
