"""Tables of field work."""

from fengqiao.fieldwork.models.outbox import Conflict, ItemState, OutboxItem, PhoneKey, Upload, UploadPiece

__all__ = ["Conflict", "ItemState", "OutboxItem", "PhoneKey", "Upload", "UploadPiece"]
