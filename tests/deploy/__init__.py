"""Several processes of the app behind nginx."""
