"""A quarter's list as a document that anybody can recompute: a head, one sheet for each worker, and their hashes.

Everything is whole numbers and text, written in one way only (keys sorted, no blanks, UTF-8), so the same list has
the same SHA-256 wherever it is computed. The head holds the hash of each sheet; the hash of the head is the hash of
the publication. No input or output.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengqiao.points.domain.quarters import summarise

FORMAT = "fengqiao-points-publication-1"
# total of a worker = sum of the points of the lines; caps: see the rules in the head.
FORMULA = "quarter-total-1"

# What a line is: earned in the quarter, earned earlier but settled only now, or put right.
EARNED, LATE, CORRECTED = "earned", "late", "corrected"
# The places of a line's values: day, rule, version, points, evidence, kind.
LINE = ("day", "rule", "version", "points", "evidence", "kind")


def canonical(value: Any) -> str:
    """The one way in which a document is written."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def evidence_mark(evidence: str) -> str:
    """An evidence's mark in public: enough to see that two lines have the same one, too little to look it up."""
    return digest(evidence)[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One worker's lines in the document. ``number`` stands for the worker; ``name`` is as published."""

    number: int
    name: str
    lines: Sequence[Sequence[Any]]

    @property
    def total(self) -> int:
        """The points of all lines."""
        return sum(line[3] for line in self.lines)

    def text(self) -> str:
        """The sheet as it is written."""
        return canonical({"lines": [list(line) for line in self.lines], "name": self.name, "number": self.number})


def head(sheets: Iterable[tuple[int, str, int, int, str]], **facts: Any) -> dict[str, Any]:
    """The head of a document. ``sheets``: number, name, total, count of lines and hash of each sheet, in order of
    their numbers; ``facts`` are the town, the quarter, the rules, the signer and what else belongs to it."""
    listed = list(sheets)
    summary = summarise([total for _, _, total, _, _ in listed])
    return {
        **facts,
        "format": FORMAT,
        "formula": FORMULA,
        "summary": {
            "workers": summary.workers,
            "total": summary.total,
            "minimum": summary.minimum,
            "maximum": summary.maximum,
            "median": summary.median,
            "distribution": [list(column) for column in summary.distribution],
        },
        "workers": [
            {"number": number, "name": name, "total": total, "lines": lines, "sha256": sha}
            for number, name, total, lines, sha in listed
        ],
    }


def problems(document: Mapping[str, Any]) -> list[str]:
    """Recompute a published document from its lines. Returns what does not come out; nothing means that all does."""
    found: list[str] = []
    top, sheets = document["head"], document["sheets"]
    if digest(canonical(top)) != document["sha256"]:
        found.append("the hash of the head")
    listed = {row["number"]: row for row in top["workers"]}
    if [sheet["number"] for sheet in sheets] != list(listed):
        found.append("the list of workers")
    rules = {(rule["kind"], rule["version"]) for rule in top["rules"]}
    totals: list[int] = []
    for sheet in sheets:
        row = listed.get(sheet["number"], {})
        total = sum(line[3] for line in sheet["lines"])
        totals.append(total)
        if digest(canonical(sheet)) != row.get("sha256"):
            found.append(f"the hash of sheet {sheet['number']}")
        if total != row.get("total") or len(sheet["lines"]) != row.get("lines"):
            found.append(f"the total of sheet {sheet['number']}")
        if any((line[1], line[2]) not in rules for line in sheet["lines"]):
            found.append(f"a rule of sheet {sheet['number']} that the head does not name")
    summary = summarise(totals)
    said = top["summary"]
    wanted = (summary.total, summary.minimum, summary.maximum, summary.median)
    if (said["total"], said["minimum"], said["maximum"], said["median"]) != wanted:
        found.append("the summary")
    if [list(column) for column in summary.distribution] != said["distribution"]:
        found.append("the distribution")
    return found
