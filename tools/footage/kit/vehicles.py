"""A commuter motorcycle and a small car, both facing +Y, origin on the ground in the middle."""

from dataclasses import dataclass
from math import cos, pi, sin

from .materials import surface
from .shapes import ball, box, joint, loft, mesh, meshes_under, ring, rod

RUBBER = {"rgb": (0.012, 0.012, 0.012), "noise": 0.1}
WHEEL_RADIUS = 0.30


@dataclass
class Vehicle:
    """``root`` carries it all, ``wheels`` turn about X, ``parts`` are the visible bodies, ``seat`` is for a rider."""

    root: object
    wheels: list
    parts: list
    seat: tuple[float, float, float] = (0, 0, 0)

    def place(self, at, heading: float, rolled: float) -> None:
        """Stand at a place, the wheels turned by so many metres of way."""
        self.root.location, self.root.rotation_euler = (*at, 0), (0, 0, heading)
        for wheel in self.wheels:
            wheel.rotation_euler = (-rolled / WHEEL_RADIUS, 0, 0)


def motorcycle(colour) -> Vehicle:
    """A motorcycle of 125 cc for one rider or two."""
    half_base, r = 0.64, WHEEL_RADIUS
    root = joint("motorcycle")
    rubber, metal, dark = (
        surface(**RUBBER),
        surface((0.55, 0.55, 0.56), 0.3, metal=0.9, noise=0.05),
        surface((0.02, 0.02, 0.022), 0.5, noise=0.1),
    )
    paint, orange = surface(colour, 0.2, noise=0.02, specular=0.7), surface((0.8, 0.25, 0.02), 0.3)
    wheels = [_spoked_wheel(root, y, rubber, metal, dark) for y in (-half_base, half_base)]
    _mudguard(root, half_base, 0.5, 2.5, r + 0.035, 0.075, paint)
    _mudguard(root, -half_base, 0.9, 3.0, r + 0.05, 0.085, dark)
    for x in (-1, 1):
        rod("fork", (x * 0.085, half_base, r), (x * 0.085, half_base - 0.22, 0.86), 0.026, metal, root)
        rod("fork leg", (x * 0.085, half_base, r), (x * 0.085, half_base - 0.07, 0.55), 0.036, dark, root)
        rod("swing arm", (x * 0.085, -half_base, r), (x * 0.07, -0.12, 0.36), 0.024, dark, root)
        rod("shock", (x * 0.11, -half_base + 0.03, r + 0.06), (x * 0.11, -0.42, 0.72), 0.032, metal, root)
        rod("bar", (x * 0.03, half_base - 0.26, 0.95), (x * 0.24, half_base - 0.30, 1.02), 0.013, metal, root)
        rod("grip", (x * 0.24, half_base - 0.30, 1.02), (x * 0.37, half_base - 0.37, 1.01), 0.018, rubber, root)
        rod("mirror arm", (x * 0.24, half_base - 0.29, 1.02), (x * 0.31, half_base - 0.26, 1.17), 0.006, dark, root)
        ball("mirror", (0.06, 0.015, 0.04), dark, root, (x * 0.33, half_base - 0.26, 1.19))
        rod("peg", (x * 0.08, -0.05, 0.33), (x * 0.25, -0.05, 0.33), 0.018, rubber, root)
        ball("front indicator", (0.03, 0.025, 0.025), orange, root, (x * 0.19, half_base - 0.18, 0.80))
        ball("rear indicator", (0.03, 0.025, 0.025), orange, root, (x * 0.17, -half_base - 0.17, 0.68))
    rod("front frame", (0, half_base - 0.2, 0.84), (0, 0.12, 0.42), 0.03, dark, root)
    rod("rear frame", (0, -0.15, 0.40), (0, -0.25, 0.70), 0.03, dark, root)
    _motorcycle_body(root, paint, metal)
    lamp = [(-0.10, 0.05, 0.05, 0, 0.90), (-0.07, 0.09, 0.09, 0, 0.90), (0.0, 0.10, 0.10, 0, 0.90)]
    loft("lamp", lamp, paint, root, axis="y", at=(0, half_base - 0.10, 0))
    ball(
        "lens",
        (0.085, 0.025, 0.085),
        surface((0.9, 0.9, 0.92), 0.05, specular=0.9, noise=0),
        root,
        (0, half_base - 0.10, 0.90),
    )
    rod("grab rail", (0, -0.55, 0.86), (0, -0.82, 0.90), 0.03, metal, root)
    return Vehicle(root, wheels, meshes_under(root), (0, -0.22, 0.92))


