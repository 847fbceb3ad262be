"""Which filters and units are silenced: kept for each network, with a way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from cnn.experiment.silencing import silenceable_layers
from cnn.network.architecture import Architecture
from pages.parts.session.bounded import forget_oldest

Parts = Mapping[str, tuple[int, ...]]

_KEY = "silenced_parts"
# Of all steps back, and of the networks whose parts are kept.
MOST_STEPS, MOST_NETWORKS = 50, 20


def silenced_parts(token: str, architecture: Architecture) -> Parts:
    """What is silenced in a network now: {layer: numbers}, of layers where there is something."""
    history = _histories().get(token, [{}])
    sizes = {layer.name: layer.output_shape[-1] for layer in silenceable_layers(architecture)}
    kept = {
        name: tuple(number for number in numbers if number < sizes[name])
        for name, numbers in history[-1].items()
        if name in sizes
    }
    return {name: numbers for name, numbers in kept.items() if numbers}


def silence(token: str, layer_name: str, numbers: Iterable[int]) -> None:
    """Silence exactly these numbers of one layer."""
    now = dict(_histories().get(token, [{}])[-1])
    now[layer_name] = tuple(sorted(set(numbers)))
    _add(token, now)


def switch(token: str, layer_name: str, number: int, is_silenced: bool) -> None:
    """Silence one, or bring it back; where it is so already there is no step to take back."""
    numbers = set(_histories().get(token, [{}])[-1].get(layer_name, ()))
    if (number in numbers) != is_silenced:
        silence(token, layer_name, numbers ^ {number})


def bring_all_back(token: str) -> None:
    """Silence nothing any more."""
    _add(token, {})


def can_undo(token: str) -> bool:
    """Whether there is a step to take back."""
    return len(_histories().get(token, ())) > 1


def undo(token: str) -> None:
    """Take the last step back."""
    if can_undo(token):
        _histories()[token].pop()


def _add(token: str, parts: Parts) -> None:
    histories = _histories()
    history = histories.pop(token, [{}])
    # The network used last stands last.
    histories[token] = [*history, parts][-MOST_STEPS:]
    forget_oldest(histories, MOST_NETWORKS)


def _histories() -> dict[str, list[Parts]]:
    """By the network's token, oldest use first."""
    return st.session_state.setdefault(_KEY, {})
