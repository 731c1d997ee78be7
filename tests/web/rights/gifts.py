"""Gifts, their store, redemption days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from factories import points as make_points
from fengqiao.areas.selectors import AreaView, Role
from fengqiao.points.models import Lot
from rights.kinds import SIGNED_IN, Row

CLERK = {Role.STUDIO_CLERK}


def _gift(village: AreaView) -> Mapping[str, Any]:
    assert village.parent_id is not None
    return {"pk": make_points.gift(village.parent_id, pieces=3)}


def _lot(village: AreaView) -> Mapping[str, Any]:
    return {"pk": Lot.objects.get(gift=_gift(village)["pk"]).pk}


GIFT = {"name": "新礼品", "points": "5"}
LOT = {"supplier": "供货商", "received_on": "2026-11-26", "pieces": "5", "yuan": "9.90"}

GIFTS = [
    Row("points:gifts", allow=SIGNED_IN),
    Row("points:gift_picture", allow=set(), args=_gift),  # it has none; the picture itself is tested with the pages
    Row("points:store", allow=CLERK),
    Row("points:store", "POST", allow=CLERK, status=302, data=lambda args: GIFT),
    Row("points:store_gift", allow=CLERK, args=_gift),
    Row("points:store_gift", "POST", allow=CLERK, status=302, args=_gift, data=lambda args: GIFT),
    Row("points:store_receive", "POST", allow=CLERK, status=302, args=_gift, data=lambda args: LOT),
    Row("points:store_retire", "POST", allow=CLERK, status=302, args=_gift),
    Row(
        "points:store_write_off",
        "POST",
        allow=CLERK,
        status=302,
        args=_lot,
        data=lambda args: {"pieces": "1", "reason": "进水"},
    ),
    Row("points:store_budget", "POST", allow=CLERK, status=302, data=lambda args: {"year": "2026", "yuan": "9000"}),
    Row("points:store_export", allow=CLERK),
    Row(
        "points:store_import",
        "POST",
        allow=CLERK,
        status=302,
        data=lambda args: {"file": SimpleUploadedFile("lots.xlsx", b"none")},
    ),
]
