"""Loudspeakers: each adapter against a real small server, program or folder."""

from __future__ import annotations

import base64
import json
import stat
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fengqiao.cameras.services.adapters import adapter_of
from fengqiao.cameras.services.adapters.files import FileSpeaker
from fengqiao.cameras.services.adapters.go2rtc import Go2rtcSpeaker
from fengqiao.cameras.services.adapters.http import HttpSpeaker
from fengqiao.cameras.services.adapters.memory import MemorySpeaker
from fengqiao.cameras.services.adapters.port import SpeakerFailed
from fengqiao.cameras.services.adapters.sound import SoundSpeaker, decoded
from fengqiao.cameras.services.speakers import SOUNDS

AUDIO = SOUNDS / "water-cmn.mp3"
WORDS = '水深危险，请"远离"水域'


@dataclass
class Horn:
    """An IP loudspeaker in the room: remembers its calls; ``status`` and ``lazy`` make it difficult."""

    address: str = ""
    status: int = 200
    lazy: threading.Event = field(default_factory=threading.Event)
    calls: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def horn() -> Iterator[Horn]:
    room = Horn()
    room.lazy.set()

    class Call(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            room.calls.append((self.command, self.path, dict(self.headers.items()), body))
            room.lazy.wait(30)
            self.send_response(room.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_PUT(self) -> None:
            self.do_POST()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Call)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    room.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield room
    room.lazy.set()
    server.shutdown()
    thread.join()
    server.server_close()


def say(speaker: object, repeat: int = 2) -> None:
    speaker.play(AUDIO, text=WORDS, language="cmn", repeat=repeat)


def test_an_ip_speaker_gets_the_recording_itself(horn: Horn) -> None:
    say(HttpSpeaker(address=f"{horn.address}/play?n={{repeat}}", options={"headers": {"X-Key": "k"}}))
    ((method, path, headers, body),) = horn.calls
    assert (method, path) == ("POST", "/play?n=2")
    assert headers["Content-Type"] == "audio/mpeg"
    assert headers["X-Key"] == "k"
    assert body == AUDIO.read_bytes()


def test_an_ip_speaker_gets_a_call_of_its_own_making(horn: Horn) -> None:
    template = '{"say": "{text}", "lang": "{language}", "times": {repeat}, "audio": "{audio_base64}"}'
    say(HttpSpeaker(address=f"{horn.address}/tts", options={"method": "PUT", "body": template}))
    ((method, _, _, body),) = horn.calls
    told = json.loads(body)
    assert method == "PUT"
    assert (told["say"], told["lang"], told["times"]) == (WORDS, "cmn", 2)
    assert base64.b64decode(told["audio"]) == AUDIO.read_bytes()


def test_words_in_the_address_are_escaped(horn: Horn) -> None:
    say(HttpSpeaker(address=f"{horn.address}/tts?t={{text}}", options={"method": "GET", "body": ""}))
    assert parse_qs(urlsplit(horn.calls[0][1]).query)["t"] == [WORDS]


@pytest.mark.parametrize("status", [301, 401, 404, 500])
def test_a_speaker_that_refuses_has_failed(horn: Horn, status: int) -> None:
    horn.status = status
    with pytest.raises(SpeakerFailed, match=str(status)):
        say(HttpSpeaker(address=horn.address, options={}))


def test_a_speaker_that_does_not_answer_has_failed(horn: Horn) -> None:
    horn.lazy.clear()
    with pytest.raises(SpeakerFailed, match="no answer within"):
        say(HttpSpeaker(address=horn.address, options={"timeout_s": 0.2}))


def test_a_speaker_that_is_away_has_failed_and_tells_no_password(horn: Horn) -> None:
    for address in ("http://u:hunter2@127.0.0.1:1/x", "http://u:hunter2@[bad", "nonsense"):
        with pytest.raises(SpeakerFailed) as told:
            say(HttpSpeaker(address=address, options={"timeout_s": 1}))
        assert "hunter2" not in str(told.value)


def test_go2rtc_gets_the_file_and_the_codec(horn: Horn) -> None:
    say(Go2rtcSpeaker(address=f"{horn.address}/", options={"dst": "hetian_river"}))
    ((method, path, _, _),) = horn.calls
    asked = parse_qs(urlsplit(path).query)
    assert (method, urlsplit(path).path) == ("POST", "/api/streams")
    assert asked == {"dst": ["hetian_river"], "src": [f"ffmpeg:{AUDIO}#audio=pcma#input=file"]}
    say(Go2rtcSpeaker(address=horn.address, options={"dst": "x", "audio": "opus", "folder_there": "/sounds/"}))
    assert parse_qs(urlsplit(horn.calls[1][1]).query)["src"] == ["ffmpeg:/sounds/water-cmn.mp3#audio=opus#input=file"]
    with pytest.raises(SpeakerFailed, match="dst"):
        say(Go2rtcSpeaker(address=horn.address, options={}))


def test_a_folder_keeps_what_was_said(tmp_path: Path) -> None:
    say(FileSpeaker(folder=str(tmp_path / "voice")))
    (line,) = [json.loads(text) for text in (tmp_path / "voice" / "spoken.jsonl").read_text().splitlines()]
    assert (line["text"], line["repeat"]) == (WORDS, 2)
    assert (tmp_path / "voice" / line["file"]).read_bytes() == AUDIO.read_bytes()


def test_a_folder_that_cannot_be_written_has_failed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SpeakerFailed):
        say(FileSpeaker(folder=str(tmp_path / "file" / "voice")))


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for ``aplay`` that keeps what it was given, or fails when its device is called so."""
    program = tmp_path / "bin" / "aplay"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nif [ "$3" = "broken" ]; then echo "aplay: audio open error" >&2; exit 1; fi\n'
        f'cp "$4" "{tmp_path}/heard.wav"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return tmp_path / "heard.wav"


def test_this_machines_sound_gets_wav_as_often_as_wanted(card: Path, tmp_path: Path) -> None:
    once = tmp_path / "once.wav"
    decoded(AUDIO, once)
    say(SoundSpeaker(device="default"), repeat=3)
    with wave.open(str(card)) as heard, wave.open(str(once)) as single:
        assert heard.getnframes() == 3 * single.getnframes()
        assert 3 < single.getnframes() / single.getframerate() < 5


def test_a_sound_card_that_fails_says_why(card: Path) -> None:
    with pytest.raises(SpeakerFailed, match="audio open error"):
        say(SoundSpeaker(device="broken"))


def test_without_the_sound_program_it_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeakerFailed, match="not installed"):
        say(SoundSpeaker(device="default"))


def test_a_broken_recording_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "x.mp3"
    broken.write_bytes(b"no sound")
    with pytest.raises(SpeakerFailed, match="decoded"):
        decoded(broken, tmp_path / "x.wav")


def test_the_register_chooses_the_adapter(tmp_path: Path) -> None:
    kinds = {
        "sound": SoundSpeaker,
        "file": FileSpeaker,
        "http": HttpSpeaker,
        "go2rtc": Go2rtcSpeaker,
        "memory": MemorySpeaker,
    }
    for kind, adapter in kinds.items():
        assert isinstance(adapter_of(kind, "", {"folder": str(tmp_path)}), adapter)
    with pytest.raises(SpeakerFailed):
        adapter_of("browser", "", {})


def test_every_shipped_recording_can_be_played(tmp_path: Path) -> None:
    found = sorted(SOUNDS.glob("*.mp3"))
    assert len(found) == 24
    for path in found:
        decoded(path, tmp_path / "out.wav")
        with wave.open(str(tmp_path / "out.wav")) as sound:
            assert 2 < sound.getnframes() / sound.getframerate() < 10
