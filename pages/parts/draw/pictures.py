"""Pictures that come in, however they come: read, and made the digit of the moment."""

from __future__ import annotations

from PIL import Image

from pages.parts.session.digit import set_reading
from pages.parts.session.reading import reading_of_picture


def take_picture(image: Image.Image) -> None:
    """Read all digits of a picture; one of them becomes the digit of the moment.

    Raises:
        VisitorError: there is no digit in it; what was there before stays.
    """
    set_reading(reading_of_picture(image))
