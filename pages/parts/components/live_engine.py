"""The engine in the browser: it reads the drawing while the pen moves, as the server reads it."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import streamlit as st

from cnn.drawing.likeness import judge
from cnn.drawing.stroke_pairs import WEIGHTS
from cnn.network import Network
from pages.parts.components.inline_component import inline_component

# In the order in which they need one another.
_ENGINE = (
    "ink",
    "normalise",
    "network_file",
    "convolution_sums",
    "layer_kinds",
    "network",
    "contributions",
    "cell_arithmetic",
    "stroke_paths",
    "stray_taps",
    "stroke_pairs",
    "stroke_groups",
    "reading_order",
    "read_drawing",
    "eraser",
    "canvas_strokes",
    "smoothed_path",
)
ENGINE_SCRIPTS = tuple(Path(__file__).parent / "engine" / f"{name}.js" for name in _ENGINE)

_component = inline_component(__file__, *ENGINE_SCRIPTS)


def live_engine(network: Network) -> None:
    """Give the browser a network to read with; the bytes are sent once while it is the same."""
    _component(data=_files(network), key="live_engine", height=0)


@st.cache_data(max_entries=8, show_spinner=False, hash_funcs={Network: id})
def _files(network: Network) -> bytes:
    """The network, the judge of pairs, and its network where it is another one, as one message."""
    files = [_weights_of(network), WEIGHTS.read_bytes()]
    if network is not judge():
        files.append(_weights_of(judge()))
    return struct.pack(f"<{len(files) + 1}I", len(files), *map(len, files)) + b"".join(files)


def _weights_of(network: Network) -> bytes:
    return replace(network, statistics=None).to_bytes()
