"""What the Draw page alone uses."""
