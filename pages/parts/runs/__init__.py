"""Training runs as the visitor sees them."""
