"""Which cell of which layer the visitor looks at; kept per layer for the whole visit.

Until something is chosen, the strongest cell for the current digit stands in.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import strongest_cell
from cnn.network.kinds.cell import Place
from cnn.network.layers import Layer

_CHOICES = "cell_choices"


def chosen_place(layer: Layer, output: np.ndarray) -> Place:
    """The chosen cell, or the strongest one of the chosen map, or of all.

    Args:
        layer: whose output it is.
        output: for the current digit, of one image.

    Returns:
        (row, column, channel), or (unit,) where the layer has no maps; always within the output,
        whatever another network had there.
    """
    cell, channel = _choices().get(layer.name, (None, None))
    if channel is None:
        return strongest_cell(output)
    channel = min(channel, output.shape[-1] - 1)
    if not layer.is_spatial:
        return (channel,)
    if cell is None or len(cell) != 2:
        cell = strongest_cell(output[..., channel])
    row, column = (min(index, size - 1) for index, size in zip(cell, output.shape, strict=False))
    return row, column, channel


def choose_place(layer: Layer, place: Place) -> None:
    """Take a cell, (row, column, channel) or (unit,), as the visitor's choice."""
    *cell, channel = place
    _choices()[layer.name] = (tuple(cell), channel)


def choose_channel(layer: Layer, channel: int) -> None:
    """Take a map as the visitor's choice; a cell chosen before stays chosen."""
    cell, _ = _choices().get(layer.name, (None, None))
    _choices()[layer.name] = (cell, channel)


def number_choice(
    label: str, value: int, count: int, on_choose: Callable[[int], None], key: str
) -> None:
    """A number to type or step through, for those who do not click on maps.

    Args:
        label: what is numbered.
        value: the number chosen now, from 0.
        count: how many there are.
        on_choose: called before the rerun with the new number, 0 to count - 1.
        key: of the widget.
    """

    def take_number() -> None:
        number = st.session_state[key]
        if number is not None:
            on_choose(int(min(max(number, 0), count - 1)))

    st.session_state[key] = value
    st.number_input(
        f"{label}, 0 to {count - 1}", 0, max(count - 1, 1), step=1, key=key, on_change=take_number
    )


def _choices() -> dict[str, tuple[tuple[int, ...] | None, int | None]]:
    # At most one entry per layer name, of which there are few.
    return st.session_state.setdefault(_CHOICES, {})
