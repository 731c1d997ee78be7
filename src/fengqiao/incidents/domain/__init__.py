"""What may happen to an event, and when: the table of states and steps, its guards, codes and pictures."""
