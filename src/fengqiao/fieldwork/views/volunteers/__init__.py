"""Pages of volunteers and call-outs."""
