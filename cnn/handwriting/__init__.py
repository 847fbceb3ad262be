"""Digits as people write them: example strokes, and synthetic variations of them."""
