"""Figures of our own that several pages mount."""
