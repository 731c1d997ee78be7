"""A village road that crosses the view obliquely: a pedestrian, two motorcycles, one helmet, a car.

``traffic`` starts and ends with the empty road.
"""

import random
from math import cos, hypot, pi, radians, sin

import numpy as np

from kit.materials import surface
from kit.nature import grass, ground, meadow_colour, patches, smooth, tree
from kit.people import Figure, Look
from kit.render import Scene
from kit.shapes import rod
from kit.stage import Sun, camera, daylight, empty_stage
from kit.truth import Actor, Zone
from kit.vehicles import car, motorcycle
from kit.village import house
from kit.walking import Leg, Route, Walk

SUN = Sun(40, -65)
CAMERA = (-0.6, -1.2, 4.2)
BEND = radians(56)  # of the road away from the line of sight: riders show their side, which detectors need
MIDDLE = (0.0, 9.0)
QUIET = 1.0  # seconds added before everything, so that the first GOP shows the empty road


def on_road(across: float, along: float) -> tuple[float, float]:
    """Place by metres across (positive is nearer) and along the road (positive is to the right, away)."""
    return MIDDLE[0] + cos(BEND) * across + sin(BEND) * along, MIDDLE[1] - sin(BEND) * across + cos(BEND) * along


def across(x, y):
    """How far from the middle of the road a place is, positive on the camera's side."""
    return (x - MIDDLE[0]) * cos(BEND) - (y - MIDDLE[1]) * sin(BEND)


def level(x, y):
    """Height: the road lies a little lower than the verges."""
    off = np.abs(across(x, y))
    return -0.02 + 0.05 * smooth(2.6, 3.4, off) + 0.03 * smooth(3, 4, off) * patches(x, y, 1.5, 1)


def colour(x, y):
    """Asphalt with paler wheel tracks, dirt verges, meadow."""
    ragged = np.abs(across(x, y)) + 0.15 * patches(x, y, 1.1, 4)
    road, dirt = (1 - smooth(2.5, 2.75, ragged))[:, None], (1 - smooth(3.5, 4.3, ragged))[:, None]
    soil = meadow_colour(x, y) * (1 - dirt) + np.array([[0.26, 0.20, 0.14]]) * dirt
    worn = np.exp(-(((np.abs(np.abs(across(x, y)) - 1.25)) / 0.35) ** 2)) * 0.025
    asphalt = (0.15 + 0.02 * patches(x, y, 0.9, 8) - worn)[:, None] * np.array([[1, 0.98, 0.94]])
    return soil * (1 - road) + asphalt * road


def landscape():
    """Build everything that stays."""
    empty_stage(640, 360)
    daylight(SUN, exposure=0.2)
    ground((-30, 44), (-3, 50), 0.25, level, colour, scale=6, bump=0.012, bump_scale=40)
    grass(
        110000,
        (-18, 26),
        (0, 32),
        lambda x, y: np.abs(across(x, y)) > 3.6 + 0.5 * patches(x, y, 1, 6),
        level,
        seen_from=CAMERA,
    )
    for place, width, wall, roof in [
        ((-8.5, 1.5), 7, (0.55, 0.42, 0.28), (0.22, 0.10, 0.07)),
        ((-9, 12), 8, (0.6, 0.6, 0.55), (0.16, 0.17, 0.18)),
        ((-9, 24), 7, (0.50, 0.55, 0.50), (0.22, 0.10, 0.07)),
        ((-20, 4), 8, (0.6, 0.5, 0.45), (0.3, 0.13, 0.08)),
    ]:
        house((*on_road(*place), 0), width=width, turn=pi / 2 - BEND, wall=wall, roof=roof)
    rng = random.Random(5)
    planted = [(-5.2, 6.8), (-5.5, -4.5), (-5.3, 18), (-14, 8), (-16, -2), (-14, 18), (-22, -8), (-26, 12), (-28, 2)]
    planted += [(-24, 20), (-20, 28), (-32, 10), (-30, 22), (6, 22), (7, 32)]
    for i, place in enumerate(planted):
        x, y = on_road(*place)
        near = hypot(x, y) < 20
        tree(
            (x, y, 0),
            rng.uniform(4, 6.5),
            rng.uniform(1.5, 2.5),
            seed=40 + i,
            leaves=4500 if near else 1500,
            leaf=0.13 if near else 0.25,
        )
    wood = surface((0.16, 0.12, 0.09), 0.9, noise=0.2, scale=5)
    for along in (-7, 9.5, 26):
        x, y = on_road(-4.2, along)
        rod("mast", (x, y, 0), (x, y, 6.5), 0.10, wood, end_radius=0.07)
        rod("arm", (x - 0.7, y, 6.1), (x + 0.7, y, 6.1), 0.05, wood)
    for k in range(7):
        x, y = on_road(-5.0, -2.6 + k * 1.3)
        rod("fence post", (x, y, 0), (x, y, 1.05), 0.05, wood)
    for z in (0.5, 0.95):
        rod("fence rail", (*on_road(-5, -2.6), z), (*on_road(-5, 5.2), z), 0.03, wood)
    camera(CAMERA, (0.8, 9.0, 0.75), 55)


