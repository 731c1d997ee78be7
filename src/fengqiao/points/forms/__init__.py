"""What people fill in about points and gifts."""
