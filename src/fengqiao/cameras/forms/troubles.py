"""What is wrong with a camera and what to do about it, in plain words, by the engine's codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lookout.contract import Trouble

Word = str | Promise

TROUBLES: Mapping[str, tuple[Word, Word]] = {
    Trouble.ADDRESS: (_("The camera’s address cannot be used."), _("Correct the address of the stream.")),
    Trouble.NO_ANSWER: (
        _("The camera does not answer."),
        _("Check its power and network cable, and that the engine is in its network."),
    ),
    Trouble.REFUSED: (
        _("Something answers there, but offers no stream."),
        _("Switch RTSP on in the camera and check the port, usually 554."),
    ),
    Trouble.PASSWORD: (
        _("The camera refuses name and password."),
        _("Enter the camera’s own user and password again."),
    ),
    Trouble.PATH: (
        _("The camera does not know this path."),
        _("Copy the path of the sub-stream from its manual."),
    ),
    Trouble.SILENT: (
        _("The camera accepts the connection and then sends nothing."),
        _("Restart it, and close other viewers: it may have no free connection."),
    ),
    Trouble.ENDED: (
        _("The camera closed the connection."),
        _("Nothing to do if it comes back; otherwise restart it."),
    ),
    Trouble.KEEPS_ENDING: (
        _("The camera closes the connection again and again."),
        _("Close other viewers or raise its limit of connections, and update its firmware."),
    ),
    Trouble.NO_FILE: (_("The film file is not there."), _("Put it there or correct the path.")),
    Trouble.AUDIO_ONLY: (_("It sends sound but no picture."), _("Choose the video sub-stream in the camera.")),
    Trouble.NOT_VIDEO: (
        _("What this address sends is no video."),
        _("Open it in a video player; it may be a web page, or the wrong path."),
    ),
    Trouble.NO_KEY: (
        _("No key picture comes, so nothing can be shown."),
        _("Set the key frame (I-frame) interval to 2 seconds and switch “smart” coding off."),
    ),
    Trouble.UNDECODABLE: (
        _("The pictures arrive too damaged."),
        _("Check cable, radio link and bit rate, or choose H.264 in the camera."),
    ),
    Trouble.CHANGED: (
        _("Codec or size changed while it was running."),
        _("Nothing to do if somebody set it so; otherwise check that no two streams share one path."),
    ),
    Trouble.STALLED: (
        _("No picture comes although the connection stands."),
        _("Check the network to the camera; restart it if this stays."),
    ),
    Trouble.FROZEN: (
        _("It sends the same picture again and again."),
        _("Restart the camera; a recorder that repeats its last picture looks like this too."),
    ),
    Trouble.SINGLE_PICTURE: (
        _("It sends a single picture and no film."),
        _("Use the address of the video stream, not the one of the snapshot."),
    ),
    Trouble.DAMAGED: (
        _("Some pictures arrive damaged."),
        _("Use a cable instead of radio, or a lower bit rate."),
    ),
    Trouble.UNSTEADY: (
        _("The connection broke several times lately."),
        _("Check power and network of the camera, and close other viewers."),
    ),
    Trouble.CLOCK: (_("Its clock jumps."), _("Let it take the time from one NTP server only.")),
    Trouble.FAST: (
        _("More pictures come than it announces."),
        _("Set a constant rate of 10 to 15 pictures a second."),
    ),
    Trouble.SLOW: (
        _("Too few pictures come; who passes quickly is missed."),
        _("Set 10 to 15 pictures a second for the sub-stream."),
    ),
    Trouble.UNEVEN: (
        _("The rate of pictures varies."),
        _("Choose a constant rate and a fixed shutter, no “slow shutter” at night."),
    ),
    Trouble.JITTER: (
        _("Pictures arrive in bursts."),
        _("Check the network on the way; alarms are late by as much."),
    ),
    Trouble.LONG_GOP: (
        _("Key pictures come too seldom."),
        _("Set the key frame (I-frame) interval to 2 seconds and switch “smart” coding off."),
    ),
    Trouble.H265: (
        _("It sends H.265: it is watched, but browsers show no live film."),
        _("Choose H.264 for this stream under video or encoding in the camera."),
    ),
    Trouble.CODEC: (
        _("Its video format is watched, but cannot be shown live."),
        _("Choose H.264 for this stream."),
    ),
    Trouble.B_FRAMES: (
        _("It sends B-frames, so that every picture comes later."),
        _("Choose the Baseline or Main profile without B-frames."),
    ),
    Trouble.LARGE: (
        _("The picture is larger than the analysis needs."),
        _("Use the sub-stream of about 640 × 360."),
    ),
    Trouble.SMALL: (
        _("The picture is so small that people are found only close by."),
        _("Use a stream of at least 640 × 360."),
    ),
    Trouble.BITRATE: (
        _("So few bits come that people dissolve into blocks."),
        _("Allow a higher bit rate for this stream."),
    ),
    Trouble.DARK: (_("The picture is too dark."), _("Switch on infrared or a lamp.")),
    Trouble.BRIGHT: (
        _("The picture is too bright."),
        _("Turn the camera away from the light, or switch WDR on."),
    ),
    Trouble.FLAT: (
        _("The picture has hardly any contrast."),
        _("Clean the lens; look for a fogged cover or infrared that reflects from it."),
    ),
    Trouble.NOISY: (_("The picture is very noisy."), _("More light, or noise reduction (3D NR) in the camera.")),
    Trouble.BLURRED: (_("The picture is not sharp."), _("Focus the camera and clean its lens.")),
    Trouble.SMALL_PEOPLE: (
        _("People are very small in the picture."),
        _("Move the camera closer, zoom in, or use a larger stream."),
    ),
    Trouble.MISCUT: (
        _("People are cut off by the edge of the picture."),
        _("Turn the camera so that they are whole."),
    ),
    Trouble.SETTINGS: (_("Its settings cannot be used."), _("Look at its zones and stream again.")),
    Trouble.ENGINE: (_("The camera engine had to set it aside."), _("Restart the engine; look into its log.")),
    Trouble.MODEL: (
        _("A zone is not watched: the file of its recognition model is damaged."),
        _("Install Fengqiao’s package again on the engine’s machine; the camera’s other zones are watched."),
    ),
    Trouble.DISK: (
        _("Clips cannot be kept; alarms still go out."),
        _("Free space on the engine’s disk."),
    ),
}

# What a condition means when the engine gave no code.
CONDITIONS: Mapping[str, tuple[Word, Word]] = {
    "unconnected": (
        _("No stream address is on file."),
        _("Enter the stream when the camera is to be connected."),
    ),
    "unknown": (_("No camera engine reports about it."), _("Start the engine, or assign the camera to one.")),
    "starting": (_("It is being opened."), _("Wait a minute.")),
    "stalled": TROUBLES[Trouble.STALLED],
    "unreachable": TROUBLES[Trouble.NO_ANSWER],
    "broken": TROUBLES[Trouble.UNDECODABLE],
}
# While a camera is live these lose nothing that it is there for.
MINOR = frozenset({Trouble.LARGE, Trouble.B_FRAMES, Trouble.UNEVEN, Trouble.JITTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What is wrong, and what to do."""

    wrong: str
    do: str


def sentences(condition: str, troubles: Sequence[str], detail: str = "") -> list[Sentence]:
    """What to tell of a camera, worst first; empty for one that is well. A code that is not known shows ``detail``."""
    told = [Sentence(wrong=str(TROUBLES[code][0]), do=str(TROUBLES[code][1])) for code in troubles if code in TROUBLES]
    if told or condition == "live":
        return told
    if detail and condition not in {"unconnected", "unknown"}:
        return [Sentence(wrong=detail, do="")]
    wrong, do = CONDITIONS.get(condition, (gettext("Its state is not known."), ""))
    return [Sentence(wrong=str(wrong), do=str(do))]
