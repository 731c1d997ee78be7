"""What areas, roles and outlines are, without a database."""
