"""``lookout doctor SOURCE``: what a camera's stream allows, and what to change in the camera."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from lookout.adapters.detector import load_detector
from lookout.adapters.probe import Probe, Seen
from lookout.cli.playing import address
from lookout.diagnosis import Finding, Severity
from lookout.diagnosis.concerns import of_faults, of_form, of_traffic
from lookout.diagnosis.fitness import Fit, Sizes, fits, of_sizes, sizes
from lookout.diagnosis.light import of_light
from lookout.ports import LookoutError

SHORTEST_S, LONGEST_S = 2.0, 600.0
GOOD, COULD_BE_BETTER, UNUSABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help="file, rtsp://… or http://…")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to look (%(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    parser.add_argument("--no-people", action="store_true", help="leave the detector out: stream and light only")


def act(arguments: argparse.Namespace) -> int:
    """Prints the report. 0: good, 1: something should be changed, 2: no pictures can be had from it."""
    if not SHORTEST_S <= arguments.seconds <= LONGEST_S:
        raise LookoutError(f"--seconds is between {SHORTEST_S:.0f} and {LONGEST_S:.0f}")
    detector = None if arguments.no_people else load_detector()
    seen = Probe(address(arguments.source), seconds=arguments.seconds, detector=detector).look()
    size = sizes(
        seen.people,
        seen.vehicles,
        width=seen.info.width if seen.info else 0,
        height=seen.info.height if seen.info else 0,
    )
    findings = concluded(seen, size)
    suited = fits(size) if detector is not None and seen.pictures else ()
    if arguments.json:
        print(json.dumps(record(seen, size, findings, suited), ensure_ascii=False))
    else:
        sys.stdout.write(text(seen, size, findings, suited))
    return status(findings)


def concluded(seen: Seen, size: Sizes) -> list[Finding]:
    """All findings, worst first."""
    findings = [seen.refusal] if seen.refusal is not None else []
    if seen.info is not None and seen.pictures:
        findings += of_form(seen.info.codec, seen.info.width, seen.info.height)
        findings += of_faults(
            pictures=seen.tally.pictures,
            damaged=seen.tally.damaged,
            clock_steps=seen.tally.clock_steps,
            last_step_s=seen.tally.last_step_s,
        )
        if seen.facts is not None:
            findings += of_traffic(seen.facts, announced=seen.info.fps, arrives=seen.live)
        if seen.light is not None:
            findings += of_light(seen.light)
        findings += of_sizes(size)
    return sorted(findings, key=lambda finding: -finding.severity)


def status(findings: list[Finding]) -> int:
    worst = max((finding.severity for finding in findings), default=Severity.NOTE)
    return {Severity.NOTE: GOOD, Severity.WARNING: COULD_BE_BETTER, Severity.FATAL: UNUSABLE}[worst]


def record(seen: Seen, size: Sizes, findings: list[Finding], suited: tuple[Fit, ...]) -> dict[str, Any]:
    """What ``--json`` prints; null where nothing was measured."""
    info, facts, light = seen.info, seen.facts, seen.light
    rate = None if facts is None else facts.rate if seen.live else facts.own_rate
    own_s = 0.0 if facts is None or not facts.own_rate else facts.packets / facts.own_rate
    spent = 0.0 if facts is None else facts.seconds if seen.live else own_s
    return {
        "usable": status(findings) != UNUSABLE,
        "live": seen.live,
        "codec": info.codec if info else None,
        "profile": seen.profile or None,
        "width": info.width if info else None,
        "height": info.height if info else None,
        "opened_s": rounded(seen.opened_s),
        "seconds": rounded(seen.seconds),
        "pictures": seen.pictures,
        "damaged": seen.tally.damaged,
        "fps_announced": rounded(info.fps if info else None),
        "fps_measured": rounded(rate),
        "longest_gap_s": rounded(facts.gap_s if facts else None),
        "gop_s": rounded(facts.gop_s if facts else None),
        "b_frames": None if facts is None else facts.reordered > 0,
        "kbit_s": rounded(facts.bytes * 8 / 1000 / spent if facts and spent else None, 0),
        "jitter_s": rounded(facts.spread_s if facts and seen.live else None),
        "clock_steps": seen.tally.clock_steps,
        "light": rounded(light.mean if light else None, 0),
        "contrast": rounded(light.contrast if light else None, 0),
        "noise": rounded(light.noise if light else None, 1),
        "sharpness": rounded(light.sharpness if light else None),
        "people_seen": size.seen,
        "person_px": rounded(size.height_px, 0),
        "person_share": rounded(size.share, 3),
        "vehicles_seen": size.vehicles,
        "vehicle_px": rounded(size.vehicle_px, 0),
        "functions": [{"kind": fit.kind.value, "verdict": fit.verdict.value, "why": fit.why} for fit in suited],
        "findings": [
            {
                "trouble": finding.trouble.value,
                "severity": finding.severity.name.lower(),
                "wrong": finding.wrong,
                "change": finding.mend,
            }
            for finding in findings
        ],
    }


def rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


def text(seen: Seen, size: Sizes, findings: list[Finding], suited: tuple[Fit, ...]) -> str:
    """The same for people."""
    told = record(seen, size, findings, suited)
    lines: list[tuple[str, str]] = []
    if seen.pictures:
        fps = f"{told['fps_measured']} pictures a second, {told['fps_announced']} announced"
        gop = f"a key picture every {told['gop_s']} s" if told["gop_s"] is not None else "key pictures: too few to tell"
        lines += [
            ("Stream", f"{told['codec']} {told['profile'] or ''} {told['width']}×{told['height']}".replace("  ", " ")),
            ("Rate", f"{fps}; {gop}{'; B-frames' if told['b_frames'] else ''}"),
            ("Data", f"{told['kbit_s']} kbit/s; opened in {told['opened_s']} s, {told['pictures']} pictures seen"),
        ]
        if seen.live:
            lines.append(("Arrival", f"up to {told['jitter_s']} s late; {told['clock_steps']} steps of its clock"))
        if seen.light is not None:
            lines.append(("Light", f"{told['light']} of 255, contrast {told['contrast']}, noise {told['noise']}"))
            lines.append(("Sharpness", f"{told['sharpness']} (0.5 is sharp, below 0.28 is not)"))
        if size.height_px is not None and size.share is not None:
            lines.append(
                ("People", f"{size.seen} sightings, {size.height_px:.0f} pixels tall, {size.share:.0%} of the picture")
            )
    body = "".join(f"{name:<11}{value}\n" for name, value in lines)
    if suited:
        body += "\nFunctions\n" + "".join(f"  {fit.kind.value:<10}{fit.verdict.value:<9}{fit.why}\n" for fit in suited)
    body += "\nWhat to change\n" if findings else "\nNothing to change.\n"
    marks = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.FATAL: "unusable"}
    for finding in findings:
        body += f"  {marks[finding.severity]:<9}{finding.wrong}\n{'':<11}→ {finding.mend}\n"
    return body.lstrip("\n")
