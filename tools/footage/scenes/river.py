"""A village river with a railing, a gap in it and a trodden track to the water.

``river``: two children come along the path, go through the gap, stand at the water's edge and walk back.
``river_adults``: two adults pass on the path and never come near the water.
"""

import random

import numpy as np

from kit.nature import grass, ground, meadow_colour, patches, smooth, tree, water
from kit.people import Figure, Look
from kit.render import Scene
from kit.stage import Sun, camera, daylight, empty_stage
from kit.truth import Actor, Zone
from kit.village import house, railing, warning_sign
from kit.walking import Leg, Route, Walk

SUN = Sun(44, -60)
CAMERA = (-0.6, -2.6, 4.4)
RAILING_Y, ZONE_Y = 6.95, 7.75
CYCLE = 20  # frames; two seconds of water and leaves, the length of one GOP


def shore(x):
    """Where the water begins (y)."""
    return 10.9 + 0.4 * np.sin(x * 0.35) + 0.2 * np.sin(x * 0.9 + 1)


def bank(x, y):
    """Height of the near bank: a level path, a slope, the river's bed."""
    slope = 0.80 * smooth(7.0, shore(x) + 0.6, y) + 0.9 * smooth(shore(x) + 0.6, shore(x) + 6, y)
    return 0.75 - slope + 0.03 * patches(x, y, 1.5, 1)


def trodden(x, y):
    """1 on the path and on the track down to the water, 0 in the grass."""
    path = smooth(4.9, 5.2, y + 0.15 * np.sin(x)) * (1 - smooth(6.5, 6.8, y + 0.15 * np.sin(x * 0.8)))
    middle = -1.75 + 0.32 * (y - 6.5)
    track = np.exp(-(((x - middle) / 0.6) ** 2)) * smooth(6.2, 6.8, y) * (1 - smooth(10, 11.2, y))
    return np.clip(path + track, 0, 1)


def sandy(x, y):
    """1 on the strip of sand along the water."""
    return smooth(shore(x) - 1.5, shore(x) - 0.8, y + 0.3 * patches(x, y, 1.2, 3))


def bank_colour(x, y):
    """Grass, bare earth, sand, and darker where it is wet."""
    earth, sand = trodden(x, y)[:, None], sandy(x, y)[:, None]
    wet = smooth(shore(x) - 0.5, shore(x) + 0.1, y)[:, None]
    colour = meadow_colour(x, y) * (1 - earth) + np.array([[0.27, 0.21, 0.15]]) * earth
    colour = colour * (1 - sand) + np.array([[0.30, 0.25, 0.18]]) * sand
    return colour * (1 - 0.55 * wet)


def landscape():
    """Build everything that stays; returns ``flow(turn)`` for water and trees."""
    empty_stage(640, 360)
    daylight(SUN, exposure=0.1, dust=0.3)
    ground((-22, 24), (-2, 22), 0.16, bank, bank_colour)
    grass(
        120000,
        (-13, 14),
        (2.6, 11),
        lambda x, y: (trodden(x, y) < 0.25) & (sandy(x, y) < 0.4),
        bank,
        blade=0.15,
        colours=((0.055, 0.10, 0.017), (0.125, 0.17, 0.042)),
        seen_from=CAMERA,
    )

    def reeds(x, y):
        return (sandy(x, y) > 0.2) & (patches(x, y, 0.5, 9) > 0.5) & (np.abs(x + 0.4) > 2.2)

    grass(
        9000, (-14, 16), (9.0, 11.2), reeds, bank, blade=0.75, colours=((0.07, 0.10, 0.02), (0.22, 0.22, 0.08)), seed=4
    )
    ripple = water((-40, 45), (9.5, 42), -0.02)

    def far_bank(x, y):
        return -0.6 + 1.8 * smooth(36, 40, y + patches(x, y, 0.4, 5))

    ground((-45, 50), (36, 60), 1.0, far_bank, lambda x, y: np.c_[0.08 + 0 * x, 0.11 + 0 * x, 0.03 + 0 * x])
    rng = random.Random(3)
    crowns = []
    for i in range(26):
        at = (-38 + i * 3.1 + rng.uniform(-1, 1), 43.5 + rng.uniform(-1, 4), 0.6)
        green = (0.045 + rng.uniform(0, 0.03), 0.09 + rng.uniform(0, 0.03), 0.02)
        tree(at, rng.uniform(3.5, 7), rng.uniform(1.6, 2.8), seed=i, colour=green, leaf=0.26, leaves=1500)
    house((9, 44, 1.15), turn=0.1)
    house((-12, 45, 1.15), width=6, depth=4.5, turn=-0.15, wall=(0.6, 0.55, 0.5), roof=(0.25, 0.25, 0.26))
    crowns.append(tree((5.6, 9.9, 0.3), 5.6, 2.3, seed=77, leaves=6000, leaf=0.12))
    railing(-9.75, -2.75, RAILING_Y)
    railing(-0.15, 10.5, RAILING_Y)
    warning_sign(1.2, 7.4)
    camera(CAMERA, (0.0, 9.0, 1.4), 56)

    def flow(turn):
        ripple(turn)
        for crown in crowns:
            crown.rotation_euler = (0.006 * np.sin(2 * np.pi * turn), 0.012 * np.cos(2 * np.pi * turn), 0)

    return flow