def _motorcycle_body(root, paint, metal):
    tank = [
        (-0.12, 0.06, 0.05, 0, 0.78),
        (-0.09, 0.115, 0.075, 0, 0.79),
        (0.05, 0.145, 0.105, 0, 0.82),
        (0.20, 0.145, 0.115, 0, 0.84),
        (0.31, 0.10, 0.095, 0, 0.845),
        (0.36, 0.04, 0.05, 0, 0.84),
    ]
    seat = [
        (-0.74, 0.06, 0.03, 0, 0.825),
        (-0.70, 0.105, 0.045, 0, 0.82),
        (-0.45, 0.13, 0.05, 0, 0.80),
        (-0.15, 0.125, 0.05, 0, 0.775),
        (-0.06, 0.08, 0.04, 0, 0.785),
        (-0.04, 0.04, 0.02, 0, 0.79),
    ]
    flank = [
        (-0.72, 0.05, 0.03, 0, 0.73),
        (-0.62, 0.10, 0.07, 0, 0.72),
        (-0.35, 0.115, 0.10, 0, 0.68),
        (-0.12, 0.10, 0.10, 0, 0.66),
        (-0.08, 0.05, 0.05, 0, 0.66),
    ]
    engine = [
        (-0.15, 0.09, 0.08, 0, 0.36),
        (-0.10, 0.13, 0.13, 0, 0.38),
        (0.08, 0.14, 0.13, 0, 0.37),
        (0.20, 0.09, 0.09, 0, 0.40),
    ]
    loft("tank", tank, paint, root, axis="y", sides=16)
    loft("seat", seat, surface((0.02, 0.018, 0.018), 0.6), root, axis="y", boxy=3)
    loft("flank", flank, paint, root, axis="y", boxy=3)
    loft("engine", engine, surface((0.10, 0.10, 0.105), 0.4, metal=0.6, noise=0.2, scale=30), root, axis="y", boxy=3.5)
    ball("tail lamp", (0.07, 0.03, 0.035), surface((0.6, 0.01, 0.01), 0.2, specular=0.7), root, (0, -0.77, 0.76))
    box("plate", (0.18, 0.01, 0.12), surface((0.8, 0.8, 0.75), 0.5, noise=0.02), root, (0, -0.86, 0.60), (0.25, 0, 0))
    for k in range(6):
        box("fin", (0.20, 0.17, 0.012), metal, root, (0, 0.12, 0.46 + k * 0.035), (-0.25, 0, 0), 0)
    rod("exhaust bend", (0.08, 0.20, 0.46), (0.11, 0.18, 0.26), 0.022, metal, root)
    rod("exhaust", (0.11, 0.18, 0.26), (0.14, -0.25, 0.27), 0.024, metal, root)
    rod("silencer", (0.14, -0.22, 0.27), (0.16, -0.85, 0.38), 0.045, metal, root, end_radius=0.055)


def _spoked_wheel(root, y, rubber, metal, dark):
    wheel, r = joint("wheel", (0, y, WHEEL_RADIUS), root), WHEEL_RADIUS
    ring("tyre", r - 0.05, 0.05, rubber, wheel, width=0.055)
    ring("rim", r - 0.105, 0.012, metal, wheel, width=0.03)
    rod("hub", (-0.06, 0, 0), (0.06, 0, 0), 0.055, dark, wheel)
    rod("disc", (-0.045, 0, 0), (-0.04, 0, 0), 0.11, metal, wheel, sides=20)
    for k in range(10):
        a = 2 * pi * k / 10
        rod("spoke", (0, 0, 0), (0, (r - 0.10) * cos(a), (r - 0.10) * sin(a)), 0.008, metal, wheel, sides=5)
    return wheel


