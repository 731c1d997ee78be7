"""Template tags of the points."""
