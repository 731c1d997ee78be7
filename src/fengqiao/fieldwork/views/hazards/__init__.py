"""Pages of safety hazards."""
