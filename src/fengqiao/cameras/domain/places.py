"""Where a camera may be, and what must be on file before it goes live."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt


class PlaceType(StrEnum):
    """Kinds of place. The last group is private; a camera there is refused."""

    RIVER = "river"
    POND = "pond"
    ROAD = "road"
    CROSSING = "crossing"
    SQUARE = "square"
    MARKET = "market"
    VILLAGE_ENTRANCE = "village_entrance"
    VILLAGE_OFFICE = "village_office"
    SCHOOL_GATE = "school_gate"
    WASTE_POINT = "waste_point"
    CAR_PARK = "car_park"
    FOREST = "forest"
    BATH = "bath"
    TOILET = "toilet"
    CHANGING = "changing"
    DORMITORY = "dormitory"
    HOTEL_ROOM = "hotel_room"
    HOME = "home"
    WARD = "ward"
    LACTATION = "lactation"


PRIVATE = frozenset(
    {
        PlaceType.BATH,
        PlaceType.TOILET,
        PlaceType.CHANGING,
        PlaceType.DORMITORY,
        PlaceType.HOTEL_ROOM,
        PlaceType.HOME,
        PlaceType.WARD,
        PlaceType.LACTATION,
    }
)


class Missing(StrEnum):
    """What a camera still lacks before it may go live."""

    PLACE_TYPE = "place_type"
    PRIVATE_PLACE = "private_place"
    LEGAL_BASIS = "legal_basis"
    SIGN_PHOTO = "sign_photo"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a camera sees from above: bearing in degrees from north, opening in degrees, range in metres."""

    bearing_deg: float
    fov_deg: float
    range_m: float

    def __post_init__(self) -> None:
        if not (0 <= self.bearing_deg < 360 and 0 < self.fov_deg <= 360 and 0 < self.range_m <= 2000):
            raise ValueError("bearing 0-359.9, opening above 0 to 360, range above 0 to 2000 m")

    def outline(self, lon: float, lat: float, steps: int = 12) -> tuple[tuple[float, float], ...]:
        """The sector as a closed ring of (lon, lat), WGS84, for the map. Good to some decimetres at such ranges."""
        half = self.fov_deg / 2
        per_lat, per_lon = 111_320.0, 111_320.0 * cos(radians(lat))
        arc = []
        for index in range(steps + 1):
            angle = radians(self.bearing_deg - half + self.fov_deg * index / steps)
            arc.append((lon + self.range_m * sin(angle) / per_lon, lat + self.range_m * cos(angle) / per_lat))
        ring = arc if self.fov_deg >= 360 else [(lon, lat), *arc]
        return (*ring, ring[0])


def missing(
    *, place_type: PlaceType | None, legal_basis: str, sign_photo: bool, coverage: Coverage | None
) -> tuple[Missing, ...]:
    """What stands between a camera and going live, in the order in which a form asks for it."""
    lacks = []
    if place_type is None:
        lacks.append(Missing.PLACE_TYPE)
    elif place_type in PRIVATE:
        lacks.append(Missing.PRIVATE_PLACE)
    if not legal_basis.strip():
        lacks.append(Missing.LEGAL_BASIS)
    if not sign_photo:
        lacks.append(Missing.SIGN_PHOTO)
    if coverage is None:
        lacks.append(Missing.COVERAGE)
    return tuple(lacks)


FAR_M = 300.0


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres between two WGS84 positions on the sphere."""
    a = (
        sin(radians(lat2 - lat1) / 2) ** 2
        + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * 6_371_008.8 * asin(sqrt(min(1.0, a)))


def is_far(metres: float, range_m: float | None) -> bool:
    """Whether a confirmation came from far away: it is flagged for a second look, not refused."""
    return metres > FAR_M + (range_m or 0.0)
