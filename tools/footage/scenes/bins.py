"""Waste bins at a wall. ``dumping``: a man puts a black bag on the ground beside them and leaves; it is fetched."""

import random
from math import pi, sin

import bpy
import numpy as np
from mathutils import Vector

from kit.materials import surface
from kit.nature import grass, ground, meadow_colour, patches, smooth, tree
from kit.people import Figure, Look
from kit.render import Scene
from kit.shapes import box, meshes_under, rod
from kit.stage import Sun, camera, daylight, empty_stage
from kit.truth import Actor, Zone
from kit.vehicles import car
from kit.village import house, rubbish_bag, waste_bin
from kit.walking import Leg, Route, Walk

SUN = Sun(46, -70)
CAMERA = (-1.2, -0.6, 4.0)
DROP = (-1.9, 8.0)  # where the man stands to put the bag down
BENDS = 0.3  # seconds after the arrival
FETCHED = 24.5  # when the cleaner sets out
GREEN = (0.02, 0.12, 0.04)


def level(x, y):
    """Height: flat, a little uneven in the grass."""
    return 0.03 * patches(x, y, 1.2, 1) * smooth(10.9, 11.6, y) + 0.02


def colour(x, y):
    """A paved yard before the wall, meadow behind."""
    paved = (smooth(2.4, 2.5, y) * (1 - smooth(10.6, 10.8, y + 0.12 * patches(x, y, 1.3, 2))))[:, None]
    stone = np.array([[0.21, 0.195, 0.17]]) * (1 + 0.12 * patches(x, y, 1.7, 5))[:, None]
    return meadow_colour(x, y) * (1 - paved) + stone * paved


def landscape():
    """Build everything that stays."""
    empty_stage(640, 360)
    daylight(SUN, exposure=0.15)
    ground((-22, 22), (-2, 40), 0.2, level, colour, scale=8, bump=0.008, bump_scale=50)
    grass(
        70000,
        (-14, 14),
        (10.7, 26),
        lambda x, y: y > 10.7 - 0.12 * patches(x, y, 1.3, 2),
        level,
        blade=0.17,
        seen_from=CAMERA,
    )
    plaster = surface((0.42, 0.36, 0.28), 0.95, noise=0.15, scale=1.5, bump=0.012, bump_scale=18)
    box("wall", (6.4, 0.2, 1.5), plaster, None, (1.0, 10.4, 0.75))
    box("coping", (6.5, 0.3, 0.08), surface((0.3, 0.28, 0.25), 0.9), None, (1.0, 10.4, 1.53))
    box("slab", (6.0, 1.6, 0.06), surface((0.26, 0.25, 0.24), 0.95, noise=0.12, scale=4), None, (1.0, 9.4, 0.03))
    for i, (body, lid) in enumerate(
        [(GREEN, None), (GREEN, (0.02, 0.10, 0.03)), ((0.03, 0.06, 0.22), None), ((0.55, 0.42, 0.03), None)]
    ):
        waste_bin((-0.9 + i, 9.55, 0.06), body, turn=pi + random.Random(i).uniform(-0.08, 0.08), lid=lid)
    rubbish_bag((3.55, 9.3, 0.06), size=0.24, colour=(0.02, 0.02, 0.022), seed=5)
    rubbish_bag((3.95, 9.65, 0.06), size=0.20, colour=(0.25, 0.27, 0.30), seed=6)
    rod("pole", (-2.1, 10.2, 0), (-2.1, 10.2, 2.1), 0.035, surface((0.5, 0.5, 0.5), 0.4, metal=0.7))
    box("sign", (0.6, 0.02, 0.45), surface((0.8, 0.8, 0.78), 0.5, noise=0.02), None, (-2.1, 10.16, 1.9))
    box("sign head", (0.6, 0.022, 0.12), surface((0.02, 0.25, 0.06), 0.5, noise=0.02), None, (-2.1, 10.155, 2.06))
    house((-8, 20, 0), width=8, turn=0.15)
    house((7, 23, 0), width=8, turn=-0.1, wall=(0.6, 0.58, 0.52), roof=(0.17, 0.18, 0.19))
    rng = random.Random(2)
    planted = [
        (-3.8, 14),
        (4.6, 15.5),
        (10, 17),
        (-12, 17),
        (0, 24),
        (-3, 30),
        (4, 33),
        (12, 31),
        (-11, 31),
        (-17, 28),
        (18, 28),
    ]
    for i, (x, y) in enumerate([*planted, (8, 36), (-6, 37), (1, 37)]):
        near = y < 18
        tree(
            (x, y, 0),
            rng.uniform(4, 6.5),
            rng.uniform(1.5, 2.4),
            seed=60 + i,
            leaves=4500 if near else 1500,
            leaf=0.13 if near else 0.25,
        )
    car((0.30, 0.03, 0.03)).place((-4.75, 9.3), -pi / 2, 0)
    camera(CAMERA, (-0.2, 8.6, 0.65), 60)


