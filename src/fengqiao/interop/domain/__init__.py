"""Formats of other people's systems, without a database: Open311 and what goes to the province's platform."""
