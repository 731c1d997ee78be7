"""What may be done in field work."""
