"""Names, fractions and boxes: what all messages are made of."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\s:/\\\x00-\x1f][^:/\\\x00-\x1f]*$")]
Fraction = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
Point = tuple[Fraction, Fraction]
Fact = Annotated[str, Field(max_length=200)] | int | Annotated[float, Field(allow_inf_nan=False)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Frozen(BaseModel):
    """Base of all messages: unknown fields are refused, nothing changes after birth."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Box(Frozen):
    """A rectangle in the picture: left, top, right, bottom as fractions."""

    x1: Fraction
    y1: Fraction
    x2: Fraction
    y2: Fraction

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.x2 <= self.x1 or self.y2 <= self.y1:
            raise ValueError("a box needs x1 < x2 and y1 < y2")
        return self
