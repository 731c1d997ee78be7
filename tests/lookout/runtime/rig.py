"""Builds and ends engines on a folder of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from twins import SECRET, MemoryDelivery, Planned

from lookout.contract import CameraConfig, EngineConfig
from lookout.ports import Delivery, Frame
from lookout.runner import Engine, EngineSettings

Plan = Callable[[int, Frame], bool]


class Rig:
    """Builds and ends engines on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.json"
        self.spool = folder / "spool"
        self.engines: list[Engine] = []
        self.lookers: dict[str, list[Planned]] = {}

    def write(self, *cameras: CameraConfig, version: str = "1") -> None:
        fresh = self.config.with_suffix(".new")
        fresh.write_text(EngineConfig(version=version, cameras=cameras).model_dump_json())
        fresh.rename(self.config)

    def engine(
        self,
        *cameras: CameraConfig,
        delivery: Delivery | None = None,
        plan: Plan = lambda count, frame: False,
        before_s: float = 1.0,
        after_s: float = 1.0,
    ) -> Engine:
        self.write(*cameras)

        def looker(config: CameraConfig) -> Planned:
            planned = Planned(config, plan)
            self.lookers.setdefault(config.camera, []).append(planned)
            return planned

        engine = Engine(
            EngineSettings(
                name="edge",
                config=self.config,
                spool=self.spool,
                before_s=before_s,
                after_s=after_s,
                heartbeat_s=0.1,
                tend_s=0.1,
                first_wait_s=0.1,
            ),
            secret=SECRET,
            delivery=delivery or MemoryDelivery(),
            looker=looker,
        )
        self.engines.append(engine)
        engine.start()
        return engine

    def end(self) -> None:
        for engine in self.engines:
            engine.stop(20.0)
        self.engines = []
