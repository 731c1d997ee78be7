"""Recomputing the store: every shelf against its moves, and what was handed over against the points for it."""

from __future__ import annotations

from collections.abc import Hashable

from django.db import transaction

from fengqiao.points.domain import stock
from fengqiao.points.domain.stock import Place
from fengqiao.points.models import Shelf, StockMove
from fengqiao.points.services.verification import Fault


def verify_stock() -> list[Fault]:
    """Every shelf recomputed from the moves. Empty: all is well."""
    with transaction.atomic():
        rows = StockMove.objects.values_list("lot_id", "source", "source_counter", "target", "target_counter", "pieces")
        computed = stock.shelves(
            stock.Move(lot=lot, source=(source, here), target=(target, there), pieces=pieces)
            for lot, source, here, target, there, pieces in rows
        )
        lying: dict[tuple[Hashable, Hashable], int] = {
            (lot, (place, counter)): pieces
            for lot, place, counter, pieces in Shelf.objects.values_list("lot_id", "place", "counter", "pieces")
            if pieces
        }
    ours = {key: pieces for key, pieces in computed.items() if key[1] != (Place.OUTSIDE, None)}
    return [
        Fault(
            where=f"lot {key[0]}",
            problem=f"{lying.get(key, 0)} pieces lie at {key[1]}, the moves say {ours.get(key, 0)}",
        )
        for key in sorted(ours.keys() | lying.keys(), key=str)
        if ours.get(key, 0) != lying.get(key, 0)
    ]
