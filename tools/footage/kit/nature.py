"""Ground, grass, trees and water. Every random choice comes from the seed that the scene gives."""

from math import pi

import numpy as np

from .materials import surface, water_surface
from .shapes import loft, mesh


def smooth(start, end, x):
    """0 before ``start``, 1 after ``end``, a soft step between."""
    u = np.clip((x - start) / (end - start), 0, 1)
    return u * u * (3 - 2 * u)


def patches(x, y, frequency=1.0, seed=0):
    """Soft irregular patches between about -1 and 1."""
    rng = np.random.default_rng(seed)
    total = 0
    for k in range(5):
        a, b, c = rng.uniform(0, 2 * pi, 3)
        f = frequency * 1.6**k
        swirl = 1.3 * np.sin(f * 0.7 * (y * np.cos(a) - x * np.sin(a)) + c)
        total = total + np.sin(f * (x * np.cos(a) + y * np.sin(a)) + b + swirl) / 1.4**k
    return total / 2.6


def meadow_colour(x, y):
    """The green of short grass, patchy, as N x 3."""
    light = 0.02 * patches(x, y, 0.8, 2)
    return np.c_[0.072 + light, 0.103 + light, 0.03 + 0 * x]


def ground(xs, ys, step, height, colour, *, scale=3.0, bump=0.02, bump_scale=14.0):
    """A height field over two ranges; ``height(x, y)`` and ``colour(x, y)`` take arrays."""
    x_axis, y_axis = np.arange(xs[0], xs[1] + step, step), np.arange(ys[0], ys[1] + step, step)
    x, y = np.meshgrid(x_axis, y_axis)
    width = len(x_axis)
    corner = np.arange((len(y_axis) - 1) * width).reshape(-1, width)[:, :-1].ravel()
    faces = np.c_[corner, corner + 1, corner + 1 + width, corner + width]
    skin = surface(rough=0.95, noise=0.18, scale=scale, bump=bump, bump_scale=bump_scale, vertex_colour=True)
    points = np.c_[x.ravel(), y.ravel(), height(x, y).ravel()]
    return mesh("ground", points, faces, skin, colours=colour(x.ravel(), y.ravel()))


def grass(
    count,
    xs,
    ys,
    grows,
    height,
    *,
    blade=0.16,
    colours=((0.05, 0.10, 0.015), (0.16, 0.20, 0.05)),
    seed=0,
    seen_from=None,
):
    """Single blades where ``grows(x, y)``; fewer and wider ones far from ``seen_from``."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(*xs, count), rng.uniform(*ys, count)
    keep, widen = grows(x, y), np.ones(count)
    if seen_from is not None:
        distance = np.hypot(x - seen_from[0], y - seen_from[1])
        keep &= rng.uniform(0, 1, count) < np.clip(9 / np.maximum(distance, 1), 0.12, 1)
        widen = np.clip(distance / 9, 1, 2.6)
    x, y, widen = x[keep], y[keep], widen[keep]
    n = len(x)
    z = height(x, y)
    side, length, width = (
        rng.uniform(0, 2 * pi, n),
        blade * rng.uniform(0.4, 1.2, n) * (0.8 + 0.2 * widen),
        0.012 * widen,
    )
    tilt, towards = rng.normal(0, 0.45, n), rng.uniform(0, 2 * pi, n)
    dx, dy = width * np.cos(side), width * np.sin(side)
    tip = np.c_[
        x + length * np.sin(tilt) * np.cos(towards),
        y + length * np.sin(tilt) * np.sin(towards),
        z + length * np.cos(tilt),
    ]
    points = np.stack([np.c_[x - dx, y - dy, z], np.c_[x + dx, y + dy, z], tip], 1).reshape(-1, 3)
    shade = rng.uniform(0, 1, (n, 1)) ** 1.5
    colour = np.repeat(np.array(colours[0]) * (1 - shade) + np.array(colours[1]) * shade, 3, 0)
    skin = surface(rough=0.9, noise=0, vertex_colour=True)
    return mesh("grass", points, np.arange(3 * n).reshape(-1, 3), skin, smooth=False, colours=colour)


def tree(at, height=5.0, crown=2.0, *, seed=0, colour=(0.05, 0.11, 0.02), leaf=0.16, leaves=2600):
    """A tree of single leaves around a trunk; returns the crown, which turns about the foot of the trunk."""
    rng = np.random.default_rng(seed)
    bark = surface((0.10, 0.07, 0.05), 0.95, noise=0.3, scale=6, bump=0.05, bump_scale=12)
    trunk = [(0, 0.16, 0.16), (0.25, 0.12, 0.11, 0.04, 0.02), (0.5, 0.09, 0.09, 0.08, -0.03), (0.85, 0.03, 0.03)]
    loft("trunk", [(share * height, *rest) for share, *rest in trunk], bark, at=at)

    def directions(n):
        d = rng.normal(0, 1, (n, 3))
        return d / np.linalg.norm(d, axis=1, keepdims=True)

    boughs = directions(14) * rng.uniform(0.3, 0.8, (14, 1)) * crown
    boughs[:, 2] = boughs[:, 2] * 0.8 + height * 0.72
    spread = directions(leaves) * (rng.uniform(0.5, 1, (leaves, 1)) ** 0.4) * crown * 0.45
    centre = boughs[rng.integers(0, 14, leaves)] + spread
    u = directions(leaves)
    w = np.cross(u, directions(leaves))
    w /= np.linalg.norm(w, axis=1, keepdims=True)
    size = leaf * rng.uniform(0.6, 1.3, (leaves, 1))
    points = np.stack([centre - u * size, centre + w * size / 2, centre + u * size, centre - w * size / 2], 1).reshape(
        -1, 3
    )
    light = rng.uniform(0.5, 1.7, (leaves, 1)) * (0.6 + 0.5 * (centre[:, 2:] - height * 0.4) / (height * 0.6))
    colours = np.repeat(np.array(colour) * np.clip(light, 0.2, 2), 4, 0)
    skin = surface(rough=0.7, noise=0, vertex_colour=True)
    return mesh("crown", points, np.arange(4 * leaves).reshape(-1, 4), skin, smooth=False, at=at, colours=colours)


def water(xs, ys, level=0.0):
    """A sheet of water; returns ``flow(turn)``, see ``water_surface``."""
    skin, flow = water_surface()
    points = [(xs[0], ys[0], level), (xs[1], ys[0], level), (xs[1], ys[1], level), (xs[0], ys[1], level)]
    mesh("water", points, [(0, 1, 2, 3)], skin, smooth=False)
    return flow
