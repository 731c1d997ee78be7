"""The machine's door: everything under /api/. Each app brings its router; the OpenAPI text is made from them."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from fengqiao.cameras.api import router as lookout
from fengqiao.cameras.domain.door import SECURITY

api = NinjaAPI(title="Fengqiao", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
api.add_router("/lookout", lookout)


def description() -> dict[str, Any]:
    """The OpenAPI document of this door, as contracts/ publishes it."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/"))
    for operations in made["paths"].values():
        for about in operations.values():  # ninja adds its bare 200 under a number; ours come after it
            about["responses"] = {str(status): said for status, said in about["responses"].items()}
    made["components"] = {**made.get("components", {}), "securitySchemes": SECURITY}
    return made
