"""Numbers and pictures as text that a page can carry: base64."""

from __future__ import annotations

import base64

import numpy as np


def encoded(array: np.ndarray, dtype: str = "<f4") -> str:
    """An array's numbers, row by row, in a type that a typed array of JavaScript reads."""
    return _base64(np.ascontiguousarray(array, dtype=dtype).tobytes())


def png_url(png: bytes) -> str:
    """A PNG file as an address that holds all of it."""
    return f"data:image/png;base64,{_base64(png)}"


def jpeg_url(jpeg: bytes) -> str:
    """A JPEG file as an address that holds all of it."""
    return f"data:image/jpeg;base64,{_base64(jpeg)}"


def svg_url(svg: str) -> str:
    """An SVG document as an address that holds all of it."""
    return f"data:image/svg+xml;base64,{_base64(svg.encode())}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
