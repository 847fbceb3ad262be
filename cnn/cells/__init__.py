"""One cell of a layer's output, explained number by number."""
