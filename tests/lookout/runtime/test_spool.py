"""What waits on disk: in order, whole, once, and never an alert for the sake of a clip."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from twins import JPEG, a_departure, a_tally, an_alert

from lookout.adapters.spool import ALERTS, CLIPS, NOTES, Spool, SpoolBusy


def keys(spool: Spool) -> list[str]:
    waiting = [spool.alert(number) for number in spool.alerts_waiting()]
    return [each.alert.key for each in waiting if each is not None]


def a_clip(spool: Spool, size: int = 1000) -> Path:
    made = spool.making("made.mp4")
    made.write_bytes(b"m" * size)
    return made


def test_what_was_put_is_there_after_a_restart(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    alerts = [an_alert(number, camera="河边 1") for number in range(5)]
    assert all(spool.put_alert(alert, JPEG) for alert in alerts)
    assert not spool.put_alert(alerts[0], JPEG)
    spool.put_clip(alerts[1].key, a_clip(spool))
    spool.close()
    again = Spool(tmp_path)
    assert keys(again) == [alert.key for alert in alerts]
    first = again.alert(again.alerts_waiting()[0])
    assert first is not None
    assert first.alert == alerts[0]
    assert first.snapshot == JPEG
    assert again.counts() == (5, 1)
    again.close()


def test_a_clip_waits_for_its_alert(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put_alert(an_alert(1), JPEG)
    spool.put_clip(an_alert(1).key, a_clip(spool))
    assert spool.clips_waiting() == []
    spool.delivered(ALERTS, spool.alerts_waiting()[0])
    (number,) = spool.clips_waiting()
    clip = spool.clip(number)
    assert clip is not None
    assert (clip.key, len(clip.data)) == (an_alert(1).key, 1000)
    spool.delivered(CLIPS, number)
    assert spool.counts() == (0, 0)
    assert not list((tmp_path / CLIPS).iterdir())
    assert not list((tmp_path / ALERTS).iterdir())
    spool.close()


def test_order_survives_a_clock_that_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path)
    spool.put_alert(an_alert(1), JPEG)
    spool.close()
    monkeypatch.setattr("lookout.adapters.spool.time.time_ns", lambda: 5)
    spool = Spool(tmp_path)
    spool.put_alert(an_alert(2), JPEG)
    assert keys(spool) == [an_alert(1).key, an_alert(2).key]
    spool.close()


def test_leftovers_of_a_crash_are_swept(tmp_path: Path) -> None:
    Spool(tmp_path).close()
    (tmp_path / "making" / "clip-1.mp4").write_bytes(b"half")
    (tmp_path / ALERTS / "000000000000000007.jpg").write_bytes(b"snapshot of an alert that was never written")
    (tmp_path / CLIPS / "000000000000000009.mp4").write_bytes(b"clip whose name was never written")
    spool = Spool(tmp_path)
    assert spool.counts() == (0, 0)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["lock"]
    spool.close()


def test_the_oldest_clips_give_way_and_alerts_never(tmp_path: Path) -> None:
    spool = Spool(tmp_path, max_bytes=6500, spare_bytes=0)
    for number in range(8):
        spool.put_alert(an_alert(number), JPEG)
        spool.put_clip(an_alert(number).key, a_clip(spool))
    alerts, clips = spool.counts()
    assert alerts == 8
    assert 0 < clips < 8
    assert spool.dropped_clips == 8 - clips
    for number in spool.alerts_waiting():
        spool.delivered(ALERTS, number)
    kept = [spool.clip(number) for number in spool.clips_waiting()]
    assert [clip.key for clip in kept if clip] == [an_alert(number).key for number in range(8 - clips, 8)]
    spool.close()


def test_a_nearly_full_disk_takes_alerts_only(tmp_path: Path) -> None:
    spool = Spool(tmp_path, spare_bytes=1 << 60)
    assert spool.put_alert(an_alert(1), JPEG)
    assert not spool.put_clip(an_alert(1).key, a_clip(spool))
    assert (spool.counts(), spool.dropped_clips) == ((1, 0), 1)
    spool.close()


def test_refused_ones_are_kept_aside(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put_alert(an_alert(1), JPEG)
    spool.put_clip(an_alert(1).key, a_clip(spool))
    (number,) = spool.alerts_waiting()
    spool.refuse(ALERTS, number, "unknown camera")
    assert spool.counts() == (0, 0)
    aside = tmp_path / "refused"
    assert (aside / f"{number}.json").exists()
    assert (aside / f"{number}.jpg").read_bytes() == JPEG
    assert "unknown camera" in (aside / f"{number}.reason.txt").read_text()
    assert len(list(aside.glob("*.mp4"))) == 1
    spool.close()
    Spool(tmp_path).close()
    assert (aside / f"{number}.json").exists()


def test_a_damaged_alert_is_set_aside_and_the_rest_flows(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for number in (1, 2):
        spool.put_alert(an_alert(number), JPEG)
    (tmp_path / ALERTS / f"{spool.alerts_waiting()[0]}.json").write_bytes(b"\x00\x00")
    spool.close()
    spool = Spool(tmp_path)
    assert keys(spool) == [an_alert(2).key]
    assert spool.counts() == (1, 0)
    spool.close()


def test_a_damaged_clip_is_never_sent(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put_clip("cam:water:1:7", a_clip(spool))
    (number,) = spool.clips_waiting()
    (tmp_path / CLIPS / f"{number}.mp4").write_bytes(b"short")
    assert spool.clip(number) is None
    assert spool.counts() == (0, 0)
    spool.close()


def test_two_engines_on_one_folder(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    with pytest.raises(SpoolBusy, match="another engine"):
        Spool(tmp_path)
    spool.close()
    Spool(tmp_path).close()


def test_notes_survive_and_wait_for_their_alerts(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put_alert(an_alert(1).model_copy(update={"before_sha256": "0" * 64}), JPEG, b"earlier")
    for _ in range(2):
        spool.put_note(a_departure(1))
        spool.put_note(a_tally())
    spool.close()
    spool = Spool(tmp_path)
    (number,) = spool.alerts_waiting()
    waiting = spool.alert(number)
    assert waiting is not None
    assert waiting.before == b"earlier"
    assert [spool.note(number) for number in spool.notes_waiting()] == [a_tally()]
    spool.delivered(ALERTS, number)
    assert [type(spool.note(number)).__name__ for number in spool.notes_waiting()] == ["Departure", "Tally"]
    for number in spool.notes_waiting():
        spool.delivered(NOTES, number)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["lock"]
    spool.close()


def test_a_refused_alert_takes_its_departure_along(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put_alert(an_alert(1), JPEG)
    spool.put_note(a_departure(1))
    (number,) = spool.alerts_waiting()
    spool.refuse(ALERTS, number, "unknown camera")
    assert spool.notes_waiting() == []
    assert len(list((tmp_path / "refused").glob("*.json"))) == 2
    spool.close()


def test_a_damaged_note_is_set_aside(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put_note(a_tally())
    (number,) = spool.notes_waiting()
    (tmp_path / NOTES / f"{number}.json").write_text('{"what": "tally", "key": "x", "message": {"forward": -1}}')
    spool.close()
    spool = Spool(tmp_path)
    assert spool.note(number) is None
    assert spool.notes_waiting() == []
    assert (tmp_path / "refused" / f"{number}.json").exists()
    spool.close()


def test_of_very_many_notes_the_oldest_tallies_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.adapters.notes.MOST", 4)
    spool = Spool(tmp_path)
    spool.put_note(a_departure(1))
    for minute in range(6):
        spool.put_note(a_tally(minute))
    kept = [spool.note(number) for number in spool.notes_waiting()]
    assert kept == [kept[0], *(a_tally(minute) for minute in (3, 4, 5))]
    assert getattr(kept[0], "stayed_s", None) == 4.0
    assert spool.dropped_tallies == 3
    spool.close()


WRITER = """
import sys
from pathlib import Path
from twins import JPEG, an_alert
from lookout.adapters.spool import Spool
spool = Spool(Path(sys.argv[1]))
for number in range(100000):
    spool.put_alert(an_alert(number), JPEG)
    print(number, flush=True)
"""


def test_kill_9_while_writing(tmp_path: Path) -> None:
    """Every alert that was said to be kept is there and whole; at most one more."""
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, env=here) as writer:
        assert writer.stdout is not None
        for _ in range(40):
            writer.stdout.readline()
        writer.kill()
        told = 40 + len(writer.stdout.read().splitlines())
    spool = Spool(tmp_path)
    found = keys(spool)
    assert told <= len(found) <= told + 1
    assert found == [an_alert(number).key for number in range(len(found))]
    assert not list((tmp_path / "refused").iterdir())
    spool.close()
