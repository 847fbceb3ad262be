"""What one visit holds: its digit, its networks, its colours."""
