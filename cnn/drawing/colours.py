"""Pictures of any mode as red, green and blue, transparency laid over what shows the ink."""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn.errors import PictureError

BLANK = (
    "This picture is blank: no ink in it stands out from the paper. Choose a picture of digits "
    "with a stronger contrast."
)
TRANSPARENT = (
    "This picture is transparent everywhere: there is nothing to see in it. Save it with a "
    "background, or choose another."
)

# An opacity of 255 levels below this shows nothing.
MIN_OPACITY = 16

# What can be seen of a transparent picture is ink, not paper, if its levels differ by less.
ONE_COLOUR = 24.0

_DEEP_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def opaque_colours(image: Image.Image) -> Image.Image:
    """A picture of any mode in RGB; ink on transparency lies on a contrasting backdrop.

    Raises:
        PictureError: the picture has no pixels or is transparent everywhere.
    """
    if min(image.size) < 1:
        raise PictureError("This picture has no pixels. Choose another.")
    if image.mode in _DEEP_MODES:
        return _stretched(image).convert("RGB")
    if image.has_transparency_data:
        return _on_backdrop(image.convert("RGBA"))
    if image.mode == "LAB":
        return image.getchannel(0).convert("RGB")
    return image.convert("RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Deep grey levels, whose range is anyone's guess, from their own darkest to brightest."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0, neginf=0)
    low, high = values.min(), values.max()
    spread = high - low if high > low else 1.0
    return Image.fromarray(((values - low) / spread * 255).astype(np.uint8))


def _on_backdrop(image: Image.Image) -> Image.Image:
    opacity = np.asarray(image.getchannel("A"))
    visible = np.asarray(image)[opacity >= MIN_OPACITY][:, :3]
    if not visible.size:
        raise PictureError(TRANSPARENT)
    low, middle, high = np.percentile(visible, (2, 50, 98), axis=0)
    if opacity.mean() > 127.5 and (high - low).max() > ONE_COLOUR:  # paper with cut-out corners
        backdrop = tuple(int(level) for level in middle)
    else:  # ink alone: whatever contrasts
        backdrop = (255, 255, 255) if middle.mean() < 128 else (0, 0, 0)
    sheet = Image.new("RGBA", image.size, (*backdrop, 255))
    return Image.alpha_composite(sheet, image).convert("RGB")
