"""Fengqiao: the platform for grassroots governance."""
