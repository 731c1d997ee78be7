"""Forms of the screen's figures."""
