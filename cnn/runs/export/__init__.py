"""A run's network and history in other forms: script, CSV, NPZ."""
