"""Pure arithmetic of the screen's figures."""
