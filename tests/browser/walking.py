"""Going from page to page: each has to be sound for axe, for the content security policy and for the eye.

``make test`` looks at a page in the size of those who use it; ``make walk``, which sets FENGQIAO_WALK=whole, in every
size.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from axe import outside_requests, serious_findings, violations
from playwright.sync_api import Page

from house import DemoTown

WHOLE = os.environ.get("FENGQIAO_WALK") == "whole"
SET_LETTERS = """letters => {
    if (letters) document.documentElement.dataset.elder = letters;
    else delete document.documentElement.dataset.elder;
}"""
Opener = Callable[..., Page]


@dataclass(frozen=True)
class Size:
    """A screen in CSS pixels; ``letters``: the largest but one, as somebody of seventy sets them."""

    width: int
    height: int
    letters: str = ""

    def __str__(self) -> str:
        return f"{self.width} pixels" + (" in large letters" if self.letters else "")


PHONE, TABLET, DESK, WALL = Size(360, 740), Size(1024, 768), Size(1280, 800), Size(1920, 1080)
LARGE_PHONE, LARGE_TABLET = Size(360, 740, "24"), Size(1024, 768, "24")
IN_HAND = {None, "wangge", "shuji", "zhiyuan"}  # strangers, grid workers, secretaries, volunteers: on telephones


@dataclass(frozen=True)
class Stop:
    """A page on the way: who opens it, its address, and in which of its sizes it is looked at."""

    who: str | None
    address: str
    sizes: tuple[Size, ...]


def sizes_for(who: str | None, on_phone: Size, elsewhere: Size, *others: Size) -> tuple[Size, ...]:
    """The size of whoever uses the page; in a whole walk that of the others as well."""
    own, other = (on_phone, elsewhere) if who in IN_HAND else (elsewhere, on_phone)
    return (own, other, *others) if WHOLE else (own,)


def walk(stops: Iterable[Stop], visit: Opener, town: DemoTown) -> None:
    """Every page is fetched once on a telephone and once elsewhere, and looked at in each of its sizes."""
    open_pages: dict[tuple[str | None, bool], Page] = {}
    found: list[str] = []
    for stop in stops:
        for phone in (True, False):
            sizes = [size for size in stop.sizes if (size.width < TABLET.width) is phone]
            if sizes:
                key = (stop.who, phone)
                if key not in open_pages:
                    open_pages[key] = visit(stop.who, width=sizes[0].width, height=sizes[0].height)
                found += _look(open_pages[key], stop, sizes, town)
    assert found == [], "\n".join(found)


def _look(page: Page, stop: Stop, sizes: list[Size], town: DemoTown) -> list[str]:
    answer = page.goto(town.address + stop.address, wait_until="domcontentloaded")
    found = [] if answer and answer.status == 200 else [f"answered {answer.status if answer else 'nothing'}"]
    if not page.url.startswith(town.address + stop.address):
        found.append(f"led on to {page.url}")
    for size in sizes:
        page.set_viewport_size({"width": size.width, "height": size.height})
        page.evaluate(SET_LETTERS, size.letters)
        page.wait_for_timeout(250 if size is sizes[0] else 50)
        found += [f"at {size}: {line}" for line in serious_findings(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            found.append(f"at {size}: scrolls sideways")
    found += [*violations(page), *outside_requests(page)]
    return [f"{stop.address} as {stop.who}: {line}" for line in found]
