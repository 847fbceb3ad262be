"""Replicas that are killed, told to end, or put in the place of another, under a real browser."""
