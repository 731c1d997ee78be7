"""Clips: begin with a key picture at or before the asked second, play everywhere, and never mix two sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from films import boxes, film, joined, probed

from lookout.adapters.recorder import NoClip, PacketRing
from lookout.adapters.stream import Stream


def filled(path: Path, *, seconds: float = 30.0, max_bytes: int = 1 << 26) -> PacketRing:
    ring = PacketRing(seconds=seconds, max_bytes=max_bytes)
    for _ in Stream(str(path), on_packet=ring.push).frames():
        pass
    return ring


@pytest.mark.parametrize("container", ["mp4", "mpegts"])
@pytest.mark.parametrize("b_frames", [0, 2])
def test_a_clip(tmp_path: Path, container: str, b_frames: int) -> None:
    ring = filled(film(tmp_path / "a", seconds=12, gop=20, container=container, b_frames=b_frames))
    clip = ring.cut(5.0, 9.0, tmp_path / "clip.mp4")
    assert clip.start_s == pytest.approx(4.0, abs=0.11)
    assert clip.note == ""
    facts = probed(clip.path)
    assert facts["first_is_key"]
    assert facts["codec"] == "h264"
    assert facts["size"] == (160, 120)
    assert facts["start_s"] == pytest.approx(0.0, abs=0.01)
    assert facts["duration_s"] == pytest.approx(clip.end_s - clip.start_s, abs=0.11)
    assert 4.9 <= facts["duration_s"] <= 5.6
    assert facts["pictures"] == pytest.approx(52, abs=3)
    data = clip.path.read_bytes()
    assert boxes(data).index("moov") < boxes(data).index("mdat")
    assert b"avc1" in data


def test_hevc_is_kept_too(tmp_path: Path) -> None:
    ring = filled(film(tmp_path / "a.ts", codec="libx265", container="mpegts", seconds=3))
    assert probed(ring.cut(1.0, 2.0, tmp_path / "clip.mp4").path)["codec"] == "hevc"


def test_the_ring_forgets_whole_groups(tmp_path: Path) -> None:
    ring = filled(film(tmp_path / "a.mp4", seconds=12), seconds=4.0)
    clip = ring.cut(0.0, 12.0, tmp_path / "clip.mp4")
    assert 6.0 <= clip.start_s <= 8.0
    assert clip.note == "the beginning is missing"
    assert probed(clip.path)["first_is_key"]


def test_the_ring_keeps_to_its_memory(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4", seconds=12)
    ring = filled(source, max_bytes=source.stat().st_size // 3)
    clip = ring.cut(0.0, 12.0, tmp_path / "clip.mp4")
    assert clip.path.stat().st_size <= source.stat().st_size // 2


def test_a_change_of_size_cuts_the_ring(tmp_path: Path) -> None:
    small = film(tmp_path / "a.ts", container="mpegts", seconds=4)
    large = film(tmp_path / "b.ts", container="mpegts", seconds=4, size=(320, 240))
    ring = filled(joined(tmp_path / "c.ts", small, large))
    before = ring.cut(1.0, 7.0, tmp_path / "before.mp4", must_hold_s=2.0)
    after = ring.cut(1.0, 7.0, tmp_path / "after.mp4", must_hold_s=6.0)
    assert probed(before.path)["size"] == (160, 120)
    assert probed(after.path)["size"] == (320, 240)
    assert "changed" in before.note
    assert "the end is missing" in before.note
    assert "the beginning is missing" in after.note


def test_nothing_to_cut(tmp_path: Path) -> None:
    with pytest.raises(NoClip):
        PacketRing(seconds=5).cut(0, 1, tmp_path / "clip.mp4")
    ring = filled(film(tmp_path / "a.mp4"))
    with pytest.raises(NoClip):
        ring.cut(100, 110, tmp_path / "clip.mp4")
    assert not (tmp_path / "clip.mp4").exists()


def test_a_codec_that_mp4_cannot_hold(tmp_path: Path) -> None:
    ring = filled(film(tmp_path / "a.avi", codec="msmpeg4v2", container="avi"))
    with pytest.raises(NoClip, match="MP4 cannot hold"):
        ring.cut(1.0, 2.0, tmp_path / "clip.mp4")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    ring = filled(film(tmp_path / "a.mp4"))
    with pytest.raises(NoClip, match="could not be written"):
        ring.cut(0, 1, tmp_path / "missing" / "clip.mp4")
