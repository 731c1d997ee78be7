"""Doors for other people's programs, and the page that shows what was handed out."""
