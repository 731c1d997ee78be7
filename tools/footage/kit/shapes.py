"""Simple bodies that everything else is built from. All return the Blender object."""

from math import copysign, cos, pi, sin

import bpy
import numpy as np
from mathutils import Vector


def mesh(
    name,
    points,
    faces,
    material=None,
    *,
    parent=None,
    smooth=True,
    subdivide=0,
    at=(0, 0, 0),
    turn=(0, 0, 0),
    colours=None,
):
    """A mesh from points and faces; ``colours`` (one RGB a point) feed a vertex-coloured surface."""
    data = bpy.data.meshes.new(name)
    data.from_pydata([tuple(map(float, p)) for p in points], [], [tuple(map(int, f)) for f in faces])
    data.update()
    if smooth:
        data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    if colours is not None:
        layer = data.color_attributes.new("Col", "FLOAT_COLOR", "POINT")
        layer.data.foreach_set("color", np.c_[colours, np.ones(len(points))].astype(np.float32).ravel())
    if material:
        data.materials.append(material)
    thing = bpy.data.objects.new(name, data)
    bpy.context.collection.objects.link(thing)
    thing.location, thing.rotation_euler, thing.parent = at, turn, parent
    if subdivide:
        modifier = thing.modifiers.new("subdivide", "SUBSURF")
        modifier.levels = modifier.render_levels = subdivide
    return thing


def joint(name, at=(0, 0, 0), parent=None):
    """An invisible point that others hang on."""
    thing = bpy.data.objects.new(name, None)
    thing.location, thing.parent = at, parent
    bpy.context.collection.objects.link(thing)
    return thing


def meshes_under(root):
    """All visible parts below a joint."""
    return [o for o in root.children_recursive if o.type == "MESH"]


def loft(
    name, rings, material, parent=None, *, axis="z", sides=14, subdivide=1, boxy=2.0, at=(0, 0, 0), turn=(0, 0, 0)
):
    """A closed skin over rings along an axis; a ring is (position, radius a, radius b[, centre a, centre b]).

    ``boxy`` 2 makes ellipses, more makes rounded rectangles.
    """

    def rounded(value):
        return copysign(abs(value) ** (2 / boxy), value)

    points = []
    for position, ra, rb, *centre in rings:
        ca, cb = centre or (0, 0)
        for i in range(sides):
            angle = 2 * pi * i / sides
            a, b = ca + ra * rounded(cos(angle)), cb + rb * rounded(sin(angle))
            points.append({"z": (a, b, position), "y": (a, position, b), "x": (position, a, b)}[axis])
    last = (len(rings) - 1) * sides
    faces = _skin(len(rings), sides)
    faces += [tuple(range(sides))[::-1], tuple(last + i for i in range(sides))]
    return mesh(name, points, faces, material, parent=parent, subdivide=subdivide, at=at, turn=turn)


def _skin(rings, sides):
    return [
        (j * sides + i, j * sides + (i + 1) % sides, (j + 1) * sides + (i + 1) % sides, (j + 1) * sides + i)
        for j in range(rings - 1)
        for i in range(sides)
    ]


def ball(name, radii, material, parent=None, at=(0, 0, 0)):
    """An ellipsoid with three radii."""
    rx, ry, rz = radii
    angles = [pi * (i + 0.35) / 7.7 for i in range(8)]
    return loft(name, [(-rz * cos(a), rx * sin(a), ry * sin(a)) for a in angles], material, parent, at=at)


def box(name, size, material, parent=None, at=(0, 0, 0), turn=(0, 0, 0), bevel=0.01):
    """A block, its centre at ``at``."""
    x, y, z = (side / 2 for side in size)
    points = [(a * x, b * y, c * z) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    thing = mesh(name, points, faces, material, parent=parent, smooth=False, at=at, turn=turn)
    if bevel:
        modifier = thing.modifiers.new("bevel", "BEVEL")
        modifier.width, modifier.segments = bevel, 2
    return thing


def rod(name, start, end, radius, material, parent=None, *, end_radius=None, sides=10):
    """A round bar between two points."""
    start, end = Vector(start), Vector(end)
    along = end - start
    end_radius = end_radius or radius
    rings = [(0, radius, radius), (along.length, end_radius, end_radius)]
    turn = along.to_track_quat("Z", "Y").to_euler()
    return loft(name, rings, material, parent, sides=sides, subdivide=0, at=start, turn=turn)


def ring(name, radius, thickness, material, parent=None, *, at=(0, 0, 0), width=None, sides=28, around=10):
    """A tyre: a torus about the X axis."""
    width = width or thickness
    points, faces = [], []
    for i in range(sides):
        a = 2 * pi * i / sides
        for j in range(around):
            b = 2 * pi * j / around
            r = radius + thickness * cos(b)
            points.append((width * sin(b), r * cos(a), r * sin(a)))
            i1, j1 = (i + 1) % sides, (j + 1) % around
            faces.append((i * around + j, i1 * around + j, i1 * around + j1, i * around + j1))
    return mesh(name, points, faces, material, parent=parent, at=at)
