"""The camera engine: watches streams, raises alarms, keeps evidence. It knows nothing of the platform."""
