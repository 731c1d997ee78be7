"""Draw the flows that are tables in the code as pages of documentation.

python tools/draw_flows.py           write docs/flows/incident.md
python tools/draw_flows.py --check   fail when the page is not what the code says
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from fengqiao.areas.domain.roles import Role
from fengqiao.incidents.domain import joint, side
from fengqiao.incidents.domain.deadlines import CLOCK_OF, CLOCK_OF_TASK, ESCALATION
from fengqiao.incidents.domain.facts import State, Step
from fengqiao.incidents.domain.joint import JointState
from fengqiao.incidents.domain.machine import Side, Table
from fengqiao.incidents.domain.table import ENDED, REPORTERS, TABLE, Way
from fengqiao.incidents.domain.units import ClockKind

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "flows" / "incident.md"
WORDS = ROOT / "src" / "fengqiao" / "incidents" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
ENGLISH = ROOT / "src" / "fengqiao" / "incidents" / "selectors" / "words.py"

HEAD = """# The way of an event

Drawn by `tools/draw_flows.py` from the table in `src/fengqiao/incidents/domain/table.py`; a test keeps the two the
same. What is not in the table does not happen: every service takes its step through it, and the database refuses a
step that does not continue the one before. The program itself (receivers, timers, rules) may take every step, but
no guard is spared it.
"""


SIDE = """
## Beside the way

Side records have small tables of their own and never change the event's state. "The centre" is the desk of the place,
"the lead" the organisation that leads, "the organisation" the one that a joint task was given to; the program may take
every step.
"""
CLOCKS = """
## Clocks

Each state that somebody answers for has a clock, and so has each joint task. How long it may run is data by category
and organisation, in working hours, working days, calendar days or hours; what runs over is supervised by itself.

| Stretch | While the event is | While a joint task is |
|---|---|---|
"""
SIDES: tuple[tuple[str, Table[Any, Any, Any]], ...] = (
    ("Joint tasks 协同", joint.TABLE),
    ("Requests about the clock: extension 延期, suspension 挂起", side.REQUESTS),
    ("Supervision 督办", side.SUPERVISIONS),
)


def chinese() -> dict[tuple[str, str], str]:
    """The Chinese words of the screens by (context, English)."""
    with WORDS.open("rb") as file:
        return {(entry.context or "", str(entry.id)): str(entry.string) for entry in read_po(file) if entry.id}


def english() -> dict[str, str]:
    """The English words of states and steps by the member's name, as ``words.py`` writes them."""
    found: dict[str, str] = {}
    for line in ENGLISH.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith(("State.", "Step.")) and "pgettext_lazy(" in text:
            found[text.split(":", 1)[0]] = text.rsplit('"', 2)[1]
    return found


def draw() -> str:
    """The whole page."""
    zh, en = chinese(), english()

    def state(value: State) -> str:
        return zh["state", en[f"State.{value.name}"]]

    def step(value: Step) -> str:
        return zh["step", en[f"Step.{value.name}"]]

    lines = [HEAD, "```mermaid", "stateDiagram-v2"]
    lines += [f"    {value.value} : {state(value)} {value.value}" for value in State]
    for line in TABLE:
        for come in sorted(line.come, key=lambda one: list(State).index(one) if one else -1):
            lines.append(f"    {come.value if come else '[*]'} --> {line.to.value} : {step(line.step)}")
    lines += [f"    {value.value} --> [*]" for value in State if value in ENDED]
    lines += ["```", "", "| Step | From | To | Who | Guards |", "|---|---|---|---|---|"]
    for line in TABLE:
        before = ["(new)"] if None in line.come else []
        before += [f"`{one.value}`" for one in State if one in line.come]
        lines.append(
            f"| {step(line.step)} `{line.step.value}` | {', '.join(before)} "
            f"| {state(line.to)} `{line.to.value}` | {who(line)} | {'; '.join(guards(line))} |"
        )
    return "\n".join(lines) + "\n" + beside()


def beside() -> str:
    """The tables of the side records and the clocks."""
    lines = [SIDE]
    for title, table in SIDES:
        lines += [f"### {title}", "", "| Step | From | To | Who | Guards |", "|---|---|---|---|---|"]
        for line in table.lines:
            before = ["(new)"] if None in line.come else []
            before += sorted(f"`{one.value}`" for one in line.come if one is not None)
            people = ", ".join(f"the {one.value}" for one in Side if one in line.sides)
            words = "; ".join((guard.__doc__ or "").strip() for guard in line.guards)
            lines.append(f"| `{line.step.value}` | {', '.join(before)} | `{line.to.value}` | {people} | {words} |")
        lines.append("")
    lines.append(CLOCKS.strip("\n"))
    for kind in ClockKind:
        states = ", ".join(f"`{one.value}`" for one in State if CLOCK_OF.get(one) is kind)
        tasks = ", ".join(f"`{one.value}`" for one in JointState if CLOCK_OF_TASK.get(one) is kind)
        lines.append(f"| `{kind.value}` | {states} | {tasks} |")
    levels = [
        f"level {level.value} ({level.name.lower()}) at {share} times the deadline" for share, level in ESCALATION
    ]
    lines += ["", f"Supervision by itself: {', '.join(reversed(levels))}."]
    return "\n".join(lines) + "\n"


def who(line: Way) -> str:
    """The roles of a line, in the order in which they are declared."""
    if line.roles == REPORTERS:
        words = "everybody with a duty in the field, at a desk or in a council"
    else:
        words = ", ".join(role.value.replace("_", " ") for role in Role if role in line.roles)
    return ", ".join(filter(None, (words, "its reporter" if line.reporter else ""))) or "the program alone"


def guards(line: Way) -> list[str]:
    """What each guard of a line demands, in its own words."""
    return [(guard.__doc__ or "").strip() for guard in line.guards]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare")
    if parser.parse_args().check:
        if not PAGE.exists() or PAGE.read_text("utf-8") != draw():
            sys.exit("docs/flows/incident.md is not what the code says: run tools/draw_flows.py")
        return
    PAGE.write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
