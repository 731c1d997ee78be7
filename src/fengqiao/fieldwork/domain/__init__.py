"""Rules of field work that need no database."""
