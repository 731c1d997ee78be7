"""Recompute a published list of points from its file, with nothing but Python's own library.

    python tools/recompute_publication.py points-441821103-2026Q3-1.json

Imports nothing of the program that made the file, so it can be read and run by whoever does not trust that program.
The format: ``head`` names the town, the quarter, the rules, the workers with their totals and the hashes of their
sheets; ``sheets`` are the workers' lines; ``sha256`` is the hash of the head. Hashes are SHA-256 of JSON with sorted
keys, without blanks, in UTF-8. A line is [day, rule, version, points, evidence's mark, kind], its kind earned, late
or corrected. The exit status is 0 when everything comes out, 1 when it does not, 2 when this is no such file.
"""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from fractions import Fraction


def fingerprint(part):
    """The hash of a part of the file."""
    written = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def middle(totals):
    """The median as the file writes it."""
    if not totals:
        return "0"
    half = len(totals) // 2
    value = Fraction(totals[half]) if len(totals) % 2 else Fraction(totals[half - 1] + totals[half], 2)
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def bucket(day, period):
    """The month or quarter in which a day lies."""
    return day[:7] if period == "month" else f"{day[:4]} quarter {(int(day[5:7]) + 2) // 3}"


def wrong_lines(sheet, rules):
    """What is wrong with one worker's lines by the rules that the head names."""
    used, limit, taken_back, seen = defaultdict(int), defaultdict(int), defaultdict(int), set()
    for day, kind, version, points, evidence, sort in sheet["lines"]:
        rule = rules.get((kind, version))
        if rule is None:
            yield f"the rule {kind} {version} is not in the head"
        elif sort == "corrected":
            taken_back[rule["cap_group"]] += max(0, -points)
        else:
            lowest, highest = sorted((0, rule["points"]))
            if not lowest <= points <= highest:
                yield f"{points} points by {kind}, which gives {rule['points']}"
            if (kind, evidence) in seen:
                yield f"the evidence {evidence} counts twice by {kind}"
            seen.add((kind, evidence))
            if rule["cap"] is not None:
                key = rule["cap_group"], bucket(day, rule["cap_period"])
                used[key] += points
                limit[key] = max(limit[key], rule["cap"])
    for (group, when), points in used.items():
        if points - taken_back[group] > limit[group, when]:
            yield f"{points} points of {group} in {when}, the most is {limit[group, when]}"


def recompute(file):
    """Everything in the file that does not follow from its lines."""
    head, sheets = file["head"], file["sheets"]
    if fingerprint(head) != file["sha256"]:
        yield "the hash of the head"
    rules = {(rule["kind"], rule["version"]): rule for rule in head["rules"]}
    listed = {row["number"]: row for row in head["workers"]}
    if [sheet["number"] for sheet in sheets] != [row["number"] for row in head["workers"]]:
        yield "the workers of the head are not those of the sheets"
    totals = []
    for sheet in sheets:
        who = f"worker no. {sheet['number']}"
        row = listed.get(sheet["number"], {})
        total = sum(line[3] for line in sheet["lines"])
        totals.append(total)
        if fingerprint(sheet) != row.get("sha256"):
            yield f"{who}: the hash of the sheet"
        if (total, len(sheet["lines"]), sheet["name"]) != (row.get("total"), row.get("lines"), row.get("name")):
            yield f"{who}: the lines give {total} points, the list says {row.get('total')}"
        for problem in wrong_lines(sheet, rules):
            yield f"{who}: {problem}"
    totals.sort()
    columns = Counter(total // 5 * 5 for total in totals)
    drawn = [[at, columns[at]] for at in range(min(columns), max(columns) + 1, 5)] if totals else []
    own = {
        "workers": len(totals),
        "total": sum(totals),
        "minimum": totals[0] if totals else 0,
        "maximum": totals[-1] if totals else 0,
        "median": middle(totals),
        "distribution": drawn,
    }
    for name, value in own.items():
        if head["summary"].get(name) != value:
            yield f"{name}: {value} by the lines, {head['summary'].get(name)} in the head"


def main():
    """Check the file named on the command line and say what comes out."""
    try:
        with open(sys.argv[1], encoding="utf-8") as opened:
            file = json.load(opened)
        found = list(recompute(file))
    except (IndexError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"this is no published file: {error!r}", file=sys.stderr)
        return 2
    for line in found:
        print(f"WRONG {line}")
    if found:
        return 1
    summary = file["head"]["summary"]
    print(
        f"Everything comes out: {summary['workers']} workers, {summary['total']} points, "
        f"lowest {summary['minimum']}, median {summary['median']}, highest {summary['maximum']}."
    )
    print(f"SHA-256 {file['sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
