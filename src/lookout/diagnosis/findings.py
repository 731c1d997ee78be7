"""Findings: a code, how bad it is, one sentence of what is wrong and one of what to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from string import Formatter

from lookout.contract import Trouble

LONGEST = 300
"""Characters that a heartbeat has for all of it."""


class Severity(IntEnum):
    """``NOTE``: works, and it is good to know. ``WARNING``: something is missed or lost. ``FATAL``: no pictures."""

    NOTE = 0
    WARNING = 1
    FATAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``wrong`` and ``mend`` are plain English without passwords; ``trouble`` is their code for translators."""

    trouble: Trouble
    severity: Severity
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.wrong}; {self.mend}"


_N, _W, _F = Severity.NOTE, Severity.WARNING, Severity.FATAL

WORDS: dict[Trouble, tuple[Severity, str, str]] = {
    Trouble.ADDRESS: (_F, "the camera's address cannot be used: {why}", "correct the address of the stream"),
    Trouble.NO_ANSWER: (
        _F,
        "the camera does not answer ({why})",
        "check its power and network cable, and that this machine is in its network",
    ),
    Trouble.REFUSED: (
        _F,
        "the camera's machine answers, but no stream is offered on that port",
        "switch RTSP on in the camera and check the port (usually 554)",
    ),
    Trouble.PASSWORD: (_F, "the camera refuses name and password", "enter the camera's own user and password again"),
    Trouble.PATH: (
        _F,
        "the camera does not know this path",
        "copy the path of the sub-stream from the camera's manual or its RTSP page",
    ),
    Trouble.SILENT: (
        _F,
        "the camera accepts the connection and then sends nothing ({why})",
        "restart the camera, and close other viewers: it may have no free connection",
    ),
    Trouble.ENDED: (_F, "the camera closed the connection", "nothing to do if it comes back; otherwise restart it"),
    Trouble.KEEPS_ENDING: (
        _F,
        "the camera closes the connection again and again ({why})",
        "close other viewers or raise its limit of connections, and update its firmware",
    ),
    Trouble.NO_FILE: (_F, "{why}", "put the file there or correct the path"),
    Trouble.AUDIO_ONLY: (_F, "sends audio but no video", "choose the video sub-stream in the camera"),
    Trouble.NOT_VIDEO: (
        _F,
        "what this address sends is no video that can be read",
        "open the address in a video player; it may be a web page, or the wrong path",
    ),
    Trouble.NO_KEY: (
        _F,
        "no key picture came, so nothing can be decoded",
        "set the key frame (I-frame) interval to 2 seconds and switch 'smart' coding off",
    ),
    Trouble.UNDECODABLE: (
        _F,
        "the pictures arrive too damaged to be decoded",
        "check cable, radio link and bit rate, or choose H.264 in the camera",
    ),
    Trouble.CHANGED: (
        _F,
        "the stream changed its codec or size while it was running; it is opened again",
        "nothing to do if somebody set it so; otherwise check that no two streams share one path",
    ),
    Trouble.STALLED: (
        _F,
        "no picture for {seconds:.0f} s although the connection stands",
        "check the network to the camera; restart it if this stays",
    ),
    Trouble.FROZEN: (
        _F,
        "the picture has not changed for {seconds:.0f} s, to the last bit",
        "restart the camera; a recorder that repeats its last picture looks like this too",
    ),
    Trouble.SINGLE_PICTURE: (
        _F,
        "sends a single picture and no film",
        "use the address of the video stream, not the one of the snapshot",
    ),
    Trouble.DAMAGED: (
        _W,
        "{share:.0%} of the pictures are damaged",
        "use a cable instead of radio, or a lower bit rate",
    ),
    Trouble.UNSTEADY: (
        _W,
        "the connection broke {count} times in the last {minutes:.0f} minutes",
        "check power and network of the camera, and close other viewers",
    ),
    Trouble.CLOCK: (
        _W,
        "the camera's clock jumped {count} times (last by {seconds:.0f} s)",
        "let the camera take the time from one NTP server only",
    ),
    Trouble.FAST: (
        _W,
        "{rate:.1f} pictures a second arrive where {announced:.1f} are announced",
        "set a constant rate of 10 to 15 pictures a second in the camera",
    ),
    Trouble.SLOW: (
        _W,
        "only {rate:.1f} pictures a second arrive; who passes quickly is missed",
        "set 10 to 15 pictures a second for the sub-stream",
    ),
    Trouble.UNEVEN: (
        _N,
        "the rate varies: up to {gap:.1f} s between two pictures",
        "choose a constant rate and a fixed shutter (no 'slow shutter' at night)",
    ),
    Trouble.JITTER: (
        _N,
        "pictures arrive in bursts, up to {jitter:.1f} s late",
        "check the network on the way; alarms are late by as much",
    ),
    Trouble.LONG_GOP: (
        _W,
        "a key picture comes only every {gop:.0f} s",
        "set the key frame (I-frame) interval to 2 seconds and switch 'smart' coding off",
    ),
    Trouble.H265: (
        _N,
        "sends H.265: it is watched and kept, but browsers show no live view",
        "choose H.264 for this stream",
    ),
    Trouble.CODEC: (
        _N,
        "sends {codec}: it is watched, but has no live view and perhaps no clips",
        "choose H.264 for this stream",
    ),
    Trouble.B_FRAMES: (
        _N,
        "sends B-frames, so that every picture comes later by up to {delay:.1f} s",
        "choose the Baseline or Main profile without B-frames",
    ),
    Trouble.LARGE: (
        _N,
        "sends {width}×{height}; decoding costs as much as {times:.0f} sub-streams",
        "use the sub-stream of about 640×360 for the analysis",
    ),
    Trouble.SMALL: (
        _W,
        "sends only {width}×{height}; people are too small to be found unless close",
        "use a stream of at least 640×360",
    ),
    Trouble.BITRATE: (
        _W,
        "sends only {kbit:.0f} kbit/s for this size; moving people dissolve into blocks",
        "allow at least {wanted:.0f} kbit/s",
    ),
    Trouble.DARK: (_W, "the picture is too dark", "switch on infrared or a lamp, or open the exposure"),
    Trouble.BRIGHT: (_W, "the picture is too bright", "turn the camera away from the light, or switch WDR on"),
    Trouble.FLAT: (
        _W,
        "the picture has hardly any contrast",
        "clean the lens; look for fog, a fogged cover or infrared that reflects from it",
    ),
    Trouble.NOISY: (_W, "the picture is very noisy", "more light, or noise reduction (3D NR) in the camera"),
    Trouble.BLURRED: (_W, "the picture is not sharp", "focus the camera and clean its lens"),
    Trouble.SMALL_PEOPLE: (
        _W,
        "people are only {height:.0f} pixels tall ({share:.0%} of the picture)",
        "move the camera closer, zoom in, or use a larger stream",
    ),
    Trouble.MISCUT: (
        _N,
        "many people are cut off by the edge of the picture",
        "turn the camera so that the feet of people are seen where they matter",
    ),
    Trouble.SETTINGS: (_F, "the camera's settings cannot be used: {why}", "correct its zones in the platform"),
    Trouble.ENGINE: (_F, "an error inside the engine", "its log has the details; it goes on trying"),
    Trouble.MODEL: (
        _W,
        "not watched: {why}",
        "the camera's other zones are watched",
    ),
    Trouble.DISK: (
        _W,
        "the engine's disk is full: clips are left out, alerts still go out",
        "free space on the engine's disk",
    ),
}


def found(trouble: Trouble, **figures: object) -> Finding:
    """The finding of that kind; its sentence needs ``figures`` by name (see ``WORDS``)."""
    severity, wrong, mend = WORDS[trouble]
    return Finding(trouble=trouble, severity=severity, wrong=wrong.format(**figures), mend=mend.format(**figures))


def told(findings: Iterable[Finding]) -> str:
    """Worst first, as many whole sentences as a heartbeat can carry."""
    text = ""
    for finding in sorted(findings, key=lambda finding: -finding.severity):
        longer = f"{text}. {finding}" if text else str(finding)
        if len(longer) > LONGEST:
            return text or longer[:LONGEST]
        text = longer
    return text


def figures_of(trouble: Trouble) -> frozenset[str]:
    """Names of the figures that a sentence needs."""
    _, wrong, mend = WORDS[trouble]
    return frozenset(name for _, name, _, _ in Formatter().parse(wrong + mend) if name)
