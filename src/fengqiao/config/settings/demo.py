"""For ``make demo``: invented town, invented people, well-known passwords, and every page says so."""

from fengqiao.config import env
from fengqiao.config.settings.base import *  # noqa: F403 - settings build on settings

DEMO = True
# Invented people answer alarms that nobody else answers; "off" leaves every step to those who try it out.
AUTOPLAY = "off" not in env.words("FENGQIAO_AUTOPLAY")

YUEPINGAN = "simulated"
