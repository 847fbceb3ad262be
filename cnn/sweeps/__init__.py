"""Sweeps: many runs that differ in a few settings, planned, started and compared."""
