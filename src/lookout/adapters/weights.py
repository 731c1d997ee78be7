"""Files of shipped models, read only when they are what was shipped: ``models/SHA256SUMS`` lists what they must be."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

from lookout.ports import ModelUnusable

SUMS = "SHA256SUMS"


def shipped(name: str, *, folder: Path | None = None) -> tuple[bytes, str]:
    """The bytes of this model of the package (or of ``folder``), and a version made of its checksum.

    Raises ``ModelUnusable`` when the file is missing, is not listed, or is not the one that is listed.
    """
    place = resources.files("lookout").joinpath("models") if folder is None else folder
    try:
        data = place.joinpath(name).read_bytes()
        listed = place.joinpath(SUMS).read_text(encoding="ascii")
    except (OSError, ValueError) as problem:
        raise ModelUnusable(
            f"the model {name} cannot be read ({problem}); install Fengqiao's package again"
        ) from problem
    wanted = _sums(listed).get(name)
    found = hashlib.sha256(data).hexdigest()
    if wanted is None:
        raise ModelUnusable(f"the model {name} is not listed in {SUMS} beside it; install Fengqiao's package again")
    if found != wanted:
        raise ModelUnusable(
            f"the model {name} is damaged or was exchanged: its SHA-256 is {found[:16]}…, {SUMS} says {wanted[:16]}…; "
            "install Fengqiao's package again"
        )
    return data, f"sha256-{found[:16]}"


def _sums(text: str) -> dict[str, str]:
    """Names and checksums of a list as ``sha256sum`` writes it."""
    lines = (line.split(maxsplit=1) for line in text.splitlines())
    return {parts[1].strip().lstrip("*"): parts[0].lower() for parts in lines if len(parts) == 2}
