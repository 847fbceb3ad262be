"""Drawings and pictures as MNIST would have them: the 28 x 28 image that a network reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnn.drawing.strokes import digit_from_strokes, digits_from_strokes

if TYPE_CHECKING:
    from cnn.drawing.picture import digit_from_image, digits_from_image

__all__ = ["digit_from_image", "digit_from_strokes", "digits_from_image", "digits_from_strokes"]


def __getattr__(name: str) -> Any:
    """What reads pictures is imported when it is first asked for: OpenCV is large."""
    if name not in ("digit_from_image", "digits_from_image"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cnn.drawing import picture

    return getattr(picture, name)
