"""What the Learn page of this name computes and asks."""
