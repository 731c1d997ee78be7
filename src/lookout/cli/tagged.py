"""Zone events of a folder by the tags of its clips (rain, small people): where the engine is weak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lookout.cli.scoring import Alarm, Event, Score, score_alarms
from lookout.cli.truth import Truth
from lookout.contract import Kind

LATE_S = 1.0


def by_tag(truth: Truth, alarms: Iterable[tuple[Kind, Alarm]]) -> dict[str, Score]:
    """One score for each tag over all zones of the clips that have it; empty when no clip has tags."""
    said = [alarm for _, alarm in alarms]
    tags = list(dict.fromkeys(tag for clip in truth.clips for tag in clip.tags))
    scores: dict[str, Score] = {}
    for tag in tags:
        clips = [clip for clip in truth.clips if tag in clip.tags]
        names = {clip.name for clip in clips}
        events = [event for clip in clips for _, event in clip.zone_events]
        scores[tag] = score_alarms(events, [alarm for alarm in said if alarm.clip in names])
    return scores


def late(truth: Truth, alarms: Iterable[tuple[Kind, Alarm]]) -> list[str]:
    """The zone events that were found more than ``LATE_S`` after they began, latest first."""
    found: list[tuple[float, Event]] = []
    said = [alarm for _, alarm in alarms]
    for clip in truth.clips:
        events = [event for _, event in clip.zone_events]
        here = [alarm for alarm in said if alarm.clip == clip.name]
        found += [(delay, event) for event in events if (delay := _delay(event, events, here)) > LATE_S]
    return [
        f"{event.clip} {event.place} {event.start_s:.1f} s: {delay:.1f} s late ({event.note})"
        for delay, event in sorted(found, key=lambda item: (-item[0], item[1].clip, item[1].start_s))
    ]


def _delay(event: Event, events: Sequence[Event], alarms: Sequence[Alarm]) -> float:
    """How late the alarm of this event is; 0 for a miss. Others of the same time may take an alarm first."""
    whole = score_alarms(events, alarms)
    without = score_alarms([other for other in events if other is not event], alarms)
    return max(0.0, sum(whole.delays) - sum(without.delays)) if whole.found > without.found else 0.0
