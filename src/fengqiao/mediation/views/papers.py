"""Papers of the mediation. They are Chinese whoever prints them: a court and both sides read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from fengqiao.areas import selectors as areas
from fengqiao.mediation import selectors
from fengqiao.mediation.domain.agreements import AgreementForm
from fengqiao.mediation.domain.disputes import PartyKind
from fengqiao.mediation.selectors import AgreementView, DisputeView, PartyView, words
from fengqiao.mediation.selectors.agreements import picture_of
from fengqiao.ui import papers

PAPERS = Path(__file__).resolve().parent.parent / "papers"
OWN = "zh-hans"


def agreement(one: DisputeView, there: AgreementView) -> bytes:
    """The agreement as people know it: the parties, what happened, what is promised, the signatures."""
    with override(OWN):
        files = {
            f"s{number}.svg": papers.photo_picture(picture_of(each)) for number, each in enumerate(there.signatures)
        }
        return papers.pdf(PAPERS / "agreement.typ", _agreement(one, there), files)


def _agreement(one: DisputeView, there: AgreementView) -> dict[str, Any]:
    parties = selectors.parties_of(one.id)
    bodies = areas.organisation_names({one.organisation_id} if one.organisation_id else set())
    mediator = areas.person_names({one.mediator_id}).get(one.mediator_id, "")
    spoken = there.form is AgreementForm.SPOKEN
    when = timezone.localtime(there.in_force_at) if there.in_force_at else None
    return {
        "body": next(iter(bodies.values()), ""),
        "title": _("Record of a spoken mediation agreement") if spoken else _("People's mediation agreement"),
        "number": _("No. %(code)s-%(number)d") % {"code": one.spoken, "number": there.number},
        "draft": "" if there.in_force else _("Draft, not in force before everybody has signed"),
        "parties": [_party(each) for each in parties],
        "heads": {
            "parties": _("Parties"),
            "facts": _("What the dispute is about"),
            "items": _("What was agreed"),
            "rest": _("What holds besides"),
            "signatures": pgettext("agreement", "Signatures"),
        },
        "facts": there.facts,
        "lead": _("After mediation, of their own free will, the parties agree as follows:"),
        "columns": [
            pgettext("agreement", "No."),
            pgettext("agreement", "Who"),
            pgettext("agreement", "What"),
            _("How and where"),
            pgettext("agreement", "Until when"),
        ],
        "items": [
            [
                str(each.number),
                each.by,
                each.words,
                "；".join(part for part in (each.way, each.place) if part) or "—",
                each.due_on.strftime("%Y-%m-%d"),
            ]
            for each in there.promises
        ],
        "rest": _rest(spoken, len(parties)),
        "signatures": [
            {
                "file": f"s{number}.svg",
                "role": pgettext("agreement", "Mediator") if each.party_id is None else _stand(each.party_id, parties),
                "name": each.name,
                "at": timezone.localtime(each.signed_at).strftime("%Y-%m-%d %H:%M"),
            }
            for number, each in enumerate(there.signatures)
        ],
        "seal": [bodies.get(one.organisation_id, "") if one.organisation_id else "", _("Seal")],
        "mediator": [pgettext("agreement", "Mediator"), mediator],
        "date": [_("Date"), when.strftime("%Y-%m-%d") if when else "　　　　"],
        "foot": _("Code %(code)s · text %(digest)s") % {"code": one.spoken, "digest": there.digest[:16]},
    }


def _rest(spoken: bool, parties: int) -> list[str]:
    if spoken:
        return [_("The parties agreed by word of mouth; the mediator has written it down and read it to them.")]
    return [
        _("This agreement is in force from the day on which all parties and the mediator have signed it."),
        _("It binds the parties as a contract does, and they keep what they promised."),
        _("Within thirty days from then on the parties may together ask the people's court to confirm it."),
        _("There are %(count)d copies: one for each party, one for the mediators.") % {"count": parties + 1},
    ]


def _party(each: PartyView) -> list[list[str]]:
    lines = [[str(words.STANDS[each.stand]), each.name]]
    if each.address:
        lines.append([pgettext("party", "Address") if each.kind is PartyKind.PERSON else _("Seat"), each.address])
    if each.phone:
        lines.append([_("Telephone"), each.phone])
    if each.representative:
        said = f"{each.representative}（{each.relation}）" if each.relation else each.representative
        lines.append([_("Speaks for them"), said])
    return lines


def _stand(party_id: object, parties: list[PartyView]) -> str:
    for each in parties:
        if each.id == party_id:
            word = str(words.STANDS[each.stand])
            return f"{word} {each.name}{_(' (represented)')}" if each.representative else word
    return ""
