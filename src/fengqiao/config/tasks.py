"""Jobs of the demonstration; anywhere else there are none."""

from __future__ import annotations

from django.conf import settings

if settings.DEMO and settings.AUTOPLAY:
    from fengqiao.config.demo import autoplay
    from fengqiao.core.jobs import periodic

    periodic(name="config.autoplay", cron="* * * * * */3")(autoplay.play)
