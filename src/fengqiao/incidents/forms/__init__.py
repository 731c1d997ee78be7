"""What people fill in, by the pages on which they do it."""
