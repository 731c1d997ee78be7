"""What another process left in its spool is taken over, so that a change in the number of processes loses nothing."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from lookout.adapters.spool import ALERTS, CLIPS, NOTES, Spool, SpoolBusy
from lookout.runner.shares import Share

log = logging.getLogger(__name__)


def folder_of(base: Path, share: Share | None) -> Path:
    """Where the process of that share keeps its spool; the only process has ``base`` itself."""
    return base if share is None else base / share.name


def left_over(base: Path, share: Share | None) -> list[Path]:
    """Spools below ``base`` that belong to no process of today. Asked by the only process, or by the first one."""
    if share is not None and share.number != 1:
        return []
    numbered = {
        int(match[1]): path for path in base.glob("shard-*") if (match := re.fullmatch(r"shard-(\d+)", path.name))
    }
    kept = share.count if share is not None else 0
    spools = [numbered[number] for number in sorted(numbered) if number > kept]
    if share is not None and (base / ALERTS).is_dir():
        spools.insert(0, base)
    return spools


def inherit(into: Spool, folder: Path) -> int:
    """Moves all that waits in ``folder`` into a spool; gives how many messages. Nothing when another process has it.

    A message is written here before it is deleted there: torn in the middle it may arrive twice, under one key.
    """
    try:
        old = Spool(folder)
    except SpoolBusy:
        log.warning("%s still belongs to a running engine; left alone", folder)
        return 0
    moved = 0
    try:
        for number in old.alerts_waiting():
            waiting = old.alert(number)
            if waiting is not None:
                into.put_alert(waiting.alert, waiting.snapshot, waiting.before)
                old.delivered(ALERTS, number)
                moved += 1
        for number in old.notes_waiting():
            note = old.note(number)
            if note is not None:
                into.put_note(note)
                old.delivered(NOTES, number)
                moved += 1
        for number in old.clips_waiting():
            clip = old.clip(number)
            if clip is not None:
                made = into.making(f"inherited-{number}.mp4")
                made.write_bytes(clip.data)
                into.put_clip(clip.key, made)
                old.delivered(CLIPS, number)
                moved += 1
    finally:
        old.close()
    if moved:
        log.info("%d messages taken over from %s", moved, folder)
    return moved
