"""Reading volunteers and call-outs."""
