"""The server's side of the telephones' outboxes."""

from fengqiao.fieldwork.services.outbox.forgetting import forget_positions
from fengqiao.fieldwork.services.outbox.items import Handler, Item, Outcome
from fengqiao.fieldwork.services.outbox.looking import look_at
from fengqiao.fieldwork.services.outbox.receiving import Answer, receive

__all__ = ["Answer", "Handler", "Item", "Outcome", "forget_positions", "look_at", "receive"]
