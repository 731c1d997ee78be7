"""Makes the shipped recordings of the spoken warnings with the separate program espeak-ng, and encodes them as MP3.

    .venv/bin/python tools/voice.py            writes src/fengqiao/cameras/sounds/*.mp3

Only whoever changes a text needs espeak-ng (Debian: apt-get install espeak-ng). The program itself never does.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import av

SOUNDS = Path(__file__).resolve().parent.parent / "src" / "fengqiao" / "cameras" / "sounds"
# The plain Mandarin voice of Debian's package spells its own pinyin in English; this one reads it.
VOICES = {"cmn": "cmn-latn-pinyin", "yue": "yue", "hak": "hak"}
TEXTS = {
    "water": "水深危险，请远离水域",
    "intrusion": "这里不能进入，请马上离开",
    "helmet": "骑车请戴好头盔",
    "rubbish": "垃圾请分类投放",
}
# The Hakka voice knows no characters: the same words by their sounds, tones 1-6, the fourth without a number.
HAKKA = {
    "water": "sui3 chhim1 ngui2 hiam3, tshiang3 yen3 li2 sui3 vet6",
    "intrusion": "lia3 li1 put5 nen2 tsin ngip6, tshiang3 ma1 song li2 khoi1",
    "helmet": "khi2 chha1 tshiang3 tai ho3 theu2 khui1",
    "rubbish": "la1 sep5 tshiang3 fun1 lui theu2 fong",
}
# Who speaks: nobody by name, for any place; and the town of the demonstration.
SPEAKERS = {"": ("", ""), "longshan-": ("龙山镇提醒您，", "liung2 san1 tsin thi2 siang3 ngi2, ")}
RATE = 24_000


def spoken(voice: str, text: str) -> bytes:
    """The text as WAV, read slowly."""
    command = ["espeak-ng", "-v", voice, "-s", "140", "-p", "45", "-a", "180", "--stdout", text]
    return subprocess.run(command, check=True, capture_output=True).stdout


def as_mp3(wav: bytes, target: Path) -> float:
    """Encode as mono MP3 of 32 kbit/s; returns the length in seconds."""
    samples = 0
    with av.open(io.BytesIO(wav)) as source, av.open(str(target), "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = 32_000
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE)
        for frame in [*source.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                samples += piece.samples
                out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return samples / RATE


def main() -> int:
    """Make all recordings."""
    if shutil.which("espeak-ng") is None:
        sys.stderr.write("espeak-ng is not installed; only whoever changes a recording needs it.\n")
        return 1
    SOUNDS.mkdir(parents=True, exist_ok=True)
    for prefix, (characters, sounds) in SPEAKERS.items():
        for kind, text in TEXTS.items():
            for language, voice in VOICES.items():
                target = SOUNDS / f"{prefix}{kind}-{language}.mp3"
                length = as_mp3(spoken(voice, sounds + HAKKA[kind] if language == "hak" else characters + text), target)
                sys.stdout.write(f"{target.name:30} {length:4.1f} s {target.stat().st_size / 1024:5.1f} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
