"""Pictures of any mode as grey levels, transparency laid over a backdrop that shows the ink."""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn.errors import PictureError

TRANSPARENT = (
    "This picture is transparent everywhere: there is nothing to see in it. Save it with a "
    "background, or choose another."
)

# An opacity of 255 levels below this shows nothing.
MIN_OPACITY = 16
_DEEP_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def grayscale(image: Image.Image, longest_side: int) -> np.ndarray:
    """Grey levels of a picture of any mode, (h, w) float32 from 0 (black) to 255.

    Its longer side is brought to so many pixels; ink on transparency lies on a contrasting
    backdrop.

    Raises:
        PictureError: the picture has no pixels or is transparent everywhere.
    """
    if min(image.size) < 1:
        raise PictureError("This picture has no pixels. Choose another.")
    levels, opacity = _grey_and_opacity(image)
    grey = _resized(levels, longest_side)
    if opacity is None:
        return grey
    return _on_backdrop(grey, _resized(opacity, longest_side))


def _grey_and_opacity(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    if image.mode in _DEEP_MODES:
        return _stretched(image), None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image.convert("L"), image.getchannel("A")
    if image.mode == "LAB":
        return image.getchannel(0), None
    if image.mode not in ("L", "RGB", "1", "CMYK", "YCbCr"):
        image = image.convert("RGB")
    return image.convert("L"), None


def _stretched(image: Image.Image) -> Image.Image:
    """Deep grey levels, whose range is anyone's guess, from their own darkest to brightest."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0, neginf=0)
    low, high = values.min(), values.max()
    spread = high - low if high > low else 1.0
    return Image.fromarray(((values - low) / spread * 255).astype(np.uint8))


def _resized(image: Image.Image, longest_side: int) -> np.ndarray:
    scale = longest_side / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    small = image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(small, dtype=np.float32)


def _on_backdrop(grey: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    visible = opacity >= MIN_OPACITY
    if not visible.any():
        raise PictureError(TRANSPARENT)
    cover = opacity / 255
    if cover.mean() > 0.5:  # paper with cut-out corners: go on with the paper
        backdrop = float(np.median(grey[visible]))
    else:  # ink alone: whatever contrasts
        backdrop = 255.0 if np.average(grey, weights=cover) < 128 else 0.0
    return grey * cover + backdrop * (1 - cover)
