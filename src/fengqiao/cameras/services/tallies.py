"""Numbers of counting lines, kept once by their key. They name nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from fengqiao.cameras.models import Camera, Tally
from fengqiao.cameras.services.errors import FromTheFuture, NotStorable, TallyRefused, UnknownCamera
from fengqiao.core import journal
from lookout.contract import Tally as PostedTally

FUTURE_S = 120
LONGEST = timedelta(days=1)
MOST = 1_000_000


def receive_tally(*, tally: PostedTally, received_at: datetime, engine: str = "") -> bool:
    """Keep a tally; the first of equal keys counts. True when it is new. Times are aware.

    Raises UnknownCamera, FromTheFuture, TallyRefused, NotStorable.
    """
    if (ahead := (tally.end - received_at).total_seconds()) > FUTURE_S:
        raise FromTheFuture(seconds=round(ahead))
    if not timedelta(0) <= tally.end - tally.begin <= LONGEST:
        raise TallyRefused(problem=_("a tally ends after it begins, and spans at most a day"))
    if max(tally.forward, tally.backward) > MOST:
        raise TallyRefused(problem=_("nobody counts more than a million in a day"))
    if "\x00" in tally.key + tally.cls:
        raise NotStorable
    with journal.unit():
        camera = Camera.objects.filter(code=tally.camera).first()
        if camera is None:
            raise UnknownCamera(code=tally.camera)
        _row, created = Tally.objects.get_or_create(
            key=tally.key,
            defaults={
                "camera": camera,
                "rule": tally.rule,
                "engine": engine,
                "begin": tally.begin,
                "end": tally.end,
                "received_at": received_at,
                "cls": tally.cls,
                "forward": tally.forward,
                "backward": tally.backward,
            },
        )
    return created
