"""The pages of a neighbourhood centre."""
