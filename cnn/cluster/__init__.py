"""Training on a Ray cluster: only the bridge's own process, and what it starts, import Ray."""
