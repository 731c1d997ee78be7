"""The labelling page's server: what it serves, what it takes, whom it answers, and that evaluate can use it."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from acting import SHIPPED

from lookout.cli.label import check, opened
from lookout.cli.labelserver import LabelServer
from lookout.cli.truth import read_truth
from lookout.contract import Kind
from lookout.ports import LookoutError

ZONE = {"name": "bank", "kind": "water", "polygon_norm": [[0, 0.27], [1, 0.26], [1, 0.64], [0, 0.67]]}
LABELS = {"zones": [ZONE], "zone_events": [{"zone": "bank", "inside_s": [8.7, 18.7]}]}


class Page:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(SHIPPED / "river.mp4", folder / "river.mp4")
        self.book, self.stills = opened(folder / "river.mp4", None)
        self.checked = 0
        self.server = LabelServer(self.stills, self.book, self._check)
        self.thread = threading.Thread(target=self.server.serve)
        self.thread.start()

    def _check(self) -> dict[str, Any]:
        self.checked += 1
        return {"recall": 1.0}

    def ask(
        self, method: str, path: str, body: Any = None, *, secret: str | None = None, host: str | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"X-Label-Secret": self.server.secret if secret is None else secret}
        if host:
            headers["Host"] = host
        line.request(method, path, body if body is None or isinstance(body, bytes) else json.dumps(body), headers)
        answer = line.getresponse()
        told = answer.status, answer.read(), answer.headers
        line.close()
        return told

    def close(self) -> None:
        self.server.close()
        self.thread.join(10)
        self.stills.close()


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    built = Page(tmp_path)
    yield built
    built.close()


def test_the_page_needs_its_secret_and_its_own_name(page: Page) -> None:
    status, body, headers = page.ask("GET", f"/?{page.server.secret}", secret="")
    assert status == 200
    assert b"{{nonce}}" not in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert page.server.address.endswith(f":{page.server.port}/?{page.server.secret}")
    for path in ("/", "/?guess", "/about", "/frame?t=1"):
        assert page.ask("GET", path, secret="guess")[0] == 403
    assert page.ask("GET", f"/?{page.server.secret}", host="evil.example")[0] == 403
    assert page.ask("GET", "/about", host="evil.example")[0] == 403
    assert page.ask("PUT", "/truth", LABELS, secret="guess")[0] == 403
    assert page.ask("POST", "/check", secret="guess")[0] == 403
    assert not (page.folder / "truth.json").exists()
    assert page.checked == 0


def test_pictures_by_their_time(page: Page) -> None:
    about = json.loads(page.ask("GET", "/about")[1])
    assert (about["clip"], about["width"], about["height"], about["seconds"]) == ("river.mp4", 640, 360, 24.0)
    pictures = {}
    for wanted in (0.0, 13.0, 13.1, 2.0, 99.0, 13.0):
        status, data, headers = page.ask("GET", f"/frame?t={wanted}")
        assert status == 200
        assert float(headers["X-Time"]) == pytest.approx(min(wanted, 23.9), abs=0.06)
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        if wanted in pictures:
            assert np.array_equal(pictures[wanted], picture)
        pictures[wanted] = picture
    assert np.abs(pictures[13.0].astype(int) - pictures[0.0]).max() > 60
    for odd in ("/frame", "/frame?t=x", "/frame?t=-1", "/frame?t=nan", "/frame?t=1e99"):
        assert page.ask("GET", odd)[0] == 400
    assert page.ask("GET", "/../truth.json")[0] == 404


def test_labels_become_truth_and_leave_the_rest(page: Page) -> None:
    kept = {"videos": {"other.mp4": {"zones": []}, "river.mp4": {"tags": ["mine"]}}, "images": {"a.jpg": {}}}
    (page.folder / "truth.json").write_text(json.dumps(kept))
    assert page.ask("PUT", "/truth", LABELS)[0] == 200
    whole = json.loads((page.folder / "truth.json").read_text())
    assert whole["images"] == kept["images"]
    assert whole["videos"]["other.mp4"] == {"zones": []}
    assert whole["videos"]["river.mp4"]["tags"] == ["mine"]
    (clip,) = read_truth(page.folder).clips
    ((kind, event),) = clip.zone_events
    assert (kind, event.place, event.start_s, event.end_s) == (Kind.WATER, "bank", 8.7, 18.7)
    assert json.loads(page.ask("GET", "/about")[1])["zone_events"][0]["inside_s"] == [8.7, 18.7]
    assert not list(page.folder.glob("*.new"))


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({"zones": [{**ZONE, "polygon_norm": [[0, 0], [1, 1], [1, 0], [0, 1]]}]}, "crosses itself"),
        ({"zones": [{**ZONE, "polygon_norm": [[0, 0], [1, 1]]}]}, "polygon_norm"),
        ({"zones": [{**ZONE, "polygon_norm": [[0, 0], [1, 2], [1, 0]]}]}, "polygon_norm"),
        ({"zones": [{**ZONE, "name": ""}]}, "name"),
        ({"zones": [{**ZONE, "kind": "plates"}]}, "kind"),
        ({"zones": [ZONE, ZONE]}, "same name"),
        ({"zones": [ZONE], "zone_events": [{"zone": "yard", "inside_s": [1, 2]}]}, "no zone 'yard'"),
        ({"zones": [ZONE], "zone_events": [{"zone": "bank", "inside_s": [2, 1]}]}, "end after it begins"),
        ({"zones": [ZONE], "more": 1}, "more"),
        (b"\x00{", ""),
    ],
)
def test_labels_that_cannot_be(page: Page, labels: Any, told: str) -> None:
    status, body, _ = page.ask("PUT", "/truth", labels)
    assert status == 422
    assert told in json.loads(body)["error"]
    assert not (page.folder / "truth.json").exists()


def test_too_much_is_not_read(page: Page) -> None:
    line = http.client.HTTPConnection("127.0.0.1", page.server.port, timeout=20)
    line.putrequest("PUT", "/truth")
    line.putheader("X-Label-Secret", page.server.secret)
    line.putheader("Content-Length", str(10**9))
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


def test_a_truth_that_is_broken_is_not_overwritten(page: Page) -> None:
    (page.folder / "truth.json").write_text("{ not")
    status, body, _ = page.ask("PUT", "/truth", LABELS)
    assert status == 422
    assert "mend it or move it away" in json.loads(body)["error"]
    assert (page.folder / "truth.json").read_text() == "{ not"


def test_a_check_is_asked_for_by_post_only(page: Page) -> None:
    assert page.ask("GET", "/check")[0] == 404
    assert json.loads(page.ask("POST", "/check")[1]) == {"recall": 1.0}
    assert page.checked == 1


def test_the_engine_judges_the_labels(page: Page) -> None:
    with pytest.raises(LookoutError, match="truth"):
        check(page.book)
    labels = {
        "zones": [ZONE],
        "zone_events": [{"zone": "bank", "inside_s": span} for span in ([8.7, 18.7], [9.8, 17.7])],
    }
    page.book.save(json.dumps(labels).encode())
    result = check(page.book)
    assert (result["truth"], result["found"], result["false_alarms"]) == (2, 2, [])
    assert len(result["alarms"]) == 2


def test_a_video_that_cannot_be_labelled(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film")
    (tmp_path / "in").mkdir()
    for video, folder, told in (
        (tmp_path / "none.mp4", None, "is no file"),
        (tmp_path / "a.mp4", None, "holds no video"),
        (SHIPPED / "river.mp4", tmp_path / "in", "must lie in"),
    ):
        with pytest.raises(LookoutError, match=told):
            opened(video, folder)
