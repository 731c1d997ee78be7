"""Settings: ``base`` for all, one module for each way of running."""
