"""The page docs/indicators.md, written from the formulas in the code: run this after changing one."""

from __future__ import annotations

from pathlib import Path

from fengqiao.incidents.domain.indicators import FORMULAS, Measure
from fengqiao.incidents.domain.validity import FEWEST, SHARE

PAGE = Path(__file__).resolve().parent.parent / "docs" / "indicators.md"
MEASURES = {
    Measure.SHARE: "a share, above the line divided by below it",
    Measure.HOURS: "hours on average, the sum above the line divided by the cases below it",
    Measure.CHANGE: "the change from the year before: above minus below, divided by below",
}
HEAD = """# Indicators

Written by `tools/draw_indicators.py` from `fengqiao.incidents.domain.indicators`; do not edit by hand.

Every figure is reckoned from the records of the events. A formula has a version, which rises whenever it counts
differently; pages and Excel files name it beside the value. Where nothing counts there is no figure: neither 0 nor
100 %. Worked examples of all formulas are in `tests/incidents/unit/test_indicators.py`. The definitions are this
program's own; the standards that use the same names are not reprinted here.

Routing rules are suggested when at least {fewest} solved cases of a category went first to the same organisation, and
{share:.0%} of them were given away by it and solved by one and the same other
(`fengqiao.incidents.domain.validity`).
"""


def draw() -> str:
    """The whole page."""
    parts = [HEAD.format(fewest=FEWEST, share=SHARE)]
    for formula in FORMULAS:
        heading = formula.id.replace("_", "-")
        parts.append(
            f"""<a id="{heading}"></a>

## {formula.name}

{formula.words}

| | |
|---|---|
| Formula | `{formula.id}`, version {formula.version} |
| Above the line | {formula.top} |
| Below the line | {formula.base} |
| Counts into the period | {formula.when} |
| The figure is | {MEASURES[formula.measure]} |
"""
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(draw(), "utf-8")
