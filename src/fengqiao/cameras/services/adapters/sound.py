"""This machine's own sound, by ALSA's program ``aplay``."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import av

from fengqiao.cameras.services.adapters.port import SpeakerFailed

RATE = 22_050


def decoded(audio: Path, target: Path, *, repeat: int = 1) -> None:
    """Write ``audio`` as 16-bit mono WAV, ``repeat`` times in a row: what ``aplay`` understands everywhere."""
    samples = bytearray()
    try:
        with av.open(str(audio)) as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in container.decode(audio=0):
                for piece in resampler.resample(frame):
                    samples += piece.to_ndarray().tobytes()
            for piece in resampler.resample(None):
                samples += piece.to_ndarray().tobytes()
    except (av.FFmpegError, OSError, IndexError) as error:
        raise SpeakerFailed("the recording cannot be decoded") from error
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(bytes(samples) * repeat)


class SoundSpeaker:
    """Plays on an ALSA device (``default`` unless the register names one)."""

    def __init__(self, *, device: str, program: str = "aplay") -> None:
        self.device, self.program = device, program

    def play(self, audio: Path, *, text: str, language: str, repeat: int) -> None:
        found = shutil.which(self.program)
        if found is None:
            raise SpeakerFailed(f"the program {self.program} is not installed on this machine")
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "warning.wav"
            decoded(audio, target, repeat=max(1, repeat))
            with wave.open(str(target)) as sound:
                length_s = sound.getnframes() / sound.getframerate()
            command = [found, "-q", "-D", self.device, str(target)]
            try:
                done = subprocess.run(command, capture_output=True, timeout=length_s + 5, check=False)
            except subprocess.TimeoutExpired as error:
                raise SpeakerFailed("the sound card did not finish in time") from error
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip().splitlines()
            raise SpeakerFailed(words[-1][:200] if words else f"{self.program} ended with {done.returncode}")
