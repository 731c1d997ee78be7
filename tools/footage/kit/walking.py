"""Where a figure is at a time: routes with rounded corners, and walks that start, stop and turn round."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, pi, sqrt

import numpy as np

from .nature import smooth

TICK = 0.02  # seconds between the states of a walk that are worked out beforehand
PULL = 2.2  # m/s² when a figure starts or stops
TURN_SECONDS = 0.9


class Route:
    """A way over the ground through some points, its corners cut."""

    def __init__(self, points):
        p = np.array(points, float)
        for _ in range(3):
            cut = [p[0]]
            for a, b in pairwise(p):
                cut += [0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b]
            p = np.array([*cut, p[-1]])
        self._points, self._at = p, np.r_[0, np.cumsum(np.hypot(*np.diff(p, axis=0).T))]
        self.length = float(self._at[-1])

    def point(self, distance: float) -> tuple[float, float]:
        """The place after so many metres."""
        x, y = (float(np.interp(distance, self._at, self._points[:, axis])) for axis in (0, 1))
        return x, y

    def heading(self, distance: float) -> float:
        """The way one looks there."""
        (x0, y0), (x1, y1) = self.point(max(distance - 0.2, 0)), self.point(min(distance + 0.2, self.length))
        return atan2(x0 - x1, y1 - y0)


@dataclass(frozen=True)
class Leg:
    """One part of a walk: from when, along what, how fast (m/s)."""

    start: float
    route: Route
    speed: float


@dataclass(frozen=True)
class State:
    """Where a walker is and how: ``phase`` of the step, ``vigour`` 0 standing … 1 walking."""

    at: tuple[float, float]
    heading: float
    phase: float
    vigour: float


class Walk:
    """A figure's whole walk. Between two legs it stands where the first ends and turns in time for the next.

    The first leg begins and the last one ends at full speed: both ends are meant to be out of the picture.
    """

    def __init__(self, figure, legs: list[Leg], ground, swing: float = 0.40):
        self.figure, self.legs, self.ground, self.swing = figure, legs, ground, swing
        self.times, self.states = [], []
        self.arrivals = []
        self._work_out()

    def _work_out(self):
        phase = 0.0
        for n, leg in enumerate(self.legs):
            last = n == len(self.legs) - 1
            cadence = 2 * pi * leg.speed / self.figure.cycle_length(self.swing)
            t, way, speed = leg.start, 0.0, leg.speed if n == 0 else 0.0
            while way < leg.route.length - 1e-3:
                brake = leg.speed if last else max(0.05, sqrt(2 * PULL * (leg.route.length - way)))
                speed = min(speed + PULL * TICK, leg.speed, brake)
                way, t, phase = way + speed * TICK, t + TICK, phase + cadence * TICK
                self._note(t, State(leg.route.point(way), leg.route.heading(way), phase, min(1.0, speed / leg.speed)))
            self.arrivals.append(t)
            if not last:
                phase = self._turn(leg, self.legs[n + 1], phase)

    def _turn(self, leg, following, phase):
        place, before, after = (
            leg.route.point(leg.route.length),
            leg.route.heading(leg.route.length),
            following.route.heading(0),
        )
        angle = (after - before + pi) % (2 * pi) - pi
        t = following.start - TURN_SECONDS
        self._note(min(t, self.times[-1] + 0.15), State(place, before, phase, 0.0))
        while t < following.start:
            u = (t - following.start) / TURN_SECONDS + 1
            phase += 8.0 * TICK
            self._note(t, State(place, before + angle * float(smooth(0, 1, u)), phase, 0.35 * float(np.sin(pi * u))))
            t += TICK
        return phase

    def _note(self, t, state):
        self.times.append(t)
        self.states.append(state)

    def state(self, t: float) -> State:
        """The state at a time; before the start and after the end the walker stays out of the picture."""
        return self.states[max(0, bisect_right(self.times, t) - 1)]

    def pose(self, t: float) -> State:
        """Put the figure where it is at a time."""
        s = self.state(t)
        z = float(self.ground(np.array(s.at[0]), np.array(s.at[1])))
        self.figure.step(s.at, s.heading, s.phase, swing=self.swing, vigour=s.vigour, ground=z, idle=t)
        return s