def waterside() -> Zone:
    """The slope beyond the railing and the water, as far as the other bank."""

    def level(x, y):
        return (x, y, float(bank(np.array(x), np.array(y))))

    return Zone("water", [level(-9, ZONE_Y), level(9, ZONE_Y), (40, 36, 0), (-40, 36, 0)])


def children() -> Scene:
    """The clip that must alarm."""
    flow = landscape()
    red = Figure(
        "red", Look(height=1.22, child=True, shirt=(0.55, 0.05, 0.04), trousers=(0.05, 0.07, 0.16), short_trousers=True)
    )
    yellow_look = Look(
        height=1.12,
        child=True,
        shirt=(0.75, 0.65, 0.12),
        trousers=(0.30, 0.05, 0.14),
        skin="light",
        hair_length=0.10,
        skirt=(0.55, 0.10, 0.25),
    )
    yellow = Figure("yellow", yellow_look)
    down_red = Route([(-7.4, 5.9), (-3.1, 5.9), (-1.9, 6.3), (-1.5, 7.5), (-0.8, 9.2), (-0.25, 10.5)])
    down_yellow = Route([(-7.4, 5.6), (-3.2, 5.6), (-2.0, 6.2), (-1.8, 7.5), (-1.3, 9.2), (-0.95, 10.45)])
    up_red = Route([(-0.25, 10.5), (-0.7, 9.2), (-1.4, 7.5), (-2.2, 6.3), (-3.4, 5.7), (-8.6, 5.7)])
    up_yellow = Route([(-0.95, 10.45), (-1.4, 9.2), (-1.9, 7.5), (-2.5, 6.3), (-3.6, 5.8), (-8.6, 5.8)])
    walks = [
        Walk(red, [Leg(2.9, down_red, 1.25), Leg(16.2, up_red, 1.25)], bank),
        Walk(yellow, [Leg(3.7, down_yellow, 1.22), Leg(15.5, up_yellow, 1.22)], bank),
    ]

    def pose(t):
        for walk in walks:
            walk.pose(t)
        red.reach_out(1, float(smooth(12.2, 12.7, t) * (1 - smooth(13.9, 14.4, t))))

    actors = [
        Actor(
            "person", "child of 1.22 m, red shirt, short dark blue trousers; to the water's edge and back", red.parts
        ),
        Actor(
            "person",
            "child of 1.12 m, yellow shirt, pink skirt; the same way some steps behind, leaves first",
            yellow.parts,
        ),
    ]
    return Scene("river", 24, SUN, pose, actors, [waterside()], CYCLE, flow)


def adults() -> Scene:
    """The clip that must not alarm."""
    flow = landscape()
    man = Figure("man", Look(height=1.74, shirt=(0.08, 0.20, 0.42), trousers=(0.06, 0.055, 0.05)))
    woman = Figure(
        "woman",
        Look(
            height=1.62,
            shirt=(0.62, 0.30, 0.10),
            trousers=(0.04, 0.05, 0.10),
            skin="light",
            hair_length=0.12,
            long_sleeves=True,
        ),
    )
    walks = [
        Walk(man, [Leg(0.6, Route([(-8.4, 5.5), (-2, 5.6), (3, 5.5), (9, 5.6)]), 1.4)], bank),
        Walk(woman, [Leg(1.6, Route([(8.6, 6.1), (3, 6.2), (-2, 6.1), (-9, 6.1)]), 1.35)], bank),
    ]

    def pose(t):
        for walk in walks:
            walk.pose(t)

    actors = [
        Actor("person", "man, blue shirt; along the path from left to right, never near the water", man.parts),
        Actor("person", "woman, orange shirt; along the path from right to left, never near the water", woman.parts),
    ]
    return Scene("river_adults", 14, SUN, pose, actors, [waterside()], CYCLE, flow)
