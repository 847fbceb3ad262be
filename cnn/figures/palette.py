"""The colours of every picture: one sequential scale for activations, one diverging for weights.

Activations start at the page's background, so that what is silent is not seen. Signed values go
through the background at zero: orange below, blue above, told apart by every kind of colour
vision. The page colours repeat `.streamlit/config.toml`, which cannot be read from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from PIL import ImageColor

ThemeName = Literal["light", "dark"]

# The font of the pages, for the words in figures.
FONT = '"Source Sans", sans-serif'


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as hex strings.

    Attributes:
        background: of the page.
        surface: of panels, and of the gaps between feature maps.
        text: of writing.
        muted: of axes and secondary writing.
        grid: of lines that only help the eye.
        accent: of the one thing to look at.
        on_accent: of writing on it.
        edge: of fields and buttons, where the edge alone shows them.
        frame: of receptive fields and chosen cells, on top of any picture.
        sequential: evenly spaced stops from silent to strongest.
        diverging: evenly spaced stops from most negative over zero to most positive.
        runs: of the lines of compared runs; told apart by every kind of colour vision, and each
            of a contrast of at least 3 to 1 with the background, as WCAG 2.2 asks of lines.
    """

    background: str
    surface: str
    text: str
    muted: str
    grid: str
    accent: str
    on_accent: str
    edge: str
    frame: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    runs: tuple[str, ...]


PALETTES: dict[ThemeName, Palette] = {
    "light": Palette(
        background="#FFFFFF",
        surface="#F2F5F9",
        text="#16202E",
        muted="#56637A",
        grid="#D5DCE6",
        accent="#1B5FAE",
        on_accent="#FFFFFF",
        edge="#7B889C",
        frame="#C9400B",
        sequential=("#FFFFFF", "#CCE0F5", "#7FB2E5", "#2F78C4", "#134B8F", "#071F45"),
        diverging=("#7A3003", "#C85A10", "#F2B27A", "#FFFFFF", "#8FBDE8", "#2068B5", "#0A2F63"),
        runs=("#1B5FAE", "#C2410C", "#00785A", "#A8327E", "#7A5C00", "#3D4654"),
    ),
    "dark": Palette(
        background="#10151C",
        surface="#1A222D",
        text="#E6EBF2",
        muted="#9BA8BA",
        grid="#313C4B",
        accent="#6CB2FF",
        on_accent="#10151C",
        edge="#6B788B",
        frame="#FF9F45",
        sequential=("#10151C", "#17365F", "#1F5FA8", "#4A97E6", "#A3CEFA", "#F4F9FF"),
        diverging=("#FFD9B0", "#F59A45", "#8F4B12", "#10151C", "#1D5596", "#5FA9F5", "#D3E8FF"),
        runs=("#6CB2FF", "#FF8A4C", "#3FD0A4", "#EE8FD0", "#F2D24B", "#C9D3DF"),
    ),
}


@lru_cache(maxsize=16)
def colour_table(stops: tuple[str, ...]) -> np.ndarray:
    """Evenly spaced hex colours, two or more, as (256, 3) uint8 RGB, linear in between.

    The same array for all who ask: it cannot be written to.
    """
    rgb = np.array([ImageColor.getrgb(stop) for stop in stops], dtype=np.float64)
    positions = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(positions, np.arange(len(stops)), rgb[:, i]) for i in range(3)]
    table = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    table.flags.writeable = False
    return table
