"""What Feature maps and Filters use."""