def traffic() -> Scene:
    """One after the other: bare head from the right, helmet from the left, a car from the right; a walker all along."""
    landscape()
    bare = Figure("bare head", Look(shirt=(0.60, 0.24, 0.03), trousers=(0.05, 0.06, 0.12)))
    helmet = Figure(
        "helmet",
        Look(
            shirt=(0.10, 0.28, 0.45),
            trousers=(0.05, 0.045, 0.04),
            skin="light",
            long_sleeves=True,
            helmet=(0.62, 0.06, 0.04),
        ),
    )
    walker = Figure("walker", Look(shirt=(0.5, 0.33, 0.08), trousers=(0.05, 0.05, 0.06), skin="brown"))
    red, blue, white = motorcycle((0.40, 0.02, 0.02)), motorcycle((0.02, 0.06, 0.22)), car((0.42, 0.43, 0.45))
    bare.sit_on(red.root, red.seat)
    helmet.sit_on(blue.root, blue.seat)
    verge = Route([on_road(-3.2, 26.5), on_road(-3.2, 8), on_road(-3.2, -7)])
    walk = Walk(walker, [Leg(0.0, verge, 1.55)], level)
    away, towards = -BEND, pi - BEND

    def pose(t):
        t -= QUIET
        for vehicle, lane, start, speed, begins in (
            (red, -1.0, 24.5, -4.0, 0.2),
            (blue, 1.0, -9.5, 4.0, 6.4),
            (white, -1.1, 26.0, -4.6, 9.4),
        ):
            along = start + speed * (t - begins)
            vehicle.place(on_road(lane, along), away if speed > 0 else towards, abs(along))
        walk.pose(t)

    actors = [
        Actor(
            "motorcycle",
            "red, its rider bare-headed; from the right towards the camera, out at the left",
            red.parts,
            {"riders_wearing_helmet": "none"},
        ),
        Actor("person", "the bare-headed rider, orange shirt", bare.parts),
        Actor(
            "motorcycle",
            "dark blue, its rider with a red helmet; from the left, away to the right",
            blue.parts,
            {"riders_wearing_helmet": "all"},
        ),
        Actor("person", "the rider with the red helmet, light blue shirt", helmet.parts),
        Actor("car", "white hatchback from the right, out at the left", white.parts),
        Actor("person", "pedestrian, yellow shirt, on the far verge, never on the road", walker.parts),
    ]
    ends = [on_road(2.6, -9), on_road(2.6, 20), on_road(-2.1, 20), on_road(-2.1, -6.5)]
    return Scene("road", 23, SUN, pose, actors, [Zone("road", [(x, y, 0) for x, y in ends])])
