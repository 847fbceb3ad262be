"""What the Learn pages compute, one idea a file, and what was trained for them."""
