"""A loudspeaker that is a folder: each warning is put there as a file. For places without a loudspeaker yet."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from fengqiao.cameras.services.adapters.port import SpeakerFailed

KEPT = 50


class FileSpeaker:
    """Puts the audio and a JSON line of what was said into ``folder``; keeps the newest fifty."""

    def __init__(self, *, folder: str) -> None:
        self.folder = Path(folder)

    def play(self, audio: Path, *, text: str, language: str, repeat: int) -> None:
        moment = datetime.now(UTC)
        target = self.folder / f"{moment:%Y%m%dT%H%M%S%f}-{language}{audio.suffix}"
        line = {"at": moment.isoformat(), "text": text, "language": language, "repeat": repeat, "file": target.name}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(audio, target)
            with (self.folder / "spoken.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line, ensure_ascii=False) + "\n")
            for old in sorted(self.folder.glob(f"*-*{audio.suffix}"))[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise SpeakerFailed(f"the folder cannot be written: {error.strerror}") from error