def dumping() -> Scene:
    """He comes from the left, puts his bag on the ground and leaves to the right; the bag lies there until a cleaner
    comes the same way and takes it along. At the end the place is as it was, so the clip loops without a jump."""
    landscape()
    man = Figure("man", Look(shirt=(0.10, 0.30, 0.42), trousers=(0.06, 0.055, 0.07)))
    cleaner = Figure(
        "cleaner", Look(shirt=(0.75, 0.22, 0.02), trousers=(0.03, 0.05, 0.12), hair_length=0.12, long_sleeves=True)
    )
    bag = rubbish_bag(size=0.20, colour=(0.02, 0.02, 0.024), seed=11)
    bag_parts = meshes_under(bag)
    bring, fetch = _visit(man, 0.0), _visit(cleaner, FETCHED)
    down, up = bring.arrivals[0] + BENDS, fetch.arrivals[0] + BENDS
    lets_go, takes = down + 1.0, up + 1.0  # at the lowest point the hand lets go, or closes

    def posture(t):
        for figure, walk, bends, first, last in ((man, bring, down, 0.0, lets_go), (cleaner, fetch, up, takes, 99.0)):
            walk.pose(t)
            shoulder, elbow = figure.shoulders[1].rotation_euler, figure.elbows[1].rotation_euler
            if bends <= t < bends + 2.0:
                figure.bend_down(sin(pi / 2 * float(smooth(0, 1, t - bends))) * float(1 - smooth(1.1, 2.0, t - bends)))
            elif first <= t < last:
                shoulder.x, elbow.x = 0.05, 0.08
            if first <= t < last:
                shoulder.y = -0.18

    def carried(figure, t):
        posture(t)
        bpy.context.view_layer.update()
        grip = figure.hands[1].matrix_world @ Vector((0, 0, -0.12))
        return grip.x, grip.y, max(0.03, grip.z - 0.40)

    rest = carried(man, lets_go - 0.01)

    def pose(t):
        if t < lets_go:
            bag.location = carried(man, t)
        elif t < takes:
            bag.location = (rest[0], rest[1], 0.03)
        else:
            bag.location = carried(cleaner, t)
        posture(t)

    bag.rotation_euler = (0, 0, 0.4)
    actors = [
        Actor(
            "person",
            "man, light blue shirt; brings a black bag, puts it on the ground beside the bins, leaves to the right",
            man.parts,
        ),
        Actor("person", "cleaner, orange; comes from the left, takes the bag, leaves to the right", cleaner.parts),
        Actor(
            "bag",
            f"the black bag, carried, on the ground from {lets_go:.1f} to {takes:.1f} s; no class of the shipped detector",
            bag_parts,
        ),
    ]
    beside = [(-2.9, 7.3), (4.3, 7.3), (4.3, 10.2), (-2.9, 10.2)]
    return Scene("bins", 44, SUN, pose, actors, [Zone("bins", [(x, y, 0.03) for x, y in beside])], samples=16)


def _visit(figure: Figure, begins: float) -> Walk:
    """To the place beside the bins, and on to the right three seconds later."""
    come = Route([(-9.5, 5.0), (-5.0, 5.6), (-3.0, 6.7), DROP])
    leave = Route([DROP, (-0.6, 6.4), (1.6, 5.4), (4.5, 5.0), (9, 5.2)])
    return Walk(figure, [Leg(begins + 0.2, come, 1.15), Leg(begins + 10.8, leave, 1.15)], level)
