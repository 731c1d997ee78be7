"""Small worlds with disputes.

house = Table.lay()                        # a village with its mediators' committee and everybody a dispute meets
one = house.dispute()                      # registered by the mediator
one = house.talking()                      # every party wants it, the mediation has begun
"""

from __future__ import annotations

import base64
import io
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from PIL import Image, ImageDraw

from factories import areas as make
from factories.incidents import DISPUTE, categories
from fengqiao.areas.selectors import SYSTEM, Actor, AreaView, OrganisationKind, OrganisationView, Role, area
from fengqiao.core import clock, ids
from fengqiao.incidents import services as incidents
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.agreements import AgreementForm
from fengqiao.mediation.domain.disputes import Outcome, Stand
from fengqiao.mediation.selectors import AgreementView, DisputeView
from fengqiao.points import services as points

_numbers = itertools.count(1)


def parties(*names: str) -> tuple[services.PartySheet, ...]:
    """Somebody who asks, and others who answer."""
    called = names or ("江阿明", "石小宝")
    return tuple(
        services.PartySheet(
            name=name, stand=Stand.ANSWERS if number else Stand.ASKS, phone=f"100000{next(_numbers):05}"
        )
        for number, name in enumerate(called)
    )


def sheet(area_id: UUID, mediator_id: UUID, **more: object) -> services.Sheet:
    """A dispute as somebody writes it down; ``names`` are those of its parties."""
    names = more.pop("names", ())
    values: dict[str, object] = {
        "form_id": ids.new_id(),
        "category": DISPUTE,
        "area_id": area_id,
        "subject": "排水沟改道起争执",
        "place": "村口老榕树旁",
        "mediator_id": mediator_id,
        "parties": parties(*names),
        "facts": "去年雨季起水流到隔壁院子。",
        **more,
    }
    return services.Sheet(**values)


@dataclass(frozen=True)
class Table:
    """A village, the mediators' committee of its town, and one person for each part."""

    village: AreaView
    committee: OrganisationView
    mediator: Actor
    clerk: Actor
    operator: Actor
    worker: Actor

    @classmethod
    def lay(cls, village: AreaView | None = None) -> Table:
        """Make it all."""
        village = village or make.village()
        assert village.parent_id is not None
        town = area(village.parent_id)
        committee = make.organisation(town, name="测试人民调解委员会")
        categories()
        incidents.set_route(category=DISPUTE, area_id=town.id, organisation_id=committee.id, actor=SYSTEM)
        points.load_rules(points.seed_rules(), valid_from=datetime(2026, 1, 1, tzinfo=UTC), actor=SYSTEM)
        return cls(
            village=village,
            committee=committee,
            mediator=make.actor(Role.MEDIATOR, town.id, organisation_id=committee.id),
            clerk=make.actor(Role.STUDIO_CLERK, town.id),
            operator=make.actor(Role.OPERATOR, town.id),
            worker=make.actor(Role.GRID_WORKER, village),
        )

    @property
    def mediator_id(self) -> UUID:
        """The person who mediates."""
        assert self.mediator.person_id is not None
        return self.mediator.person_id

    def dispute(self, actor: Actor | None = None, **more: object) -> DisputeView:
        """A registered dispute."""
        who = more.pop("mediator", self.mediator_id)
        assert isinstance(who, UUID)
        return services.register(sheet=sheet(self.village.id, who, **more), actor=actor or self.mediator)

    def talking(self, **more: object) -> DisputeView:
        """A dispute whose parties all want the mediation, which has begun."""
        one = self.dispute(**more)
        for party in selectors.parties_of(one.id):
            services.note_consent(party_id=party.id, wants=True, actor=self.mediator)
        return services.take_up(dispute_id=one.id, actor=self.mediator)

    def session(self, one: DisputeView, *, room: bool = False) -> UUID:
        """A planned session that has just begun; with ``room`` one of tomorrow for which a room is asked."""
        start = clock.now() + (timedelta(days=1) if room else timedelta(minutes=-5))
        plan = services.Plan(starts_at=start, ends_at=start + timedelta(hours=1), place="村委会", room=room)
        return services.plan_session(dispute_id=one.id, plan=plan, actor=self.mediator)

    def held(self, one: DisputeView) -> UUID:
        """A session with everybody and the grid worker."""
        session = self.session(one)
        assert self.worker.person_id is not None
        services.hold_session(
            session_id=session,
            minutes="双方各自说明了情况。",
            parties=[party.id for party in selectors.parties_of(one.id)],
            ours=[self.worker.person_id],
            actor=self.mediator,
        )
        return session

    def drawn(self, one: DisputeView, form: AgreementForm = AgreementForm.WRITTEN) -> AgreementView:
        """An agreement that nobody has signed yet."""
        made = agreement_sheet(selectors.parties_of(one.id)[0].id, form)
        return services.draw_up(dispute_id=one.id, sheet=made, actor=self.mediator)

    def agreed(self, **more: object) -> DisputeView:
        """A dispute with an agreement in force."""
        one = self.talking(**more)
        made = self.drawn(one)
        for party in (*(each.id for each in selectors.parties_of(one.id)), None):
            services.sign(agreement_id=made.id, party_id=party, drawing=drawing(), actor=self.mediator)
        return selectors.dispute(self.mediator, one.id)

    def court(self) -> Actor:
        """Somebody at the county court's window."""
        county = area(self.village.lineage[0])
        made = make.organisation(county, OrganisationKind.COURT, name="测试法院窗口")
        return make.actor(Role.HANDLER, county.id, organisation_id=made.id)

    def filed(self, court: Actor | None = None, **more: object) -> UUID:
        """An application that lies at the court."""
        window = court or self.court()
        one = self.agreed(**more)
        (court_id,) = window.organisation_ids
        asking = [party.id for party in selectors.parties_of(one.id)]
        return services.file_application(
            dispute_id=one.id, court_id=court_id, asking=asking, words="双方共同申请", actor=self.mediator
        ).id

    def concluded(self, outcome: Outcome = Outcome.NOT_SETTLED, **more: object) -> DisputeView:
        """A dispute that the mediator has concluded without an agreement."""
        one = self.talking(**more)
        return services.conclude(dispute_id=one.id, outcome=outcome, words="双方分歧太大。", actor=self.mediator)


def agreement_sheet(by: UUID, form: AgreementForm = AgreementForm.WRITTEN) -> services.AgreementSheet:
    """What happened and one promise, due in ten days."""
    promise = services.PromiseSheet(
        by=by,
        words="将排水沟改回原位",
        due_on=timezone.localdate(clock.now()) + timedelta(days=10),
        way="自行施工",
        place="院墙外",
    )
    return services.AgreementSheet(facts="水沟改道后水流到隔壁院子。", promises=(promise,), form=form)


def drawing() -> str:
    """A signature as the screen sends it."""
    out = io.BytesIO()
    picture = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(picture).line([(20, 90), (90, 20), (150, 100), (280, 30)], fill="black", width=4)
    picture.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def dispute(village: AreaView) -> DisputeView:
    """A dispute in the village, registered by the program for a mediator of the place."""
    categories()
    mediators = selectors.mediators_for(village.id)
    who = mediators[0].person_id if mediators else make.worker(Role.MEDIATOR, village).id
    return services.register(sheet=sheet(village.id, who), actor=SYSTEM)
