"""Training with Keras: only the trainer's own process imports what is in here."""
