"""The pages of the studio's desk."""
