import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookout.motion import SETTLE_FRAMES, Motion, Movement

HEIGHT, WIDTH = 180, 320


def scenes(
    count: int, *, noise: float = 3.0, light: float = 0.0, thing: tuple[int, int, int] | None = None, seed: int = 5
) -> list[np.ndarray]:
    """A textured still scene with sensor noise; ``thing``: first frame, left and step a frame of a walking block."""
    chance = np.random.default_rng(seed)
    ground = np.repeat(np.repeat(chance.uniform(60, 160, (HEIGHT // 20, WIDTH // 20)), 20, 0), 20, 1)
    pictures = []
    for index in range(count):
        picture = ground + chance.normal(0, noise, ground.shape) + light * index
        if thing and index >= thing[0]:
            left = thing[1] + thing[2] * (index - thing[0])
            picture[80:130, left : left + 20] = 225
        pictures.append(np.repeat(picture[..., None], 3, 2).clip(0, 255).astype(np.uint8))
    return pictures


def seen(motion: Motion, pictures: list[np.ndarray], *, every_s: float = 0.1) -> list[Movement]:
    return [motion.update(picture, index * every_s) for index, picture in enumerate(pictures)]


@given(noise=st.floats(0, 14), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_a_still_scene_does_not_move_however_noisy(noise: float, seed: int) -> None:
    movements = seen(Motion(), scenes(30, noise=noise, seed=seed))
    assert [movement.regions for movement in movements[15:]] == [()] * 15


def test_a_walker_is_found_where_it_is() -> None:
    movements = seen(Motion(), scenes(40, thing=(20, 40, 6)))
    assert not any(movement.regions for movement in movements[SETTLE_FRAMES:20])
    for index in range(22, 40):
        left = (40 + 6 * (index - 20)) / WIDTH
        region = movements[index].regions[0]
        assert region[0] <= left + 0.02
        assert region[2] >= left + 20 / WIDTH - 0.02
        assert region[1] == pytest.approx(80 / HEIGHT, abs=0.06)
        assert region[3] == pytest.approx(130 / HEIGHT, abs=0.06)


def test_the_background_is_known_after_few_pictures() -> None:
    movements = seen(Motion(), scenes(8, thing=(SETTLE_FRAMES, 100, 8)))
    assert movements[SETTLE_FRAMES + 1].regions


def test_a_masked_clock_may_run() -> None:
    mask = ((0.0, 0.3), (1.0, 0.3), (1.0, 0.85), (0.0, 0.85))
    assert not any(movement.regions for movement in seen(Motion([mask]), scenes(40, thing=(20, 40, 6))))


def test_light_that_changes_everywhere_is_no_motion() -> None:
    movements = seen(Motion(), scenes(40, light=0.8))
    assert not any(movement.regions or movement.scene_changed for movement in movements)


def test_who_waits_is_seen_for_seconds_and_then_belongs_to_the_scene() -> None:
    movements = seen(Motion(), scenes(1200, thing=(20, 100, 0)))
    assert all(movement.regions for movement in movements[21:80])
    assert not movements[-1].regions


def test_a_camera_that_was_turned_is_learnt_anew() -> None:
    motion = Motion()
    seen(motion, scenes(20))
    other = [np.flip(picture, 1) for picture in scenes(20, seed=9)]
    movements = [motion.update(picture, 2 + index / 10) for index, picture in enumerate(other)]
    assert movements[0].scene_changed
    assert not any(movement.regions for movement in movements[SETTLE_FRAMES:])


def test_pictures_of_another_size_start_anew() -> None:
    motion = Motion()
    seen(motion, scenes(20))
    assert motion.update(np.zeros((480, 640, 3), np.uint8), 3.0) == Movement()
    assert motion.update(np.zeros((33, 47, 3), np.uint8), 3.1) == Movement()


def test_weak_change_is_told_where_nothing_reaches_the_limit() -> None:
    motion = Motion()
    pictures = scenes(30, noise=0.5)
    pale = pictures[-1].copy()
    pale[80:130, 100:130] += 6
    movements = seen(motion, [*pictures, pale])
    assert movements[-1].regions == ()
    assert movements[-1].weak > 0.005 > movements[-2].weak


def test_a_lamp_in_the_first_picture_is_soon_forgotten() -> None:
    """Its light is neither motion for a minute, nor does it hide who walks there afterwards."""
    pictures = scenes(200, noise=1.0, thing=(150, 40, 3))
    for index, picture in enumerate(pictures[:12]):
        picture[60:150, 20 : 200 + index] = 250
    movements = seen(Motion(), pictures)
    assert not any(movement.regions for movement in movements[105:150])
    assert all(movement.regions for movement in movements[152:])


def test_passing_lamps_hide_nobody() -> None:
    """A beam every second for half a minute; then somebody of ordinary contrast comes."""
    pictures = scenes(340, noise=1.0, thing=(320, 40, 6))
    for index, picture in enumerate(pictures[:318]):
        if index % 10 < 3:
            picture[60:150, 20:240] = 250
    assert all(movement.regions for movement in seen(Motion(), pictures)[322:])