def _mudguard(root, y, start, end, radius, width, material):
    section = ((-width, -0.03), (-width * 0.7, 0.0), (0, 0.012), (width * 0.7, 0), (width, -0.03))
    angles = [start + (end - start) * i / 12 for i in range(13)]
    points = [(x, y + (radius + d) * cos(a), WHEEL_RADIUS + (radius + d) * sin(a)) for a in angles for x, d in section]
    faces = [(i * 5 + j, i * 5 + j + 1, (i + 1) * 5 + j + 1, (i + 1) * 5 + j) for i in range(12) for j in range(4)]
    mesh("mudguard", points, faces, material, parent=root)


def car(colour) -> Vehicle:
    """A small hatchback."""
    root = joint("car")
    paint, glass = (
        surface(colour, 0.2, noise=0.02, specular=0.7),
        surface((0.01, 0.012, 0.015), 0.05, noise=0, specular=0.9),
    )
    metal, plate = surface((0.5, 0.5, 0.5), 0.3, metal=0.9), surface((0.8, 0.8, 0.75), 0.5)
    body = [
        (-2.0, 0.60, 0.18, 0, 0.55), (-1.95, 0.78, 0.27, 0, 0.58), (-1.5, 0.83, 0.33, 0, 0.60),
        (-0.6, 0.85, 0.33, 0, 0.59), (0.6, 0.85, 0.31, 0, 0.57), (1.2, 0.83, 0.27, 0, 0.54),
        (1.75, 0.78, 0.22, 0, 0.50), (1.93, 0.62, 0.15, 0, 0.47),
    ]  # fmt: skip
    cabin = [
        (0.80, 0.80, 1.36, 0, -0.30),
        (0.90, 0.77, 1.30, 0, -0.33),
        (1.15, 0.69, 1.08, 0, -0.42),
        (1.36, 0.60, 0.86, 0, -0.50),
        (1.40, 0.57, 0.80, 0, -0.50),
    ]
    loft("body", body, paint, root, axis="y", sides=24, boxy=4.5)
    loft("cabin", cabin, glass, root, sides=24, boxy=4)
    loft(
        "roof",
        [(1.365, 0.63, 0.90, 0, -0.50), (1.40, 0.62, 0.88, 0, -0.50), (1.43, 0.50, 0.70, 0, -0.50)],
        paint,
        root,
        sides=24,
        boxy=4,
    )
    for x in (-1, 1):
        rod("front pillar", (x * 0.655, 0.775, 0.88), (x * 0.51, 0.23, 1.385), 0.035, paint, root)
        rod("middle pillar", (x * 0.772, -0.30, 0.88), (x * 0.608, -0.42, 1.385), 0.028, paint, root)
        rod("rear pillar", (x * 0.655, -1.43, 0.88), (x * 0.51, -1.23, 1.385), 0.06, paint, root)
        ball(
            "head lamp", (0.16, 0.10, 0.08), surface((0.9, 0.9, 0.9), 0.05, specular=0.9), root, (x * 0.58, 1.80, 0.60)
        )
        ball(
            "tail lamp",
            (0.10, 0.06, 0.12),
            surface((0.5, 0.01, 0.01), 0.15, specular=0.8),
            root,
            (x * 0.66, -1.95, 0.72),
        )
        ball("mirror", (0.10, 0.06, 0.06), paint, root, (x * 0.92, 0.75, 0.92))
    box("front plate", (0.5, 0.02, 0.11), plate, root, (0, 1.94, 0.42))
    box("rear plate", (0.5, 0.02, 0.11), plate, root, (0, -2.0, 0.62))
    box("grille", (0.9, 0.04, 0.12), surface((0.02, 0.02, 0.02), 0.4), root, (0, 1.91, 0.52))
    wheels = []
    for y in (-1.25, 1.25):
        for x in (-1, 1):
            wheel = joint("wheel", (x * 0.765, y, WHEEL_RADIUS), root)
            ring("tyre", 0.23, 0.075, surface(**RUBBER), wheel, width=0.09)
            rod("hub cap", (-0.088, 0, 0), (0.088, 0, 0), 0.165, metal, wheel, sides=16)
            rod(
                "arch", (x * 0.60, y, 0.33), (x * 0.79, y, 0.33), 0.35, surface((0.01, 0.01, 0.01), 0.9), root, sides=24
            )
            wheels.append(wheel)
    return Vehicle(root, wheels, meshes_under(root))
