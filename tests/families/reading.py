"""What is brought, read as the app reads it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.drawing import digit_from_image, digit_from_strokes, digits_from_strokes
from cnn.drawing.picture import digits_from_image
from cnn.drawing.upload import picture_from_upload
from cnn.errors import DrawingError, PictureError
from cnn.network import Network
from tests.families.family import Brought


def image_of(brought: Brought) -> np.ndarray | None:
    """The image of one digit, (28, 28) float32, or nothing where it is refused."""
    try:
        if isinstance(brought, bytes):
            return digit_from_image(picture_from_upload(brought))
        return digit_from_strokes(brought)
    except (DrawingError, PictureError):
        return None


def images_of(brought: Brought) -> list[np.ndarray]:
    """The images of all digits in reading order, none where it is refused."""
    try:
        if isinstance(brought, bytes):
            found = digits_from_image(picture_from_upload(brought))
        else:
            found = digits_from_strokes(brought)
    except (DrawingError, PictureError):
        return []
    return [digit.image for digit in found]


def said(network: Network, images: Sequence[np.ndarray | None]) -> list[int | None]:
    """What a network says to each image."""
    given = [image for image in images if image is not None]
    answers = iter(network.predict(np.stack(given)).argmax(axis=1).tolist() if given else [])
    return [None if image is None else next(answers) for image in images]


def in_common(one: Sequence[int], other: Sequence[int | None]) -> int:
    """How many digits two readings share in the same order (longest common subsequence)."""
    row = [0] * (len(other) + 1)
    for digit in one:
        previous = row
        row = [0]
        for place, answer in enumerate(other):
            same = previous[place] + 1 if answer == digit else 0
            row.append(max(same, row[-1], previous[place + 1]))
    return row[-1]
