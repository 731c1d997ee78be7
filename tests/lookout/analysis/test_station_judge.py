"""The shipped judge of bin stations: it loads, refuses what does not belong together, and is better than chance."""

from __future__ import annotations

import shutil
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from acting import REAL, SHIPPED

from lookout.adapters import station
from lookout.adapters.station import Backbone, OpenVinoStation, load_station
from lookout.ports import LookoutError

MODELS = SHIPPED.parent / "models"


@pytest.fixture(scope="module")
def judge() -> OpenVinoStation:
    return load_station()


def test_a_bag_before_the_bins_makes_the_place_look_dirtier(judge: OpenVinoStation) -> None:
    with av.open(str(SHIPPED / "bins.mp4")) as film:
        frames = [f.to_ndarray(format="bgr24") for i, f in enumerate(film.decode(video=0)) if i in (5, 220)]
    empty, littered = (judge.judge(frame[100:270, 130:620].astype(np.uint8)) for frame in frames)
    assert 0 <= empty < littered <= 1


def test_a_picture_too_small_says_nothing(judge: OpenVinoStation) -> None:
    assert judge.judge(np.full((20, 200, 3), 90, np.uint8)) == 0.0
    assert judge.judge(np.full((60, 60, 3), 90, np.uint8)) > 0.0


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    for name in (station.FILE, station.BACKBONE, "SHA256SUMS"):
        shutil.copy(MODELS / name, tmp_path / name)
    load_station(folder=tmp_path)
    data = bytearray((tmp_path / station.FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / station.FILE).write_bytes(data)
    with pytest.raises(LookoutError, match="damaged or was exchanged"):
        load_station(folder=tmp_path)
    (tmp_path / station.FILE).unlink()
    with pytest.raises(LookoutError, match="cannot be read"):
        load_station(folder=tmp_path)


def test_another_backbone_is_refused() -> None:
    backbone = Backbone()
    backbone.mark = "0123456789abcdef"
    with pytest.raises(LookoutError, match="trained with another"):
        OpenVinoStation((MODELS / station.FILE).read_bytes(), "v", backbone)


@pytest.mark.footage
def test_dirty_stations_score_above_clean_ones(judge: OpenVinoStation) -> None:
    folder = REAL / "images" / "rubbish_station" / "test"
    if not folder.is_dir():
        pytest.skip("NOTICE: the pictures of bin stations are not beside the project")
    said = {kind: [_of(judge, path) for path in sorted(folder.glob(f"{kind}_*.jpg"))] for kind in ("clean", "rubbish")}
    dirty, clean = np.array(said["rubbish"]), np.array(said["clean"])
    assert len(dirty) == 26
    assert len(clean) == 14
    assert (dirty[:, None] > clean[None]).mean() > 0.88
    assert (clean < 0.6).all()
    assert (dirty >= 0.6).mean() > 0.5


def _of(judge: OpenVinoStation, path: Path) -> float:
    picture = cv2.imread(str(path))
    assert picture is not None
    return judge.judge(picture.astype(np.uint8))
