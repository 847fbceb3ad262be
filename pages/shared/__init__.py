"""Widgets and state that several pages use."""
