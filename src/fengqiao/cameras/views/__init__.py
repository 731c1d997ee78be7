"""Pages, pictures, live video and the steps that people take with alarms."""
