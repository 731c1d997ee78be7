"""Places at which a plate with a QR code hangs: a resident who scans it need not say where they are."""

from __future__ import annotations

from enum import StrEnum


class PlaceKind(StrEnum):
    """What the plate hangs on: door plate 门牌, lamp post 灯杆, neighbourhood centre 邻里中心, bin station 垃圾投放点,
    notice board 宣传栏, anything else."""

    DOOR = "door"
    LAMP = "lamp"
    CENTRE = "centre"
    BINS = "bins"
    BOARD = "board"
    OTHER = "other"
