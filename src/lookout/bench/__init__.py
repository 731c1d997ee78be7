"""What a camera costs: the whole engine on looped films at the speed of their clock, and a plain pipeline beside it."""
