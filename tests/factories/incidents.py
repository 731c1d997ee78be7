"""Small worlds with events: a village with its committee, somebody for each part of the way, and photos.

way = Way.lay()                   # people, category, routing rule, points rules
event = way.reported()            # an event to be accepted
event = way.until(Step.FEEDBACK)  # … on its way up to a step
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import Image

from factories import areas as make
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, OrganisationView, Role
from fengqiao.incidents import services
from fengqiao.incidents.selectors import CategoryKind, IncidentView, Outcome, Step, evidence_of
from fengqiao.points import services as points

_numbers = itertools.count(1)
WATER, DISPUTE, PLAIN = "test-water", "test-dispute", "test-plain"


def photo(shade: int = 60, size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG; another shade is another photo."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, shade % 256, 40)).save(out, "JPEG")
    return out.getvalue()


def categories() -> None:
    """Three categories: one that demands an after-photo, a dispute, and a plain one."""
    for code, kind, needs in (
        (WATER, CategoryKind.HAPPENING, True),
        (DISPUTE, CategoryKind.DISPUTE, False),
        (PLAIN, CategoryKind.HAPPENING, False),
    ):
        titles = {"zh-hans": "测试类", "zh-hant": "測試類", "en": "Test"}
        services.add_category(code=code, catalogue="test", kind=kind, titles=titles, after_evidence=needs, actor=SYSTEM)


def incident(village: AreaView, **more: object) -> IncidentView:
    """An event to be accepted in the village; its committee is not known, nobody is sent."""
    categories()
    values: dict[str, object] = {
        "source": "camera",
        "category": WATER,
        "area_id": village.id,
        "title": "有人进入水域",
        "lon": 113.635,
        "lat": 23.785,
        "actor": SYSTEM,
        **more,
    }
    return services.open_incident(key=f"test:{next(_numbers)}", **values)


@dataclass(frozen=True)
class Way:
    """A village, its committee, and one person for each part of an event's way."""

    village: AreaView
    committee: OrganisationView
    secretary: Actor
    operator: Actor
    dispatcher: Actor

    @classmethod
    def lay(cls) -> Way:
        """Make it all."""
        village = make.village()
        committee = make.organisation(village, name="测试村委会")
        categories()
        for code in (WATER, DISPUTE, PLAIN):
            services.set_route(category=code, area_id=village.id, organisation_id=committee.id, actor=SYSTEM)
        points.load_rules(points.seed_rules(), valid_from=datetime(2026, 1, 1, tzinfo=UTC), actor=SYSTEM)
        assert village.parent_id is not None
        return cls(
            village=village,
            committee=committee,
            secretary=make.actor(Role.VILLAGE_SECRETARY, village),
            operator=make.actor(Role.OPERATOR, village.parent_id),
            dispatcher=make.actor(Role.DISPATCHER, village.parent_id),
        )

    def reported(self, category: str = WATER, **more: object) -> IncidentView:
        """An event that nobody has accepted yet."""
        return incident(self.village, category=category, **more)

    def until(self, step: Step, category: str = WATER) -> IncidentView:
        """An event that has just taken ``step`` of the straight way from report to close."""
        event = self.reported(category)
        for one in (Step.ACCEPT, Step.DISPATCH, Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE):
            event = self.take(one, event)
            if one is step:
                return event
        raise ValueError(step)

    def take(self, step: Step, event: IncidentView) -> IncidentView:
        """One step of the straight way, by whoever takes it."""
        key = event.id
        if step is Step.ACCEPT:
            return services.accept(incident_id=key, is_new=True, actor=self.operator)
        if step is Step.DISPATCH:
            return services.dispatch(incident_id=key, actor=self.dispatcher)
        if step is Step.SIGN:
            return services.sign(incident_id=key, actor=self.secretary)
        if step is Step.FEEDBACK:
            services.add_evidence(incident_id=key, kind="after", content=photo(), actor=self.secretary)
            return services.feedback(incident_id=key, note="都已安全离开", actor=self.secretary)
        if step is Step.PASS:
            return services.check(incident_id=key, passed=True, actor=self.operator)
        outcome = Outcome.SETTLED if event.category == DISPUTE else None
        return services.close(incident_id=key, outcome=outcome, actor=self.operator)


def worked(village: AreaView, upto: Step) -> IncidentView:
    """An event in the village that the program itself has brought up to a step of the straight way."""
    event = incident(village)
    committee = make.organisation(village)
    services.set_route(category=WATER, area_id=village.id, organisation_id=committee.id, actor=SYSTEM)
    key = event.id
    for step in (Step.SIGN, Step.FEEDBACK, Step.PASS, Step.CLOSE):
        if step is Step.SIGN:
            event = services.start_handling(incident_id=key, actor=SYSTEM)
        elif step is Step.FEEDBACK:
            services.add_evidence(incident_id=key, kind="after", content=photo(), actor=SYSTEM)
            event = services.feedback(incident_id=key, note="都已安全离开", actor=SYSTEM)
        elif step is Step.PASS:
            event = services.check(incident_id=key, passed=True, actor=SYSTEM)
        else:
            event = services.close(incident_id=key, actor=SYSTEM)
        if step is upto:
            break
    return event


def picture_of(village: AreaView) -> dict[str, object]:
    """The address of a photo of an event in the village."""
    event = worked(village, Step.FEEDBACK)
    return {"code": event.code, "pk": evidence_of(event.id)[0].id}


def asking(*fields: dict[str, object], code: str = "test-asks") -> str:
    """The code of a new kind of matter with fields of its own."""
    made = services.define_category(
        code=code,
        catalogue="test",
        kind="happening",
        titles={"zh-hans": "会问的类"},
        demands=services.Demands(fields=list(fields)),
        actor=SYSTEM,
    )
    return made.code


DEPTH: dict[str, object] = {"name": "depth", "type": "number", "titles": {"zh-hans": "水深（厘米）"}, "required": True}
NUMBER: dict[str, object] = {"name": "number", "type": "text", "titles": {"zh-hans": "编号"}, "longest": 40}
DANGER: dict[str, object] = {"name": "danger", "type": "yes_no", "titles": {"zh-hans": "有人受伤的危险"}}
