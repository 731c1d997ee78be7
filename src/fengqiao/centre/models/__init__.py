"""Tables of the neighbourhood centres."""

from fengqiao.centre.models.centre import Centre, Term

__all__ = ["Centre", "Term"]
