"""Pure rules of cameras and alarms: tables of allowed steps, timers, places, distances. Time is an argument."""
