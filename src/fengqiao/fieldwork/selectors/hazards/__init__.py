"""Reading checklists, checks and hazards."""
