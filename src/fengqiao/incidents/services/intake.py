"""What becomes of a report: verified, accepted, or ended with a reason; and how an ending is undone."""

from __future__ import annotations

from uuid import UUID

from fengqiao.areas.selectors import Actor
from fengqiao.core import journal
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import State, Step
from fengqiao.incidents.models import Incident
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services import followers, joint
from fengqiao.incidents.services.credits import renew_credits, void_credits
from fengqiao.incidents.services.taking import announce, lock, take


def accept(*, incident_id: UUID, is_new: bool, note: str = "", actor: Actor) -> IncidentView:
    """Accept the event. ``is_new`` answers the duplicate question; what is known already is merged instead."""
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, Step.ACCEPT, facts=gather(row, actor, duplicate_answered=is_new), note=note, actor=actor)
        return events.view(row)


def reject(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Do not accept the event; its reporter reads the reason."""
    return _ending(incident_id, Step.REJECT, reason, actor)


def void(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Declare the event void; pending points for it are taken back, open joint tasks waived."""
    return _ending(incident_id, Step.VOID, reason, actor)


def merge(*, incident_id: UUID, into: UUID, reason: str, actor: Actor) -> IncidentView:
    """Merge the event into another one that is still open. Both keep their histories; who reported or joined this
    one follows the other from now on; pending points for it are taken back."""
    with journal.unit():
        # Two events are locked here; the order of their ids keeps two merges from blocking each other.
        list(Incident.objects.select_for_update().filter(pk__in=(incident_id, into)).order_by("pk").values("pk"))
        row = lock(incident_id, actor)
        target = Incident.objects.filter(events.visible_to(actor), pk=into).exclude(pk=row.pk).first()
        lives = target is not None and State(target.state) not in table.ENDED
        take(
            row,
            Step.MERGE,
            facts=gather(row, actor, reason=reason, merges_into_other=lives),
            note=reason,
            reason={"into": target.code} if target else None,
            changes={"merged_into": target},
            actor=actor,
        )
        assert target is not None
        followers.carry(row, target)
        announce(target, "incidents.merged_in", {"from": str(row.pk), "from_code": row.code}, actor=actor)
        joint.waive_all(row, reason, actor)
        void_credits(row, reason, actor)
        return events.view(row)


def undo(*, incident_id: UUID, reason: str, actor: Actor) -> IncidentView:
    """Undo a rejection, a merge or a declaration as void: the event is to be accepted again.

    Who came to another event with a merge leaves it; points that were taken back are asked for anew.
    """
    with journal.unit():
        row = lock(incident_id, actor)
        target = row.merged_into
        changes = {"merged_into": None, "lead_id": None, "handler_id": None, "lives": row.lives + 1}
        take(row, Step.UNDO, facts=gather(row, actor, reason=reason), note=reason, changes=changes, actor=actor)
        if target is not None:
            followers.part(row, target)
            announce(target, "incidents.merge_undone", {"from": str(row.pk), "from_code": row.code}, actor=actor)
        renew_credits(row, actor)
        return events.view(row)


def _ending(incident_id: UUID, step: Step, reason: str, actor: Actor) -> IncidentView:
    with journal.unit():
        row = lock(incident_id, actor)
        take(row, step, facts=gather(row, actor, reason=reason), note=reason, actor=actor)
        joint.waive_all(row, reason, actor)
        void_credits(row, reason, actor)
        return events.view(row)
