"""Pages on which a place sets up how its events go: categories, routes, the calendar, deadlines."""
