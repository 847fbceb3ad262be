"""What the Learn page of this name shows."""
