"""Surfaces: one shader with procedural colour variation and bumps, no picture textures."""

from functools import cache

import bpy

RGB = tuple[float, float, float]


@cache
def surface(
    rgb: RGB = (1, 1, 1),
    rough: float = 0.8,
    *,
    metal: float = 0.0,
    noise: float = 0.12,
    scale: float = 12.0,
    bump: float = 0.0,
    bump_scale: float = 30.0,
    specular: float = 0.3,
    vertex_colour: bool = False,
):
    """A material; ``noise`` is the share of brightness variation, ``bump`` a depth in metres.

    With ``vertex_colour`` the colour comes from the mesh's "Col" attribute instead of ``rgb``.
    """
    material, nodes, link, shader = _principled("surface")
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Metallic"].default_value = metal
    shader.inputs["Specular IOR Level"].default_value = specular
    if vertex_colour:
        source = nodes.new("ShaderNodeVertexColor")
        source.layer_name = "Col"
    else:
        source = nodes.new("ShaderNodeRGB")
        source.outputs[0].default_value = (*rgb, 1)
    colour = source.outputs[0]
    position = nodes.new("ShaderNodeTexCoord").outputs["Object"]
    if noise:
        factor = nodes.new("ShaderNodeMapRange")
        for socket, value in zip(factor.inputs[1:5], (0.3, 0.7, 1 - 2 * noise, 1 + noise), strict=True):
            socket.default_value = value
        link(_noise(nodes, link, position, scale, 5), factor.inputs[0])
        scaled = nodes.new("ShaderNodeVectorMath")
        scaled.operation = "SCALE"
        link(colour, scaled.inputs[0])
        link(factor.outputs[0], scaled.inputs["Scale"])
        colour = scaled.outputs[0]
    if bump:
        _bump(nodes, link, shader, _noise(nodes, link, position, bump_scale, 3), bump)
    link(colour, shader.inputs["Base Color"])
    return material


def water_surface(ripple: float = 0.05, size: float = 1.6):
    """A water material and a function ``flow(turn)`` that moves its ripples; turn 0…1 is one closed cycle.

    The ripples are a noise field walked round a circle plus waves whose phase runs through a whole turn, so
    the last picture of a cycle leads into the first one.
    """
    from math import cos, pi, sin

    material, nodes, link, shader = _principled("water")
    shader.inputs["Base Color"].default_value = (0.035, 0.05, 0.035, 1)
    shader.inputs["Roughness"].default_value = 0.06
    shader.inputs["IOR"].default_value = 1.33
    mapping = nodes.new("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = (1, 1.8, 1)
    link(nodes.new("ShaderNodeTexCoord").outputs["Object"], mapping.inputs[0])
    chop = nodes.new("ShaderNodeTexNoise")
    chop.noise_dimensions = "4D"
    chop.inputs["Scale"].default_value = size
    chop.inputs["Detail"].default_value = 3
    link(mapping.outputs[0], chop.inputs["Vector"])
    waves = nodes.new("ShaderNodeTexWave")
    waves.bands_direction = "DIAGONAL"
    for name, value in (("Scale", 0.35), ("Distortion", 9.0), ("Detail", 2.0), ("Detail Scale", 0.5)):
        waves.inputs[name].default_value = value
    link(mapping.outputs[0], waves.inputs["Vector"])
    height = nodes.new("ShaderNodeMath")
    height.operation = "MULTIPLY_ADD"
    height.inputs[1].default_value = 0.22
    link(waves.outputs["Fac"], height.inputs[0])
    link(chop.outputs[0], height.inputs[2])
    _bump(nodes, link, shader, height.outputs[0], ripple)

    def flow(turn: float) -> None:
        angle = 2 * pi * turn
        chop.inputs["W"].default_value = 0.16 * cos(angle)
        mapping.inputs["Location"].default_value = (0.16 * sin(angle), 0.05 * cos(angle), 0)
        waves.inputs["Phase Offset"].default_value = angle

    return material, flow


def _principled(name):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    return material, tree.nodes, tree.links.new, tree.nodes["Principled BSDF"]


def _noise(nodes, link, position, scale, detail):
    texture = nodes.new("ShaderNodeTexNoise")
    texture.inputs["Scale"].default_value = scale
    texture.inputs["Detail"].default_value = detail
    link(position, texture.inputs["Vector"])
    return texture.outputs[0]


def _bump(nodes, link, shader, height, depth):
    node = nodes.new("ShaderNodeBump")
    node.inputs["Strength"].default_value = 1
    node.inputs["Distance"].default_value = depth
    link(height, node.inputs["Height"])
    link(node.outputs[0], shader.inputs["Normal"])
