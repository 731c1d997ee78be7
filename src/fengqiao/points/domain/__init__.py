"""The arithmetic of points: rules with their caps, and a double-entry ledger in two phases. No input or output."""
