"""What the Evaluate page alone uses."""
