"""``lookout doctor`` on the broken films, on the shipped ones, on cameras, and on pictures made bad on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from films import film
from rtsp import Camera as RtspCamera

from lookout.adapters import opening
from lookout.adapters import probe as probe_module
from lookout.adapters.stream import Stream
from lookout.cli import main
from lookout.contract import Box, Kind, Trouble
from lookout.diagnosis.fitness import Verdict, fits, of_sizes, sizes
from lookout.diagnosis.light import Light, measured, of_light

BROKEN = Path(__file__).resolve().parent.parent / "broken"
SHIPPED = Path(__file__).resolve().parents[3] / "src" / "lookout" / "footage"

EXPECTED: dict[str, tuple[int, set[str]]] = {
    "audio_only.ts": (2, {"audio_only"}),
    "b_frames.ts": (0, {"b_frames"}),
    "clock_back.ts": (1, {"clock"}),
    "clock_forward.ts": (1, {"clock"}),
    "corrupted_0.001.ts": (1, {"damaged"}),
    "corrupted_0.01.ts": (2, {"undecodable"}),
    "empty.ts": (2, {"not_video"}),
    "headless.mp4": (2, {"not_video"}),
    "hevc.ts": (0, {"h265"}),
    "long_gop.ts": (1, {"long_gop"}),
    "no_key.ts": (2, {"no_key"}),
    "one_fps.ts": (1, {"slow"}),
    "picture.jpg": (2, {"single_picture"}),
    "random.ts": (2, {"not_video"}),
    "swapped_codec.ts": (2, {"changed"}),
    "text.ts": (2, {"not_video"}),
    "truncated.ts": (1, {"damaged"}),
    "uhd.ts": (0, {"large"}),
    "whole.ts": (0, set()),
}


def examined(capsys: pytest.CaptureFixture[str], source: str, *words: str) -> tuple[int, dict[str, Any]]:
    status = main(["doctor", source, "--json", *words])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


def troubles(told: dict[str, Any]) -> set[str]:
    return {finding["trouble"] for finding in told["findings"]}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_broken_films(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = examined(capsys, str(BROKEN / name), "--no-people")
    expected, wanted = EXPECTED[name]
    assert wanted <= troubles(told)
    assert status == expected, told["findings"]
    assert told["usable"] is (expected != 2)
    if not wanted:
        assert told["findings"] == []


def test_figures_of_a_film(capsys: pytest.CaptureFixture[str]) -> None:
    """What make.py was asked for is what is measured."""
    _, told = examined(capsys, str(BROKEN / "whole.ts"), "--no-people")
    assert (told["codec"], told["width"], told["height"]) == ("h264", 320, 180)
    assert told["fps_measured"] == pytest.approx(10, abs=0.1)
    assert told["fps_announced"] == 10
    assert told["gop_s"] == pytest.approx(2)
    assert told["b_frames"] is False
    size = (BROKEN / "whole.ts").stat().st_size
    assert told["kbit_s"] == pytest.approx(size * 8 / 1000 / 4, rel=0.35)
    assert told["functions"] == []
    _, shuffled = examined(capsys, str(BROKEN / "b_frames.ts"), "--no-people")
    assert shuffled["b_frames"] is True


def test_a_shipped_film_with_people(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = examined(capsys, str(SHIPPED / "road.mp4"))
    assert status in {0, 1}
    assert told["people_seen"] >= 5
    assert 40 < told["person_px"] < 140
    verdicts = {fit["kind"]: fit["verdict"] for fit in told["functions"]}
    assert set(verdicts) == {kind.value for kind in Kind}
    assert verdicts["water"] == verdicts["intrusion"] == "good"
    assert verdicts["helmet"] == "no"


def test_words_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(BROKEN / "long_gop.ts"), "--no-people"]) == 1
    said = capsys.readouterr().out
    assert "a key picture every 15.0 s" in said
    assert "→ set the key frame (I-frame) interval to 2 seconds" in said
    assert main(["doctor", str(BROKEN / "whole.ts"), "--no-people"]) == 0
    assert "Nothing to change." in capsys.readouterr().out


def test_what_cannot_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "concat:/etc/passwd"]) == 2
    assert main(["doctor", "a.mp4", "--seconds", "0"]) == 2
    said = capsys.readouterr()
    assert said.err.count("lookout doctor: ") == 2


def test_a_camera(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Over RTSP with a password: measured by arrival; at twice the rate it says so; nothing tells the password."""
    monkeypatch.setattr(opening, "OPEN_LIMIT_S", 3.0)
    monkeypatch.setattr(opening, "SILENCE_LIMIT_S", 3.0)
    path = film(tmp_path / "rtsp.mp4", seconds=2, size=(640, 360))
    for speed, wanted in ((1.0, set()), (2.0, {"fast"})):
        camera = RtspCamera(path, password="geheim", speed=speed)
        try:
            _, told = examined(capsys, camera.url, "--no-people", "--seconds", "4")
        finally:
            camera.close()
        assert told["live"]
        assert troubles(told) & {"fast", "slow", "clock", "damaged"} == wanted
        assert told["fps_measured"] == pytest.approx(10 * speed, rel=0.25)
        assert "geheim" not in json.dumps(told)
    assert probe_module.SAMPLE_S < 4


