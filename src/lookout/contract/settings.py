"""What an engine is told: its cameras, their zones, and whom or what it may look for."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from lookout.contract.base import Fraction, Frozen, Name
from lookout.contract.words import Colour, Size
from lookout.contract.zones import Zone


class WatchedPlate(Frozen):
    """One authorised plate, without its dot. The engine forgets it at ``until``, whatever the platform does."""

    id: str = Field(min_length=1, max_length=80)
    plate: str = Field(min_length=7, max_length=8, repr=False)
    until: AwareDatetime


class Search(Frozen):
    """A missing or vulnerable person as described; None means not known. The engine forgets it at ``until``.

    ``face``: base64 of 128 little-endian float32, only with the optional face matching, and only for this case.
    """

    id: str = Field(min_length=1, max_length=80)
    until: AwareDatetime
    upper: Colour | None = None
    lower: Colour | None = None
    size: Size | None = None
    bag: bool | None = None
    bicycle: bool | None = None
    face: str = Field(default="", max_length=800, repr=False)


class CameraConfig(Frozen):
    """All that the engine knows of one camera. ``source`` may hold a password and is never sent back.

    ``main_source``: the same camera's large picture, opened only when heads or plates are too small in ``source``.
    ``adult``: how tall a grown person is in the picture, as pairs of (foot's y, height); two pairs tell the
    perspective, without any the engine learns it. ``plates`` and ``searches`` name this camera one by one.
    """

    camera: Name
    source: str = Field(min_length=1, max_length=2000, repr=False)
    zones: tuple[Zone, ...] = ()
    analyse: bool = True
    masks: tuple[tuple[tuple[Fraction, Fraction], ...], ...] = Field(
        default=(), description="outlines in which motion is ignored, such as a clock overlay"
    )
    main_source: str = Field(default="", max_length=2000, repr=False)
    adult: tuple[tuple[Fraction, Fraction], ...] = Field(default=(), max_length=2)
    plates: tuple[WatchedPlate, ...] = Field(default=(), max_length=500)
    searches: tuple[Search, ...] = Field(default=(), max_length=20)


class EngineConfig(Frozen):
    """The engine's whole settings file; ``version`` changes whenever anything in it does."""

    schema_version: Literal[1] = 1
    version: str = Field(default="", max_length=80)
    cameras: tuple[CameraConfig, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Self:
        names = [camera.camera for camera in self.cameras]
        if len(set(names)) != len(names):
            raise ValueError("two cameras share a name")
        return self
