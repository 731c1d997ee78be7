"""Reading field work."""
