"""What people built: houses, railings, signs, waste bins and bags."""

from math import cos, pi, sin, sqrt

import numpy as np

from .materials import surface
from .shapes import ball, box, joint, loft, mesh, ring, rod


def house(at, *, width=7.0, depth=5.0, turn=0.0, wall=(0.55, 0.45, 0.33), roof=(0.22, 0.10, 0.07)):
    """A house of one floor with a pitched roof, a door and two windows towards -Y."""
    tall, ridge, eaves = 2.7, 1.3, 0.4
    root = joint("house", at)
    root.rotation_euler = (0, 0, turn)
    plaster, tiles = (
        surface(wall, 0.95, noise=0.15, scale=1.2, bump=0.01, bump_scale=20),
        surface(roof, 0.8, noise=0.2, scale=5),
    )
    box("walls", (width, depth, tall), plaster, root, (0, 0, tall / 2), bevel=0.02)
    x, y = width / 2 + eaves, depth / 2 + eaves
    points = [(s * x, yy, zz) for yy, zz in ((-y, tall - 0.1), (0, tall + ridge), (y, tall - 0.1)) for s in (-1, 1)]
    slab = mesh("roof", points, [(0, 1, 3, 2), (2, 3, 5, 4)], tiles, parent=root, smooth=False)
    slab.modifiers.new("thick", "SOLIDIFY").thickness = 0.09
    for x in (-width / 2 + 0.01, width / 2 - 0.01):
        mesh(
            "gable",
            [(x, -depth / 2, tall), (x, depth / 2, tall), (x, 0, tall + ridge)],
            [(0, 1, 2)],
            plaster,
            parent=root,
            smooth=False,
        )
    for k in range(int((width + 0.8) / 0.25)):
        x = -width / 2 - eaves + k * 0.25
        rod("rib", (x, -depth / 2 - 0.42, tall - 0.03), (x, 0, tall + ridge + 0.05), 0.018, tiles, root, sides=6)
    glass, frame, front = (
        surface((0.03, 0.04, 0.05), 0.1, noise=0, specular=0.8),
        surface((0.6, 0.58, 0.52), 0.7),
        -depth / 2,
    )
    box("door", (0.95, 0.08, 2.0), surface((0.08, 0.12, 0.2), 0.6), root, (0, front - 0.02, 1.0))
    box("door frame", (1.1, 0.06, 2.1), frame, root, (0, front - 0.005, 1.05))
    for x in (-width * 0.3, width * 0.3):
        box("pane", (1.05, 0.06, 1.0), glass, root, (x, front - 0.03, 1.5))
        box("window frame", (1.2, 0.05, 1.15), frame, root, (x, front - 0.01, 1.5))
        box("bar", (0.04, 0.09, 1.0), frame, root, (x, front - 0.03, 1.5))
        box("sill", (1.3, 0.2, 0.06), frame, root, (x, front - 0.06, 0.92))


def railing(start, end, y, ground=0.6, gap=1.75):
    """Posts and two rails along X."""
    wood = surface((0.45, 0.43, 0.38), 0.6, noise=0.15, scale=8)
    posts = np.arange(start, end + 0.1, gap)
    for x in posts:
        rod("post", (x, y, ground), (x, y, ground + 1.02), 0.045, wood)
    for z in (0.55, 0.95):
        rod("rail", (posts[0], y, ground + z), (posts[-1], y, ground + z), 0.03, wood)


def warning_sign(x, y, ground=0.6):
    """A yellow board with an exclamation mark on a pole."""
    rod("pole", (x, y, ground), (x, y, ground + 1.7), 0.035, surface((0.5, 0.5, 0.5), 0.4, metal=0.7))
    box("board", (0.62, 0.02, 0.5), surface((0.85, 0.62, 0.03), 0.5, noise=0.02), None, (x, y - 0.03, ground + 1.55))
    black = surface((0.02, 0.02, 0.02), 0.6)
    box("exclamation", (0.08, 0.01, 0.22), black, None, (x, y - 0.045, ground + 1.60))
    ball("mark", (0.045, 0.01, 0.045), black, None, (x, y - 0.045, ground + 1.40))


def waste_bin(at, colour, *, turn=0.0, lid=None):
    """A wheeled bin of 240 litres."""
    root = joint("bin", at)
    root.rotation_euler = (0, 0, turn)
    plastic, rubber = surface(colour, 0.55, noise=0.08, scale=6), surface((0.012, 0.012, 0.012), 0.8)
    body = [
        (0.06, 0.20, 0.22),
        (0.10, 0.22, 0.24),
        (0.55, 0.255, 0.285),
        (0.93, 0.28, 0.325),
        (0.95, 0.30, 0.345),
        (0.985, 0.30, 0.345),
    ]
    loft("body", body, plastic, root, boxy=6, sides=24)
    cover = [(0, 0.305, 0.36), (0.04, 0.305, 0.36), (0.085, 0.26, 0.29), (0.095, 0.1, 0.1)]
    loft("lid", cover, surface(lid or colour, 0.5, noise=0.05), root, boxy=5, sides=24, at=(0, 0.005, 0.99))
    rod("handle", (-0.22, -0.42, 0.96), (0.22, -0.42, 0.96), 0.018, plastic, root)
    for side in (-1, 1):
        ring("wheel", 0.075, 0.025, rubber, root, at=(side * 0.25, -0.22, 0.10), sides=20)
        rod("grip", (side * 0.2, -0.3, 0.93), (side * 0.2, -0.42, 0.96), 0.02, plastic, root)


def rubbish_bag(at=(0, 0, 0), *, size=0.26, colour=(0.015, 0.015, 0.018), seed=0):
    """A tied plastic bag, crumpled; ``size`` is its radius."""
    rng = np.random.default_rng(seed)
    root = joint("bag", at)
    points, faces, sides, rows = [], [], 28, 18
    for j in range(rows):
        t = j / (rows - 1)
        radius = size * sqrt(max(0, 1 - ((t - 0.36) / 0.46) ** 2)) if t < 0.74 else 0
        neck = 0.035 if 0.74 <= t < 0.82 else 0.10 * (t - 0.78) / 0.2
        radius = max(radius, neck if t > 0.70 else 0, 0.06 if t < 0.02 else 0)
        for i in range(sides):
            a = 2 * pi * i / sides
            fold = 1 + 0.10 * sin(5 * a + 6 * t) + 0.07 * sin(9 * a - 5 * t) + 0.05 * rng.normal()
            points.append((radius * fold * cos(a), radius * fold * sin(a), 2.3 * size * t))
    for j in range(rows - 1):
        for i in range(sides):
            n = (i + 1) % sides
            faces.append((j * sides + i, j * sides + n, (j + 1) * sides + n, (j + 1) * sides + i))
    faces.append(tuple(range(sides))[::-1])
    mesh("bag skin", points, faces, surface(colour, 0.28, noise=0.05, specular=0.6), parent=root, subdivide=1)
    return root
