"""Writing that stands out from the colour that it stands on.

Source: relative luminance and contrast ratio of WCAG 2.2.
"""

from __future__ import annotations

import numpy as np
from PIL import ImageColor

# Only pure black and white between them reach 4.5 to 1 on any colour.
DARK_TEXT, LIGHT_TEXT = "#000000", "#FFFFFF"

# Up to this share of a channel sRGB is linear.
_LINEAR_UP_TO = 0.04045


def text_colour_on(
    background: str | np.ndarray, choices: tuple[str, ...] = (DARK_TEXT, LIGHT_TEXT)
) -> str:
    """The choice that is easiest to read on a colour: a hex string, or (3,) RGB of 0 to 255."""
    light = luminance(background)
    return max(choices, key=lambda choice: _contrast(luminance(choice), light))


def luminance(colour: str | np.ndarray) -> float:
    """Relative luminance, 0 (black) to 1 (white), of a hex string or of (3,) RGB of 0 to 255."""
    rgb = ImageColor.getrgb(colour)[:3] if isinstance(colour, str) else colour
    share = np.asarray(rgb, dtype=float) / 255
    linear = np.where(share <= _LINEAR_UP_TO, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
