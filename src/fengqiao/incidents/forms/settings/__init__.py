"""What people fill in on the pages of the spine's settings."""
