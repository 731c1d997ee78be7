"""Moments, pills and icons as the pages say them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation

from fengqiao.cameras.forms.search import fits
from fengqiao.cameras.forms.words import STEPS
from fengqiao.ui.templatetags.ui import ICONS, PILL_ICONS, icon, masked_phone, moment_words, pill

NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)  # 14:20 in Shanghai
PACKAGE = Path(settings.PACKAGE)


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=3), "3 minutes ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2), "today 12:20"),
        (timedelta(hours=15), "yesterday 23:20"),
        (timedelta(days=-1), "tomorrow 14:20"),
        (timedelta(days=-3), "in 3 days"),
    ],
)
def test_a_moment_is_said_as_people_say_it(earlier: timedelta, words: str) -> None:
    with translation.override("en"):
        assert moment_words(NOW - earlier, NOW) == words


def test_midnight_in_shanghai_parts_the_days_not_midnight_in_greenwich() -> None:
    with translation.override("en"):
        assert moment_words(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), NOW) == "today 00:30"
        assert moment_words(datetime(2026, 11, 23, 15, 30, tzinfo=UTC), NOW) == "yesterday 23:30"


def test_a_state_is_colour_shape_and_word() -> None:
    drawn = pill("Live", "live")
    assert "pill--live" in drawn
    assert "<svg" in drawn
    assert "<span>Live</span>" in drawn


def test_words_in_a_pill_are_escaped() -> None:
    assert "<b>" not in pill("<b>", "due")


def test_an_icon_cannot_leave_its_folder() -> None:
    assert "<circle" in icon("../../htmx")


def test_every_icon_in_use_was_copied() -> None:
    uses = re.compile(r"""\{%\s*icon\s+"([a-z0-9-]+)"|icon="([a-z0-9-]+)"|icon\|default:"([a-z0-9-]+)\"""")
    used = {
        name for path in PACKAGE.rglob("*.html") for found in uses.findall(path.read_text()) for name in found if name
    }
    used |= set(PILL_ICONS.values()) | {face.icon for face in STEPS.values()}
    missing = sorted(name for name in used if not (ICONS / f"{name}.svg").is_file())
    assert not missing, "run tools/vendor.py"
    assert len(used) > 30


def test_phone_numbers_are_shown_without_their_middle() -> None:
    assert masked_phone("13812341234") == "138****1234"
    assert masked_phone("110") == "****"


def test_cameras_are_found_by_name_sound_and_initials() -> None:
    for wanted in ("鹤田", "hetian", "htc", "HTC 1号", "441821103208", "河边 R1", ""):
        assert fits(wanted, "鹤田村河边1号", "441821103208-R1", "鹤田村"), wanted
    for wanted in ("汤塘", "tangtang", "鹤田 水库"):
        assert not fits(wanted, "鹤田村河边1号", "441821103208-R1", "鹤田村"), wanted


def test_no_template_holds_inline_script_or_style() -> None:
    bad = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=\"|javascript:")
    # saved and opened from a disk without the server: it has to bring its style and its script along
    alone = "recompute_file.html"
    found = [path.name for path in PACKAGE.rglob("templates/**/*.html") if bad.search(path.read_text())]
    assert set(found) <= {alone}


def test_every_template_compiles() -> None:
    engine = engines["django"].engine
    for path in sorted(PACKAGE.glob("*/templates/**/*.html")):
        engine.get_template(str(path.relative_to(next(up for up in path.parents if up.name == "templates"))))
