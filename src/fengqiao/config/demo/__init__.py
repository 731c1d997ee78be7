"""The invented town of the demonstration: made only in demo mode, and marked as invented in its data."""
