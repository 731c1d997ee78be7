"""Levels of areas, kinds of grids and of organisations."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """From the province down to the village or community."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


class GridKind(StrEnum):
    """Comprehensive 综合网格, dedicated 专属网格 (a school, a market), micro-grid 微网格."""

    COMPREHENSIVE = "comprehensive"
    DEDICATED = "dedicated"
    MICRO = "micro"


class OrganisationKind(StrEnum):
    """The centre, the six, and everybody else (the N)."""

    CENTRE = "centre"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    POLICE = "police"
    JUSTICE = "justice"
    GRID = "grid"
    PINGAN = "pingan"
    OTHER = "other"
