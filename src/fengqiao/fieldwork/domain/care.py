"""People who asked for care, households, and why somebody visits. Kept only by consent, and only for who cares."""

from __future__ import annotations

from enum import StrEnum


class CareKind(StrEnum):
    """Why somebody asked for care: lives alone 独居, child left behind 留守儿童, disabled 残障, other."""

    ALONE = "alone"
    CHILD = "child"
    DISABLED = "disabled"
    OTHER = "other"


class ConsentWay(StrEnum):
    """How they agreed: on paper, or by word before somebody else."""

    PAPER = "paper"
    WORD = "word"


class VisitAbout(StrEnum):
    """What a visit was about: safety 安全, policy 政策宣传, care 关爱, dispute 矛盾, other."""

    SAFETY = "safety"
    POLICY = "policy"
    CARE = "care"
    DISPUTE = "dispute"
    OTHER = "other"


def needs_guardian(kind: CareKind) -> bool:
    """A child cannot agree alone."""
    return kind is CareKind.CHILD
