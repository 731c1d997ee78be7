"""One decoded picture, converted only as far as somebody asks: most are looked at small and grey, and never again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Height × width × 3, BGR."""
Plane = NDArray[np.uint8]
"""Height × width, brightness; may be a view into memory that is not contiguous."""


class Image(Protocol):
    """A picture in the form in which the decoder left it. ``picture`` and ``luma`` may be asked for from any thread."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    def picture(self) -> Picture: ...

    def luma(self) -> Plane: ...


class Frame:
    """A decoded picture and its time.

    ``time_s`` is seconds of the source (monotonic over loops and reconnects), ``at`` is seconds since the epoch when
    the picture was taken (a file: start of reading + time_s). ``closer`` fetches the same scene from the camera's
    large picture, where there is one; it may take a second and give nothing. Either ``picture`` (BGR) or ``image``
    is given; the conversion of an ``image`` is done once, when it is first asked for.
    """

    __slots__ = ("_image", "_picture", "at", "closer", "key", "time_s")

    def __init__(
        self,
        *,
        time_s: float,
        at: float,
        picture: Picture | None = None,
        image: Image | None = None,
        key: bool = False,
        closer: Callable[[], Picture | None] | None = None,
    ) -> None:
        if (picture is None) == (image is None):
            raise ValueError("a frame has either a picture or an image")
        self.time_s = time_s
        self.at = at
        self.key = key
        self.closer = closer
        self._picture = picture
        self._image = image

    @property
    def width(self) -> int:
        return self._image.width if self._image is not None else int(self._known().shape[1])

    @property
    def height(self) -> int:
        return self._image.height if self._image is not None else int(self._known().shape[0])

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def picture(self) -> Picture:
        """All of it in colour."""
        if self._picture is None:
            assert self._image is not None
            self._picture = self._image.picture()
        return self._picture

    @property
    def luma(self) -> Plane:
        """Brightness at full size; of a picture that came as BGR, its green. To be read only."""
        return self._image.luma() if self._image is not None else self._known()[:, :, 1]

    def shown_as(self, picture: Picture) -> Frame:
        """The same moment as another picture shows it, such as the camera's large one; nothing closer is to be had."""
        return Frame(time_s=self.time_s, at=self.at, picture=picture, key=self.key)

    def kept(self) -> Frame:
        """For those who keep it beyond the moment: in colour, without the memory of the decoder or a way to more."""
        return self.shown_as(self.picture)

    def _known(self) -> Picture:
        assert self._picture is not None
        return self._picture

    def __repr__(self) -> str:
        return f"Frame(time_s={self.time_s:.3f}, {self.width}x{self.height}{', key' if self.key else ''})"
