"""Jobs of the alarms: warnings, timers, and the sweep that catches what was lost."""

from __future__ import annotations

from uuid import UUID

from fengqiao.cameras import services
from fengqiao.cameras.services import watch
from fengqiao.core.jobs import periodic, task


@task(name="cameras.speak", queue="alarms")
def speak(*, alarm_id: str, attempt: int) -> None:
    """Play a warning at the loudspeakers that wait for it."""
    services.speak(alarm_id=UUID(alarm_id), attempt=attempt)


@task(name="cameras.voice_check", queue="alarms")
def voice_check(*, alarm_id: str) -> None:
    """End the waiting of a warning that no screen played."""
    services.settle_overdue(alarm_id=UUID(alarm_id))


@task(name="cameras.tick", queue="alarms")
def tick(*, alarm_id: str) -> None:
    """Repeat the warning or escalate, if it is time."""
    services.tick_alarm(UUID(alarm_id))


@periodic(name="cameras.watch_sweep", cron="* * * * *")
def watch_sweep() -> None:
    """Every minute: cases that expire, and what is left of those that ended."""
    watch.sweep_cases()


@periodic(name="cameras.sweep", cron="* * * * * */10", queue="alarms")
def sweep() -> None:
    """Every ten seconds: alarms whose job was lost, warnings that hang, engines that fell silent."""
    services.notice_silence()
    services.sweep()


@periodic(name="cameras.engine_file", cron="* * * * *")
def engine_file() -> None:
    """Every minute: the engine's settings file is as the register is, whatever happened to it or to a job."""
    services.write_engine_config()
