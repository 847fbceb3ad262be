"""Which cell of which layer the visitor looks at; kept per layer for the whole visit.

Until something is chosen, the strongest cell for the current digit stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from cnn.network.kinds.cell import Place
from cnn.network.layers import Layer
from cnn.number_checks import is_whole
from pages.parts.components.held_widget import held_widget

_CHOICES = "cell_choices"
# Of what a browser has kept: no network has more layers, longer names or larger ones.
_MOST_LAYERS, _MOST_LETTERS, _LARGEST = 60, 40, 1_000_000


@dataclass(frozen=True)
class ChosenCell:
    """What a visitor chose in a layer; another network's layer of that name may be smaller.

    Attributes:
        channel: of the map, or of the unit.
        row: of the cell; None where only a map was chosen, or there are no maps.
        column: the same.
    """

    channel: int
    row: int | None = None
    column: int | None = None


def chosen_cell(layer: Layer) -> ChosenCell | None:
    """What was chosen in a layer of this name; None where nothing was."""
    return _choices().get(layer.name)


def choose_place(layer: Layer, place: Place) -> None:
    """Take a cell, (row, column, channel) or (unit,), as the visitor's choice."""
    *cell, channel = place
    _choices()[layer.name] = ChosenCell(channel, *cell)


def cells_to_keep() -> dict[str, list[int]]:
    """What was chosen in each layer, as JSON has it."""
    return {
        layer: [cell.channel]
        if cell.row is None or cell.column is None
        else [cell.channel, cell.row, cell.column]
        for layer, cell in _choices().items()
    }


def regain_cells(kept: object) -> None:
    """Choose what a browser has kept of `cells_to_keep`; what is malformed is passed over."""
    if not isinstance(kept, dict):
        return
    for layer, numbers in list(kept.items())[:_MOST_LAYERS]:
        is_place = isinstance(numbers, list) and len(numbers) in (1, 3)
        if is_place and all(is_whole(number, 0, _LARGEST) for number in numbers):
            _choices()[str(layer)[:_MOST_LETTERS]] = ChosenCell(*numbers)


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

    def take_number(number: int | None) -> None:
        if number is not None:
            on_choose(int(min(max(number, 0), count - 1)))

    widget, take = held_widget(key, value, take_number)
    st.number_input(
        f"{label}, 0 to {count - 1}",
        0,
        max(count - 1, 1),
        value,
        step=1,
        key=widget,
        on_change=take,
    )


def _choices() -> dict[str, ChosenCell]:
    # At most one entry per layer name, of which there are few.
    return st.session_state.setdefault(_CHOICES, {})
