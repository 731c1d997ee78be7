"""Heartbeats of the engines: conditions of cameras change, everything else is only remembered as the newest."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.cameras.domain.streams import scrubbed
from fengqiao.cameras.events import engine_state
from fengqiao.cameras.models import Camera, Condition, EngineBeat
from fengqiao.cameras.services import conditions
from fengqiao.cameras.services.errors import FromTheFuture
from fengqiao.cameras.services.intake import FUTURE_S, storable
from fengqiao.core import clock, journal
from lookout.contract import Heartbeat

SILENT_AFTER_S = 15.0
MOST = 2**31 - 1
"""The largest count that the table's columns hold."""


def receive_heartbeat(*, beat: Heartbeat, received_at: datetime) -> int:
    """Keep the newest heartbeat of an engine; returns how many cameras changed their condition.

    One that is older than the newest kept (they may overtake each other) changes nothing.
    Raises FromTheFuture, NotStorable.
    """
    if (ahead := (beat.at - received_at).total_seconds()) > FUTURE_S:
        raise FromTheFuture(seconds=round(ahead))
    with journal.unit():
        row, created = EngineBeat.objects.select_for_update().get_or_create(
            engine=beat.engine, defaults={"at": beat.at, "received_at": received_at}
        )
        if not created and beat.at < row.at:
            return 0
        back = row.silent
        row.at, row.received_at, row.silent = beat.at, received_at, False
        row.live_address, row.config_version = beat.live_address, beat.config_version
        row.spooled, row.dropped = (
            min(count, MOST) for count in (beat.spooled, beat.dropped)
        )  # the body has them whole
        body = storable(beat.model_dump_json())
        for health in body["cameras"]:
            health["detail"] = scrubbed(health["detail"])
        row.body = body
        row.save()
        if back:
            journal.record(engine_state(engine=beat.engine, silent=False, since=received_at.isoformat()))
        return _conditions(beat, received_at)


def _conditions(beat: Heartbeat, at: datetime) -> int:
    told = {health.camera: health for health in beat.cameras}
    rows = Camera.objects.filter(code__in=told).select_related("area").order_by("pk")
    changed = [row for row in rows if row.condition != told[row.code].state or row.engine != beat.engine]
    for row in changed:
        health = told[row.code]
        row.engine, row.condition_detail = beat.engine, scrubbed(health.detail)
        conditions.change(row, Condition(health.state), at=at)
        row.save(update_fields=["engine", "condition", "condition_since", "condition_detail"])
    return len(changed)


def notice_silence() -> int:
    """Mark engines that stopped reporting, and their cameras as unknown since the last heartbeat.

    Returns how many engines fell silent. Runs as a periodic job.
    """
    before = clock.now() - timedelta(seconds=SILENT_AFTER_S)
    with journal.unit():
        rows = list(EngineBeat.objects.select_for_update().filter(silent=False, received_at__lt=before))
        for row in rows:
            row.silent = True
            row.save(update_fields=["silent"])
            journal.record(engine_state(engine=row.engine, silent=True, since=row.received_at.isoformat()))
            watched = Camera.objects.filter(engine=row.engine).select_related("area").order_by("pk")
            for camera in watched.exclude(condition__in=[Condition.UNKNOWN, Condition.UNCONNECTED]):
                conditions.change(camera, Condition.UNKNOWN, at=row.received_at)
                camera.condition_detail = ""
                camera.save(update_fields=["condition", "condition_since", "condition_detail"])
    return len(rows)
