"""What a neighbourhood centre is made of, without a database."""
