"""What the Experiment page is made of: one file for each experiment, and what they share."""
