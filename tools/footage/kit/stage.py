"""An empty Blender scene with sky, sun and camera."""

from dataclasses import dataclass
from math import cos, radians, sin, tan

import bpy
from mathutils import Vector

from . import materials


@dataclass(frozen=True)
class Sun:
    """Where the sun stands, in degrees; the azimuth turns from +Y towards +X."""

    elevation: float
    azimuth: float

    def shadow(self) -> tuple[float, float]:
        """How far a shadow falls on level ground, x and y per metre of height."""
        azimuth, slope = radians(self.azimuth), tan(radians(self.elevation))
        return -sin(azimuth) / slope, -cos(azimuth) / slope


def empty_stage(width: int, height: int) -> None:
    """Throw everything away and set up the renderer."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    materials.surface.cache_clear()
    scene = bpy.context.scene
    scene.world = bpy.data.worlds.new("world")
    render = scene.render
    render.engine = "CYCLES"
    render.resolution_x, render.resolution_y, render.resolution_percentage = width, height, 100
    render.use_persistent_data = True
    render.image_settings.file_format = "PNG"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.use_adaptive_sampling = False
    cycles.max_bounces, cycles.transparent_max_bounces = 4, 4
    cycles.diffuse_bounces = cycles.glossy_bounces = cycles.transmission_bounces = 2
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4
    cycles.use_denoising, cycles.denoiser, cycles.denoising_prefilter = True, "OPENIMAGEDENOISE", "FAST"
    scene.view_settings.view_transform, scene.view_settings.look = "Filmic", "Medium High Contrast"


def daylight(sun: Sun, strength: float = 0.13, exposure: float = 0.0, dust: float = 2.0) -> None:
    """A computed sky with its sun."""
    world = bpy.context.scene.world
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    sky = nodes.new("ShaderNodeTexSky")
    sky.sky_type = "NISHITA"
    sky.sun_elevation, sky.sun_rotation = radians(sun.elevation), radians(sun.azimuth)
    sky.sun_size, sky.sun_intensity, sky.dust_density = radians(1.5), 0.45, dust
    sky.ozone_density = 3.0
    links.new(sky.outputs[0], nodes["Background"].inputs[0])
    nodes["Background"].inputs[1].default_value = strength
    bpy.context.scene.view_settings.exposure = exposure


def camera(at, target, field_of_view: float) -> None:
    """The one camera; ``field_of_view`` is horizontal, in degrees."""
    lens = bpy.data.cameras.new("camera")
    lens.angle = radians(field_of_view)
    thing = bpy.data.objects.new("camera", lens)
    thing.location = at
    thing.rotation_euler = (Vector(target) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(thing)
    bpy.context.scene.camera = thing
