"""What people fill in when they mediate."""
