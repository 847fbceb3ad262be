"""Colour scales and pictures of numbers."""
