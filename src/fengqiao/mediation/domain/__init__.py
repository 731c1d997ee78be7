"""Pure rules of disputes: tables of allowed steps and calculators. Time is an argument."""
