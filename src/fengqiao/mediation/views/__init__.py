"""Pages of the mediation."""
