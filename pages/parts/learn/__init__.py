"""The frame of the Learn pages; a folder of its own for each."""
