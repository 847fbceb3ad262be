"""What the web process knows of training runs: jobs, files, curves."""
