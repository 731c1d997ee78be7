"""Sentences, figures of packets, and what is concluded from them."""

from __future__ import annotations

import pytest

from lookout.contract import CameraHealth, Trouble
from lookout.diagnosis import Facts, Severity, Traffic, found, told
from lookout.diagnosis.concerns import of_faults, of_form, of_traffic
from lookout.diagnosis.findings import LONGEST, WORDS, figures_of


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_its_words(trouble: Trouble) -> None:
    """What is wrong and what to change: two sentences that fit into a heartbeat."""
    figures = {name: "x" if name in {"why", "codec"} else 3 for name in figures_of(trouble)}
    finding = found(trouble, **figures)
    assert finding.wrong != finding.mend
    assert "{" not in str(finding)
    assert len(str(finding)) < 200


def test_a_heartbeat_takes_whole_sentences_only() -> None:
    every = [
        found(trouble, **{name: "x" if name in {"why", "codec"} else 3 for name in figures_of(trouble)})
        for trouble in WORDS
    ]
    text = told(every)
    assert len(text) <= LONGEST
    assert text.split(". ")[0] in {str(one) for one in every if one.severity is Severity.FATAL}
    assert CameraHealth.model_fields["detail"].metadata[0].max_length == LONGEST


def played(
    *, fps: float = 12.0, own: float | None = None, gop: int = 24, seconds: float = 21.0, late: float = 0.0
) -> Facts:
    """``own``: pictures a second by the camera's clock; ``late``: how long every 40th packet is held up."""
    traffic = Traffic(window_s=10.0)
    for number in range(round(seconds * fps)):
        at = number / (own or fps)
        held = late if number % 40 == 39 else 0.0
        traffic.packet(shown_s=at, decoded_s=at, size=2500, key=number % gop == 0, now=number / fps + held)
    assert traffic.facts is not None
    return traffic.facts


def codes(facts: Facts, *, announced: float = 12.0, arrives: bool = True) -> set[Trouble]:
    return {finding.trouble for finding in of_traffic(facts, announced=announced, arrives=arrives)}


def test_a_good_camera_has_nothing_to_mend() -> None:
    facts = played()
    assert facts.rate == pytest.approx(12, rel=0.02)
    assert facts.own_rate == pytest.approx(12, rel=0.02)
    assert facts.gop_s == pytest.approx(2.0)
    assert facts.kbit_s == pytest.approx(2500 * 8 * 12 / 1000, rel=0.02)
    assert codes(facts) == set()
    assert list(of_form("h264", 640, 360)) == []


def test_rates() -> None:
    assert codes(played(fps=24)) == {Trouble.FAST}
    # its time stamps say 12 a second, and 24 arrive: the clock of the camera runs twice as fast
    assert codes(played(fps=24, own=12)) == {Trouble.FAST}
    assert codes(played(fps=24, own=12), arrives=False) == set()
    assert codes(played(fps=1, gop=2), announced=1.0) == {Trouble.SLOW}
    assert codes(played(late=1.5)) == {Trouble.JITTER}
    assert codes(played(gop=100)) == {Trouble.LONG_GOP}


def test_no_key_picture_for_long_is_a_long_group() -> None:
    """The second key picture has not come yet, and 20 seconds have passed."""
    assert codes(played(gop=10_000)) == {Trouble.LONG_GOP}


def test_reordered_pictures() -> None:
    traffic = Traffic(window_s=5.0)
    for group in range(40):
        for place, shown in enumerate((2, 0, 1)):
            traffic.packet(
                shown_s=(group * 3 + shown) / 10 + 0.2,
                decoded_s=(group * 3 + place) / 10,
                size=500,
                key=group % 6 == 0 and place == 0,
                now=(group * 3 + place) / 10,
            )
    facts = traffic.facts
    assert facts is not None
    assert facts.reordered == pytest.approx(2 / 3, abs=0.05)
    assert facts.delay_s == pytest.approx(0.4)
    assert codes(facts, announced=10) == {Trouble.B_FRAMES}


def test_forms_and_faults() -> None:
    assert [one.trouble for one in of_form("hevc", 3840, 2160)] == [Trouble.H265, Trouble.LARGE]
    assert [one.trouble for one in of_form("mjpeg", 160, 120)] == [Trouble.CODEC, Trouble.SMALL]
    assert list(of_faults(pictures=10, damaged=10, clock_steps=0, last_step_s=0)) == []
    assert [one.trouble for one in of_faults(pictures=100, damaged=3, clock_steps=1, last_step_s=9)] == [
        Trouble.DAMAGED,
        Trouble.CLOCK,
    ]
