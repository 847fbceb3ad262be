"""What the Explain page alone uses."""
