"""Figures with a skeleton of joints, clothes of simple skins, and poses: stepping, standing, reaching, riding."""

from dataclasses import dataclass
from math import cos, pi, sin

from .materials import RGB, surface
from .shapes import ball, joint, loft, meshes_under

SKIN = {"light": (0.42, 0.24, 0.15), "tanned": (0.32, 0.17, 0.10), "brown": (0.19, 0.10, 0.06)}
THIGH, SHIN, ANKLE = 0.43, 0.42, 0.085  # of a figure of 1.75 m
SIDES = (-1, 1)  # left, right in the order of all pairs


@dataclass(frozen=True)
class Look:
    """What a figure looks like; lengths in metres, a helmet and a skirt by their colour."""

    height: float = 1.75
    child: bool = False
    shirt: RGB = (0.05, 0.12, 0.35)
    trousers: RGB = (0.04, 0.04, 0.06)
    skin: str = "tanned"
    hair: RGB = (0.012, 0.010, 0.009)
    shoes: RGB = (0.03, 0.03, 0.035)
    long_sleeves: bool = False
    short_trousers: bool = False
    hair_length: float = 0.0
    helmet: RGB | None = None
    skirt: RGB | None = None
    skirt_length: float = 0.42


class Figure:
    """One person. ``parts`` are the visible bodies, ``root`` stands on the ground between the feet."""

    def __init__(self, name: str, look: Look):
        self.scale = look.height / 1.75
        self.root = joint(name)
        self.root.scale = (self.scale,) * 3
        self._skin = surface(SKIN[look.skin], 0.55, noise=0.06, scale=25)
        self._shirt = surface(look.shirt, 0.9, noise=0.10, scale=9, bump=0.02, bump_scale=11)
        self._trousers = surface(look.trousers, 0.92, noise=0.10, scale=8, bump=0.02, bump_scale=9)
        self._shoes = surface(look.shoes, 0.6, noise=0.1)
        self.shoulders, self.elbows, self.hands = [], [], []
        self.hips, self.knees, self.ankles = [], [], []
        self._trunk()
        self._head(look)
        for side in SIDES:
            self._arm(side, look.long_sleeves)
            self._leg(side, look.short_trousers)
        self.skirt = self._skirt(look) if look.skirt else None
        self.parts = meshes_under(self.root)

    # ---- body

    def _trunk(self):
        self.pelvis = joint("pelvis", (0, 0, THIGH + SHIN + ANKLE), self.root)
        hip_rings = [
            (-0.13, 0.09, 0.085),
            (-0.09, 0.15, 0.118, 0, -0.01),
            (0, 0.168, 0.124, 0, -0.012),
            (0.08, 0.155, 0.11),
            (0.14, 0.147, 0.10),
        ]
        loft("hips", hip_rings, self._trousers, self.pelvis)
        self.torso = joint("torso", (0, 0, 0.10), self.pelvis)
        chest_rings = [
            (-0.13, 0.172, 0.125, 0, -0.005), (-0.05, 0.170, 0.122), (0.06, 0.152, 0.108),
            (0.17, 0.162, 0.116, 0, 0.004), (0.29, 0.182, 0.124, 0, 0.004), (0.37, 0.185, 0.112),
            (0.425, 0.165, 0.092, 0, -0.008), (0.465, 0.10, 0.075, 0, -0.012), (0.49, 0.062, 0.06, 0, -0.005),
        ]  # fmt: skip
        loft("chest", chest_rings, self._shirt, self.torso, sides=18)
        self.neck = joint("neck", (0, -0.005, 0.475), self.torso)
        loft(
            "throat",
            [(-0.03, 0.058, 0.060), (0.05, 0.054, 0.056, 0, 0.006), (0.12, 0.052, 0.056, 0, 0.015)],
            self._skin,
            self.neck,
        )

    def _head(self, look):
        head = joint("head", (0, 0.012, 0.085), self.neck)
        head.scale = (1.28 if look.child else 1.0,) * 3
        skull = [
            (-0.035, 0.025, 0.03, 0, 0.055), (-0.025, 0.045, 0.052, 0, 0.045), (0.01, 0.060, 0.076, 0, 0.026),
            (0.06, 0.071, 0.090, 0, 0.012), (0.11, 0.0765, 0.097, 0, 0.003), (0.16, 0.0755, 0.097, 0, -0.002),
            (0.20, 0.066, 0.086, 0, -0.006), (0.225, 0.044, 0.058, 0, -0.008), (0.236, 0.015, 0.02, 0, -0.008),
        ]  # fmt: skip
        hair, dark = (
            surface(look.hair, 0.6, noise=0.3, scale=60, bump=0.01, bump_scale=90),
            surface((0.02, 0.015, 0.012), 0.3, noise=0),
        )
        loft("skull", skull, self._skin, head, sides=16)
        ball("nose", (0.012, 0.018, 0.024), self._skin, head, (0, 0.103, 0.075))
        ball("mouth", (0.022, 0.006, 0.006), surface((0.25, 0.09, 0.07), 0.5, noise=0), head, (0, 0.092, 0.030))
        for side in SIDES:
            ball("ear", (0.012, 0.022, 0.032), self._skin, head, (side * 0.077, -0.002, 0.09))
            ball("eye", (0.014, 0.008, 0.008), dark, head, (side * 0.031, 0.088, 0.108))
            ball("brow", (0.020, 0.007, 0.005), hair, head, (side * 0.032, 0.093, 0.128))
        if look.helmet:
            self._helmet(head, look.helmet)
            return
        cap = [
            (0.045, 0.058, 0.045, 0, -0.062), (0.085, 0.080, 0.072, 0, -0.038), (0.13, 0.0835, 0.085, 0, -0.024),
            (0.165, 0.0835, 0.098, 0, -0.010), (0.20, 0.076, 0.098, 0, -0.004), (0.232, 0.056, 0.074, 0, -0.008),
            (0.25, 0.020, 0.028, 0, -0.01),
        ]  # fmt: skip
        loft("hair", cap, hair, head, sides=16)
        if look.hair_length:
            tail = [(0.14, 0.078, 0.05, 0, -0.06), (0.05, 0.08, 0.045, 0, -0.075), (-0.05, 0.075, 0.04, 0, -0.075)]
            loft("long hair", [*tail, (-0.05 - look.hair_length, 0.05, 0.025, 0, -0.075)], hair, head)

    def _helmet(self, head, colour):
        shell = [
            (-0.055, 0.095, 0.105, 0, -0.005), (-0.03, 0.112, 0.125), (0.04, 0.125, 0.145, 0, 0.003),
            (0.12, 0.131, 0.150), (0.19, 0.120, 0.138, 0, -0.004), (0.245, 0.088, 0.10, 0, -0.008),
            (0.275, 0.03, 0.035, 0, -0.01),
        ]  # fmt: skip
        visor = [
            (0.045, 0.112, 0.06, 0, 0.096),
            (0.075, 0.118, 0.062, 0, 0.098),
            (0.125, 0.119, 0.06, 0, 0.098),
            (0.15, 0.113, 0.055, 0, 0.094),
        ]
        loft("helmet", shell, surface(colour, 0.25, noise=0.03, specular=0.6), head, sides=20)
        loft("visor", visor, surface((0.01, 0.01, 0.012), 0.08, noise=0, specular=0.8), head, sides=18)

    def _arm(self, side, long_sleeves):
        shoulder = joint("shoulder", (side * 0.185, -0.005, 0.405), self.torso)
        sleeve = [
            (0.045, 0.02, 0.025, -side * 0.018, 0), (0.035, 0.045, 0.05, -side * 0.012, 0), (0, 0.060, 0.062),
            (-0.06, 0.057, 0.060), (-0.16, 0.050, 0.052), (-0.20, 0.050, 0.051),
        ]  # fmt: skip
        if long_sleeves:
            loft("sleeve", [*sleeve, (-0.29, 0.044, 0.046)], self._shirt, shoulder)
        else:
            loft("sleeve", sleeve, self._shirt, shoulder)
            loft(
                "upper arm", [(-0.12, 0.042, 0.044), (-0.20, 0.041, 0.043), (-0.29, 0.037, 0.039)], self._skin, shoulder
            )
        elbow = joint("elbow", (0, 0, -0.28), shoulder)
        wide = 1.18 if long_sleeves else 1
        forearm = [
            (0.035, 0.025, 0.025),
            (0.01, 0.039, 0.040),
            (-0.06, 0.041, 0.043),
            (-0.15, 0.034, 0.036),
            (-0.235, 0.026, 0.029),
        ]
        cover = self._shirt if long_sleeves else self._skin
        loft("forearm", [(z, a * wide, b * wide) for z, a, b in forearm], cover, elbow)
        hand = joint("hand", (0, 0, -0.24), elbow)
        palm = [
            (0.02, 0.02, 0.026),
            (-0.02, 0.019, 0.037, 0, 0.004),
            (-0.06, 0.019, 0.043, 0, 0.006),
            (-0.11, 0.017, 0.036, 0, 0.006),
            (-0.165, 0.011, 0.022, 0, 0.004),
        ]
        loft("palm", palm, self._skin, hand)
        thumb = [(0, 0.013, 0.013), (-0.05, 0.013, 0.014), (-0.08, 0.008, 0.008)]
        loft("thumb", thumb, self._skin, hand, at=(-side * 0.008, 0.035, -0.03), turn=(0.5, 0, 0))
        self.shoulders.append(shoulder)
        self.elbows.append(elbow)
        self.hands.append(hand)

    def _leg(self, side, short_trousers):
        hip = joint("hip", (side * 0.085, 0, 0), self.pelvis)
        knee = joint("knee", (0, 0, -THIGH), hip)
        ankle = joint("ankle", (0, 0, -SHIN), knee)
        thigh = [
            (0.06, 0.05, 0.06),
            (0.02, 0.088, 0.100),
            (-0.08, 0.092, 0.102),
            (-0.20, 0.081, 0.090),
            (-0.30, 0.072, 0.078),
        ]
        if short_trousers:
            loft("thigh", [*thigh, (-0.33, 0.078, 0.083)], self._trousers, hip)
            loft(
                "bare thigh",
                [(-0.22, 0.066, 0.070), (-0.34, 0.058, 0.062), (-0.40, 0.054, 0.057), (-0.45, 0.045, 0.05)],
                self._skin,
                hip,
            )
            calf, cover = [
                (0.04, 0.04, 0.045), (0.01, 0.052, 0.056), (-0.08, 0.052, 0.060, 0, -0.012),
                (-0.16, 0.050, 0.058, 0, -0.014), (-0.28, 0.038, 0.042, 0, -0.004), (-0.38, 0.032, 0.038),
                (-0.42, 0.03, 0.04),
            ], self._skin  # fmt: skip
        else:
            loft("thigh", [*thigh, (-0.40, 0.064, 0.067), (-0.455, 0.05, 0.055)], self._trousers, hip)
            calf, cover = [
                (0.045, 0.048, 0.05), (0.015, 0.062, 0.065), (-0.10, 0.060, 0.068, 0, -0.012),
                (-0.22, 0.056, 0.062, 0, -0.010), (-0.33, 0.053, 0.058), (-0.40, 0.056, 0.064),
            ], self._trousers  # fmt: skip
        loft("calf", calf, cover, knee)
        shoe = [
            (-0.085, 0.018, 0.025, 0, -0.045), (-0.075, 0.036, 0.042, 0, -0.038), (-0.03, 0.040, 0.048, 0, -0.032),
            (0.05, 0.042, 0.038, 0, -0.045), (0.12, 0.047, 0.026, 0, -0.058), (0.17, 0.036, 0.018, 0, -0.064),
            (0.19, 0.015, 0.010, 0, -0.068),
        ]  # fmt: skip
        loft("shoe", shoe, self._shoes, ankle, axis="y")
        self.hips.append(hip)
        self.knees.append(knee)
        self.ankles.append(ankle)

    def _skirt(self, look):
        hem, wide = -look.skirt_length, 0.23
        rings = [
            (0.13, 0.155, 0.112), (0.04, 0.178, 0.138), (-0.08, 0.195, 0.160),
            (hem * 0.6, (0.195 + wide) / 2, (0.16 + wide) / 2), (hem, wide, wide * 0.92),
        ]  # fmt: skip
        return loft(
            "skirt", rings, surface(look.skirt, 0.9, noise=0.12, bump=0.03, bump_scale=7), self.pelvis, sides=20
        )

    # ---- poses

    def cycle_length(self, swing: float) -> float:
        """Metres covered by two steps whose legs swing out by this angle."""
        return 4 * (THIGH + SHIN) * sin(swing) * self.scale * 1.02

    def step(self, at, heading: float, phase: float, *, swing=0.42, vigour=1.0, ground=0.0, idle=0.0):
        """A moment of walking; with ``vigour`` 0 the figure stands, and ``idle`` (seconds) lets it look about."""
        self.root.location = (at[0], at[1], ground)
        self.root.rotation_euler = (0, 0, heading)
        self.pelvis.location = (0, 0, self._legs(phase, swing * vigour, vigour))
        still, sway = 1 - vigour, vigour * cos(phase)
        self.pelvis.rotation_euler = (0, 0.03 * vigour * sin(phase), -0.10 * sway)
        self.torso.rotation_euler = (
            -0.04,
            still * 0.02 * sin(1.1 * idle),
            0.16 * sway + still * 0.08 * sin(0.7 * idle),
        )
        self.neck.rotation_euler = (0.04, 0, still * 0.35 * sin(0.9 * idle))
        for i, p in enumerate((phase + pi, phase)):
            self.shoulders[i].rotation_euler = (0.38 * vigour * cos(p) - 0.03, -SIDES[i] * 0.10, 0)
            self.elbows[i].rotation_euler = (0.12 + vigour * (0.18 + 0.22 * max(0, cos(p))), 0, 0)
        if self.skirt:
            self.skirt.rotation_euler = (0.03 * sway, 0.02 * vigour * sin(phase), 0)

    def _legs(self, phase, swing, vigour):
        """Set both legs; returns how high the pelvis is when the lower foot stands on the ground."""
        reach = []
        for i, p in enumerate((phase, phase + pi)):
            hip = swing * cos(p) + 0.04
            knee = 0.10 + 0.95 * vigour * max(0, -sin(p - 0.35)) ** 1.3
            roll = 0.25 if sin(p) > 0 else 0.65
            self.hips[i].rotation_euler = (hip, 0, SIDES[i] * 0.06)
            self.knees[i].rotation_euler = (-knee, 0, 0)
            self.ankles[i].rotation_euler = ((knee - hip) * (1 - roll * vigour), 0, 0)
            reach.append(THIGH * cos(hip) + SHIN * cos(hip - knee))
        return max(reach) + ANKLE

    def reach_out(self, arm: int, amount: float):
        """Lift one arm (0 left, 1 right) forwards, 1 is level; use it after ``step``."""
        shoulder, elbow = self.shoulders[arm].rotation_euler, self.elbows[arm].rotation_euler
        shoulder.x += (1.45 - shoulder.x) * amount
        elbow.x += (0.08 - elbow.x) * amount

    def bend_down(self, amount: float):
        """Bend knees and back to put something on the ground with the right hand; use it after ``step``."""
        self.pelvis.location.z -= 0.16 * amount
        self.torso.rotation_euler = (-0.95 * amount, 0, 0)
        for i in (0, 1):
            self.hips[i].rotation_euler = (0.62 * amount, 0, 0)
            self.knees[i].rotation_euler = (-0.95 * amount, 0, 0)
            self.ankles[i].rotation_euler = (0.33 * amount, 0, 0)
        self.shoulders[1].rotation_euler = (1.0 * amount, -0.05, 0)
        self.elbows[1].rotation_euler = (0.1, 0, 0)

    def sit_on(self, vehicle, seat):
        """Sit astride a vehicle, hands on its bar; from now on the figure moves with it."""
        self.root.parent, self.root.location, self.root.rotation_euler = vehicle, (0, 0, 0), (0, 0, 0)
        self.pelvis.location = (0, seat[1] / self.scale, seat[2] / self.scale)
        self.torso.rotation_euler, self.neck.rotation_euler = (-0.35, 0, 0), (0.245, 0, 0)
        for i, side in enumerate(SIDES):
            self.hips[i].rotation_euler = (1.05, 0, -side * 0.20)
            self.knees[i].rotation_euler = (-1.5, 0, 0)
            self.ankles[i].rotation_euler = (0.15, 0, 0)
            self.shoulders[i].rotation_euler = (0.70, -side * 0.18, 0)
            self.elbows[i].rotation_euler = (0.76, 0, side * 0.2)
