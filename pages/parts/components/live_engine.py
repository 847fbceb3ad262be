"""The engine in the browser: it reads the drawing while the pen moves, as the server reads it."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st

from cnn.drawing.likeness import judge
from cnn.drawing.stroke_pairs import WEIGHTS
from cnn.network import Network
from pages.parts.components.inline_component import SHARED_SCRIPTS, inline_component

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
_FOLDER = Path(__file__).parent
ENGINE_SCRIPTS = (
    SHARED_SCRIPTS / "path_precision.js",
    *(_FOLDER / "engine" / f"{name}.js" for name in _ENGINE),
)
_LIVE = ("held_files", "pace")
_component = inline_component(
    __file__,
    *ENGINE_SCRIPTS,
    *(_FOLDER / "live_engine_scripts" / f"{name}.js" for name in _LIVE),
)

# Of networks that the page keeps: going back to one of them sends nothing.
MOST_HELD = 3
_HELD_KEY = "live_engine_held"
_WORDS = {"penUp": "The network reads when you lift the pen."}


@dataclass(frozen=True)
class _File:
    """What is sent once and kept in the page.

    Attributes:
        token: of these very bytes.
    """

    token: str
    content: bytes


def live_engine(network: Network) -> None:
    """Give the browser a network to read with.

    Its bytes are sent once in a visit: what the page holds it is only reminded of.
    """
    _component(
        data=_message(_file(_network_file(network))),
        key="live_engine",
        height=0,
        on_lacking_change=_forget_what_is_held,
    )


def _message(own: _File) -> bytes:
    """What to read with, and the files of it that the page does not hold yet.

    The length of a header, the header, JSON, and the files, one after another.
    """
    network, pairs = _judging()
    held: list[str] = st.session_state.get(_HELD_KEY, [])
    needed = {file.token: file for file in (own, network, pairs)}
    missing = [file for token, file in needed.items() if token not in held]
    st.session_state[_HELD_KEY] = _held_after(held, own.token, (network.token, pairs.token))
    header = json.dumps(
        {
            "network": own.token,
            "judge": network.token,
            "pairs": pairs.token,
            "held": st.session_state[_HELD_KEY],
            "files": [[file.token, len(file.content)] for file in missing],
            "words": _WORDS,
        }
    ).encode()
    return b"".join([struct.pack("<I", len(header)), header, *(file.content for file in missing)])


def _held_after(held: Iterable[str], own: str, judging: tuple[str, ...]) -> list[str]:
    """What the page holds now: those that judge, and of the others the few used last."""
    others = [token for token in held if token not in (own, *judging)]
    own_last = [*others, own] if own not in judging else others
    return [*judging, *own_last[-MOST_HELD:]]


def _forget_what_is_held() -> None:
    """The page lacks what it was sent, a message to it was lost: all is sent again."""
    st.session_state.pop(_HELD_KEY, None)


@cache
def _judging() -> tuple[_File, _File]:
    """The network that tells digits apart, and the judge of pairs; the same for all visitors."""
    return _file(_network_file(judge())), _file(WEIGHTS.read_bytes())


def _file(content: bytes) -> _File:
    return _File(sha256(content).hexdigest()[:16], content)


def _network_file(network: Network) -> bytes:
    return replace(network, statistics=None).to_bytes()
