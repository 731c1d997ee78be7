from __future__ import annotations

from pathlib import Path

from lookout import footage
from lookout.bench import films, measure
from lookout.bench.films import FPS, LONGEST_S, Films


def test_a_busy_film_begins_and_ends_where_something_moves() -> None:
    """The river lies there for four seconds before the children come."""
    first, behind = films._lively(footage.clip("river"))
    assert 2 * FPS < first < 8 * FPS
    assert first + 10 * FPS < behind <= LONGEST_S * FPS


def test_one_busy_camera_in_four_alarms_about_people_and_neighbours_play_different_films() -> None:
    made = Films(busy=(Path("/a.mp4"), Path("/b.mp4"), Path("/c.mp4")), quiet=(Path("/q.mp4"),), quiet_s=60.0)
    cameras = measure.settings(made, cameras=40, busy=0.5).cameras
    busy = [camera for camera in cameras if camera.camera.startswith(measure.BUSY)]
    assert len(busy) == 20
    assert sum(zone.classes == ("person",) for camera in busy for zone in camera.zones) == 5
    for half in (cameras[:20], cameras[20:]):
        shown = {camera.source.partition("?")[0] for camera in half}
        assert shown == {"loop:/a.mp4", "loop:/b.mp4", "loop:/c.mp4", "loop:/q.mp4"}
