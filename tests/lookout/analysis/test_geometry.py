import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from lookout import geometry
from lookout.contract import Box

fractions = st.floats(0, 1, allow_nan=False, width=32)


@st.composite
def boxes(draw: st.DrawFn, most: int = 8) -> geometry.Boxes:
    rows = draw(st.lists(st.tuples(fractions, fractions, st.floats(0.01, 0.5), st.floats(0.01, 0.5)), max_size=most))
    return np.array([(x, y, x + w, y + h) for x, y, w, h in rows], np.float64).reshape(-1, 4)


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Star-shaped polygons: simple, and as a rule not convex."""
    reaches = draw(st.lists(st.floats(0.05, 0.5), min_size=3, max_size=12))
    turn = 2 * np.pi / len(reaches)
    return [(0.5 + r * float(np.cos(i * turn)), 0.5 + r * float(np.sin(i * turn))) for i, r in enumerate(reaches)]


@given(outlines(), fractions, fractions)
def test_inside_agrees_with_shapely(outline: list[tuple[float, float]], x: float, y: float) -> None:
    shape = Polygon(outline)
    near_edge = shape.exterior.distance(Point(x, y)) < 1e-6
    assert near_edge or geometry.inside(outline, (x, y)) == shape.contains(Point(x, y))


@given(outlines(), st.floats(0, 1))
def test_the_edge_belongs_to_the_zone(outline: list[tuple[float, float]], share: float) -> None:
    (ax, ay), (bx, by) = outline[0], outline[1]
    assert geometry.inside(outline, outline[0])
    assert geometry.inside(outline, (ax + share * (bx - ax), ay + share * (by - ay)))


@given(boxes(), boxes())
def test_iou_is_symmetric_and_a_share(a: geometry.Boxes, b: geometry.Boxes) -> None:
    ratio = geometry.iou(a, b)
    assert ratio.shape == (len(a), len(b))
    assert np.allclose(ratio, geometry.iou(b, a).T)
    assert np.all((ratio >= 0) & (ratio <= 1 + 1e-9))
    assert np.allclose(np.diag(geometry.iou(a, a)), 1)


@given(boxes(), st.randoms(use_true_random=False), st.floats(0.1, 0.9))
def test_suppression_keeps_the_best_and_does_not_care_for_order(
    rows: geometry.Boxes, chance: object, limit: float
) -> None:
    scores = np.linspace(0.9, 0.1, len(rows))
    kept = geometry.suppress(rows, scores, limit=limit)
    shuffled = np.array(sorted(range(len(rows)), key=lambda _: chance.random()), dtype=np.intp)
    again = shuffled[geometry.suppress(rows[shuffled], scores[shuffled], limit=limit)]
    assert list(kept) == list(again)
    apart = geometry.iou(rows[kept], rows[kept]) - np.eye(len(kept))
    assert np.all(apart <= limit + 1e-9)
    fallen = sorted(set(range(len(rows))) - set(kept.tolist()))
    assert all(
        any(scores[k] > scores[f] and geometry.iou(rows[[k]], rows[[f]])[0, 0] > limit for k in kept) for f in fallen
    )


@given(fractions, fractions, st.floats(0.05, 1.5), st.floats(0.05, 1.5))
def test_a_view_stays_in_the_picture(x: float, y: float, width: float, height: float) -> None:
    left, top, right, bottom = geometry.view((x, y), width=width, height=height)
    assert -1e-9 <= left < right <= 1 + 1e-9
    assert -1e-9 <= top < bottom <= 1 + 1e-9
    assert right - left == pytest.approx(min(1, width))


def test_a_box_beyond_the_picture_is_cut_or_none() -> None:
    assert geometry.to_box(np.array([-0.2, 0.1, 0.3, 1.4])) == Box(x1=0, y1=0.1, x2=0.3, y2=1)
    assert geometry.to_box(np.array([1.1, 0.1, 1.3, 0.4])) is None


@pytest.mark.parametrize(
    ("dx", "dy", "degrees"), [(0, -1, 0), (1, 0, 90), (0, 1, 180), (-1, 0, 270), (1, -1, 45), (-1, -1, 315)]
)
def test_bearings_are_clockwise_from_up(dx: float, dy: float, degrees: float) -> None:
    assert geometry.bearing(dx, dy) == pytest.approx(degrees)


def test_a_wide_picture_turns_bearings() -> None:
    assert geometry.bearing(1, -1, aspect=16 / 9) == pytest.approx(60.64, abs=0.01)


@given(st.floats(0, 360), st.floats(0, 360))
def test_angles_between_bearings(a: float, b: float) -> None:
    angle = geometry.angle_between(a, b)
    assert 0 <= angle <= 180
    assert angle == pytest.approx(geometry.angle_between(b, a))
    assert geometry.angle_between(a, a + 360) == pytest.approx(0, abs=1e-6)
