"""The machine's door: everything under /api/. Each app brings its router; the OpenAPI text is made from them."""

from __future__ import annotations

from ninja import NinjaAPI

from fengqiao.cameras.api import router as lookout

api = NinjaAPI(title="Fengqiao", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
api.add_router("/lookout", lookout)
