"""The invented town of the demonstration: made only in demo mode, and marked as invented in its data."""

PASSWORD = "fengqiao-demo-2026"  # noqa: S105 - well known, printed on the sign-in page, and only in demo mode
FOLLOW_KEY = "demo:follow"  # the event that a resident reported and follows
