"""What a decision rests on, as plain lines: the engine's facts in words, for who checks an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.cameras.selectors import AlarmView

# Names of facts that the engine's functions give; one that is not here is shown by its own name.
LABELS: Mapping[str, str | Promise] = {
    "riders": gettext_lazy("Riders on it"),
    "without_helmet": gettext_lazy("Without a helmet"),
    "with_helmet": gettext_lazy("With a helmet"),
    "cannot_tell": gettext_lazy("Heads that could not be judged"),
    "looks": gettext_lazy("Looks at the head"),
    "looks_without_helmet": gettext_lazy("Looks that showed no helmet"),
    "head_px": gettext_lazy("Height of the head in the picture"),
    "certainty": gettext_lazy("Certainty"),
    "agreement": gettext_lazy("Agreement of the readings"),
    "readings": gettext_lazy("Readings of the plate"),
    "sights": gettext_lazy("Looks at the person"),
    "upper": gettext_lazy("Upper clothing"),
    "lower": gettext_lazy("Lower clothing"),
    "size": gettext_lazy("Size"),
    "bag": gettext_lazy("Bag"),
    "bicycle": gettext_lazy("Bicycle"),
    "height_px": gettext_lazy("Height of the person in the picture"),
    "still_s": gettext_lazy("Has been lying there for"),
    "gone_s": gettext_lazy("Its owner has been gone for"),
    "about_s": gettext_lazy("Has been about for"),
    "grown": gettext_lazy("Height compared with a grown person"),
}
SHARES = frozenset({"certainty", "agreement", "grown", "share", "bare"})
MODELS = frozenset({"helmet_model", "reader", "model"})
LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One line: what, and how much of it."""

    label: str
    value: str


def fact_lines(alarm: AlarmView) -> list[FactLine]:
    """The facts of the newest alert, known ones first and in their order; names of models come last."""
    order = {name: number for number, name in enumerate(LABELS)}
    given = sorted(alarm.facts.items(), key=lambda item: (item[0] in MODELS, order.get(item[0], len(order)), item[0]))
    lines = [_line(name, value) for name, value in given]
    if alarm.people > 1:
        lines.insert(0, FactLine(label=_("People at once"), value=str(alarm.people)))
    return lines


def _line(name: str, value: str | int | float) -> FactLine:
    label = _("Model") if name in MODELS else str(LABELS.get(name, name[:LONGEST].replace("_", " ")))
    return FactLine(label=label, value=_value(name, value))


def _value(name: str, value: str | int | float) -> str:
    if isinstance(value, str):
        return value
    if name in SHARES and 0 <= value <= 2:
        return f"{value:.0%}"
    shown = formats.number_format(round(value, 2) if abs(value) < 1e12 else value, use_l10n=True)
    if name.endswith("_px"):
        return _("%(number)s pixels") % {"number": shown}
    if name.endswith("_s"):
        return _("%(number)s s") % {"number": shown}
    return shown
