"""Pages of the event spine, one module for each kind of reader."""
