"""The Sweep tab of the Train page: many runs that differ in a few settings."""
