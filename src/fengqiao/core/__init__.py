"""What every app stands on: journal, clock, ids, shared bases, jobs. It knows no app."""
