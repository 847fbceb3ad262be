"""How well a network reads digits that it never learned from."""
