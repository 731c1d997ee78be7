"""What this app announces in the journal. Subjects are ``message:uuid`` and ``incident:uuid``."""

HANDED_OVER = "interop.handed_over"
ANSWERED = "interop.answered"
OVERDUE = "interop.overdue"
REQUESTED = "interop.requested"
UPDATED = "interop.updated"
KEY_MADE = "interop.key_made"
KEY_REVOKED = "interop.key_revoked"