# --- light and sizes ------------------------------------------------------------------------------------------------


def plane(seed: int = 1, *, noise: float = 0.0, gain: float = 1.0, lift: float = 0.0) -> np.ndarray[Any, Any]:
    """A chequered scene; the seed changes the noise alone."""
    board = np.kron((np.indices((20, 36)).sum(axis=0) % 2) * 120.0 + 60, np.ones((18, 18)))
    noisy = board * gain + lift + np.random.default_rng(seed).normal(0, noise, board.shape)
    return noisy.clip(0, 255).astype(np.uint8)


def judged(**how: float) -> set[Trouble]:
    return {finding.trouble for finding in of_light(measured(plane(1, **how), plane(2, **how)))}


def test_light() -> None:
    assert judged() == set()
    assert judged(noise=3) == set()
    assert judged(noise=14) == {Trouble.NOISY}
    assert judged(gain=0.1) == {Trouble.DARK, Trouble.FLAT}
    assert judged(gain=0.2, lift=215) == {Trouble.BRIGHT}
    assert measured(plane(1, noise=10), plane(2, noise=10)).noise == pytest.approx(10, rel=0.1)


@pytest.mark.parametrize("name", ["road.mp4", "river.mp4", "bins.mp4"])
def test_sharpness_of_real_pictures_and_of_blurred_ones(name: str) -> None:
    cv2 = pytest.importorskip("cv2")
    frames = Stream(str(SHIPPED / name)).frames()
    pair = [np.array(next(frames).luma) for _ in range(12)][-2:]
    assert list(of_light(measured(*pair))) == []
    blurred = [cv2.GaussianBlur(each, (0, 0), 2.0) for each in pair]
    assert {finding.trouble for finding in of_light(measured(*blurred))} == {Trouble.BLURRED}


def test_a_grey_wall_has_no_edges() -> None:
    grey = np.full((90, 160), 128, np.uint8)
    assert measured(grey, grey) == Light(mean=128, contrast=0, noise=0, sharpness=0)


def people(height: float, count: int = 5, *, foot: float = 0.8) -> list[Box]:
    return [Box(x1=0.4, x2=0.45, y1=foot - height, y2=foot) for _ in range(count)]


@pytest.mark.parametrize(
    ("height", "pixels", "water", "helmet"),
    [
        (0.5, 720, Verdict.GOOD, Verdict.GOOD),
        (0.2, 360, Verdict.GOOD, Verdict.NO),
        (0.06, 720, Verdict.LIMITED, Verdict.NO),
        (0.03, 720, Verdict.NO, Verdict.NO),
    ],
)
def test_which_function_fits(height: float, pixels: int, water: Verdict, helmet: Verdict) -> None:
    found = sizes(people(height), [], width=pixels * 16 // 9, height=pixels)
    verdicts = {fit.kind: fit.verdict for fit in fits(found)}
    assert (verdicts[Kind.WATER], verdicts[Kind.HELMET]) == (water, helmet)
    assert verdicts[Kind.VEHICLE] is Verdict.UNKNOWN
    assert [one.trouble for one in of_sizes(found)] == ([Trouble.SMALL_PEOPLE] if water is Verdict.NO else [])


def test_two_sightings_are_no_measure() -> None:
    found = sizes(people(0.03, 2), [], width=640, height=360)
    assert {fit.verdict for fit in fits(found)} == {Verdict.UNKNOWN}
    assert list(of_sizes(found)) == []


def test_people_at_the_edge_are_not_measured() -> None:
    """Who is cut off by the lower edge is taller than he looks."""
    found = sizes([*people(0.3, 3), *people(0.1, 7, foot=1.0)], [], width=640, height=360)
    assert found.share == pytest.approx(0.3)
    assert [one.trouble for one in of_sizes(found)] == [Trouble.MISCUT]
