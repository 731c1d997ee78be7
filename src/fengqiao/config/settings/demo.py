"""For ``make demo``: invented town, invented people, well-known passwords, and every page says so."""

from fengqiao.config.settings.base import *  # noqa: F403

DEMO = True
