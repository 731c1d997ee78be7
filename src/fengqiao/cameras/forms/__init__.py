"""Forms of the camera pages, and the words for their values."""
