"""What a zone is for, as code: each function is asked for every analysed picture and answers with findings.

A function is pure but for its own memory and the models in ``Tools``: no files, sockets or clocks. A new one is a
module here with a class like ``scene.Function`` and a line in ``Tools.make``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lookout.contract import CameraConfig, Kind, Zone
from lookout.functions.crossing import Crossing
from lookout.functions.lingering import Lingering
from lookout.functions.people import People
from lookout.functions.riders import Riders
from lookout.functions.scene import Count, Finding, Function, Gone, Maker, Outcome, Scene
from lookout.functions.search import PersonSearch
from lookout.functions.vehicles import VehicleWatch
from lookout.ports import FaceMatcher, HelmetClassifier, LookoutError, ModelUnusable, PlateReader, StationJudge

__all__ = ["Count", "Finding", "Function", "Gone", "Maker", "Outcome", "Scene", "Tools"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The second-stage models that this engine has, shared by its cameras; None: not here.

    ``unusable``: why the model of a kind of zone cannot be used, in a plain sentence.
    """

    helmets: HelmetClassifier | None = None
    plates: PlateReader | None = None
    stations: StationJudge | None = None
    faces: FaceMatcher | None = None
    unusable: Mapping[Kind, str] = field(default_factory=dict)

    def make(self, zone: Zone, config: CameraConfig) -> Function:
        """The function of this zone. Raises ``ModelUnusable`` when its model is damaged, and
        ``LookoutError`` when it needs one that is not here."""
        if zone.kind in self.unusable:
            raise ModelUnusable(f"zone '{zone.name}': {self.unusable[zone.kind]}")
        if zone.kind is Kind.VEHICLE:
            return VehicleWatch(zone, config, reader=self.plates)
        if zone.kind is Kind.HELMET:
            if self.helmets is None:
                raise LookoutError(f"zone '{zone.name}': the helmet model is not loaded here")
            return Riders(zone, config, self.helmets)
        if zone.kind is Kind.RUBBISH:
            # what it stands on takes a dozen megabytes of each process, and most cameras see no bins
            from lookout.functions.rubbish import Rubbish

            return Rubbish(zone, config, self.stations)
        if zone.kind is Kind.MISSING:
            return PersonSearch(zone, config, faces=self.faces)
        if zone.line is not None:
            return Crossing(zone, config)
        if zone.loiter_s is not None:
            return Lingering(zone, config)
        return People(zone, config)
