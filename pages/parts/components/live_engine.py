"""The engine in the browser: it reads the drawing while the pen moves, as the server reads it."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import streamlit as st

from cnn.drawing.likeness import judge
from cnn.drawing.stroke_pairs import WEIGHTS
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
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
    "judge",
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
    SHARED_SCRIPTS / "cell_places.js",
    *(_FOLDER / "engine" / f"{name}.js" for name in _ENGINE),
)
_LIVE = ("held_files", "pace")
_component = inline_component(
    __file__,
    *ENGINE_SCRIPTS,
    "likeliest.js",
    "page_at_rest.js",
    *(_FOLDER / "live_engine_scripts" / f"{name}.js" for name in _LIVE),
)

# Files so small are kept as they are sent, of the networks used last: those that ship, above all.
_KEPT_FILE_BYTES, _MOST_KEPT_FILES = 1_000_000, 6
# Of networks that the page keeps: going back to one of them sends nothing.
MOST_HELD = 3
_HELD_KEY = "live_engine_held"
_WORDS = {"penUp": "The network reads when you lift the pen."}


@dataclass(frozen=True)
class _File:
    """What is sent once and kept in the page.

    Attributes:
        token: of these very numbers.
        content: gives the file.
    """

    token: str
    content: Callable[[], bytes]


def live_engine(network: Network) -> None:
    """Give the browser a network to read with.

    Its file is sent once in a visit: what the page holds it is only reminded of.
    """
    _component(
        data=_message(_network_file(network)),
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
    missing = {token: file.content() for token, file in needed.items() if token not in held}
    held = _held_after(held, own.token, (network.token, pairs.token))
    st.session_state[_HELD_KEY] = held
    header = json.dumps(
        {
            "network": own.token,
            "judge": network.token,
            "pairs": pairs.token,
            "held": held,
            "files": [[token, len(content)] for token, content in missing.items()],
            "words": _WORDS,
        }
    ).encode()
    return b"".join([struct.pack("<I", len(header)), header, *missing.values()])


def _held_after(held: Iterable[str], own: str, judging: tuple[str, ...]) -> list[str]:
    """What the page holds then: those that judge, and of the others the few used last."""
    others = [token for token in held if token not in (own, *judging)]
    last = others if own in judging else [*others, own]
    return [*judging, *last[-MOST_HELD:]]


def _forget_what_is_held() -> None:
    """The page lacks what it was sent, a message to it was lost: all is sent again."""
    st.session_state.pop(_HELD_KEY, None)


@cache
def _judging() -> tuple[_File, _File]:
    """The network that tells digits apart, and the judge of pairs; the same for all visitors."""
    pairs = WEIGHTS.read_bytes()
    return _network_file(judge()), _File(_token(pairs), lambda: pairs)


def _network_file(network: Network) -> _File:
    """A network's file without what the browser does not read.

    Known by its numbers: safetensors writes the same ones in no fixed order.
    """
    known = _KnownNetwork(_token(fingerprint(network).encode()), network)
    if network.nbytes > _KEPT_FILE_BYTES:
        return _File(known.token, lambda: _network_bytes(known))
    return _File(known.token, lambda: _kept_bytes(known))


@dataclass(frozen=True)
class _KnownNetwork:
    """A network by its numbers."""

    token: str
    network: Network = field(compare=False)


def _network_bytes(known: _KnownNetwork) -> bytes:
    return replace(known.network, statistics=None).to_bytes()


# The same bytes for all visitors, so that they are compressed but once.
_kept_bytes = lru_cache(maxsize=_MOST_KEPT_FILES)(_network_bytes)


def _token(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
