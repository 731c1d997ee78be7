"""What outside programs may do here, and what is handed to them."""

from fengqiao.interop.services.errors import AlreadyHandedOver, InteropRefused, NoSuchPeer
from fengqiao.interop.services.handing import YUEPINGAN, connect, connected, hand_over, peer, sweep
from fengqiao.interop.services.keys import FreshKey, make_key, open_jurisdiction, revoke_key
from fengqiao.interop.services.submitting import Submitted, submit, take_update

__all__ = [
    "YUEPINGAN",
    "AlreadyHandedOver",
    "FreshKey",
    "InteropRefused",
    "NoSuchPeer",
    "Submitted",
    "connect",
    "connected",
    "hand_over",
    "make_key",
    "open_jurisdiction",
    "peer",
    "revoke_key",
    "submit",
    "sweep",
    "take_update",
]
