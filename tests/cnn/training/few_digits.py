"""A recipe of MNIST and pen strokes that ends at once, and pen digits for it."""

import numpy as np

from cnn.network.recipe import Recipe
from cnn.training.pen_strokes import PenDigit

RECIPE = Recipe(
    optimizer="adam",
    epochs=1,
    batch_size=50,
    training_images=100,
    seed=4,
    data="mnist+pen",
    pen_copies=2,
    schedule="cosine",
)


def pen_digits(writers: int) -> list[PenDigit]:
    """One 1 by each writer."""
    stroke = np.array([[0.0, 20], [10, 0], [10, 100]])
    return [PenDigit(1, writer, (stroke,)) for writer in range(1, writers + 1)]
