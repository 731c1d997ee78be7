"""Pages and calls of field work."""
