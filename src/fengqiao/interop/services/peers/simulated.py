"""A platform that is not there: it loses, delays, repeats and refuses as its weather says, the same way every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from fengqiao.interop.domain.handover import Answer
from fengqiao.interop.services.peers.port import PeerSilent, Reply

WAY = (Answer.RECEIPT, Answer.TAKEN, Answer.FINISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Every so-manieth call meets it; 0 is never. Counted over all calls from the first one on.

    ``loses``: the message does not arrive. ``deaf``: it arrives and the answer is lost. ``stale``: an older answer is
    said again. ``refuses`` and ``returns``: every so-manieth new message is not taken, or given back later.
    ``slow``: how many times it must be asked until it goes one step further.
    """

    loses: int = 0
    deaf: int = 0
    stale: int = 0
    refuses: int = 0
    returns: int = 0
    slow: int = 1


@dataclass
class _Kept:
    number: int
    fate: Answer
    copies: int = 1
    asked: int = 0


@dataclass
class SimulatedPeer:
    """Remembers messages in memory only; who asks after a restart learns that it knows nothing, and sends again."""

    weather: Weather = field(default_factory=Weather)
    calls: int = 0
    kept: dict[UUID, _Kept] = field(default_factory=dict)

    def send(self, message_id: UUID, payload: Mapping[str, object]) -> Reply:
        """Take a message. Raises PeerSilent."""
        self.calls += 1
        if self._meets(self.weather.loses):
            raise PeerSilent("the connection was lost on the way")
        known = self.kept.get(message_id)
        if known is None:
            number = len(self.kept) + 1
            fate = Answer.FINISHED
            if self.weather.refuses and number % self.weather.refuses == 0:
                fate = Answer.REFUSED
            elif self.weather.returns and number % self.weather.returns == 0:
                fate = Answer.RETURNED
            known = self.kept[message_id] = _Kept(number=number, fate=fate)
        else:
            known.copies += 1
        if self._meets(self.weather.deaf):
            raise PeerSilent("no answer in time")
        return self._say(known)

    def ask(self, message_id: UUID) -> Reply | None:
        """How the message stands. Raises PeerSilent."""
        self.calls += 1
        if self._meets(self.weather.loses) or self._meets(self.weather.deaf):
            raise PeerSilent("no answer in time")
        known = self.kept.get(message_id)
        if known is None:
            return None
        known.asked += 1
        return self._say(known)

    def _meets(self, every: int) -> bool:
        return bool(every) and self.calls % every == 0

    def _say(self, kept: _Kept) -> Reply:
        receipt = f"SIM-{kept.number:06}"
        if kept.fate is Answer.REFUSED:
            return Reply(answer=Answer.REFUSED, receipt=receipt, words="不属于本平台受理范围")
        steps = min(kept.asked // max(1, self.weather.slow), len(WAY) - 1)
        if self._meets(self.weather.stale):
            steps = 0
        answer = WAY[steps]
        if answer is Answer.FINISHED and kept.fate is Answer.RETURNED:
            return Reply(answer=Answer.RETURNED, receipt=receipt, words="材料不全,请补充后重报")
        return Reply(answer=answer, receipt=receipt)
