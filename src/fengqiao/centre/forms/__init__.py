"""What is filled in at a neighbourhood centre."""
