"""Outside platforms behind one port. The province's has no published interface; its adapter is to be written then."""

from fengqiao.interop.services.peers.port import Peer, PeerSilent, Reply
from fengqiao.interop.services.peers.simulated import SimulatedPeer, Weather

__all__ = ["Peer", "PeerSilent", "Reply", "SimulatedPeer", "Weather"]
