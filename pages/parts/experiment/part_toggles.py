"""A layer's maps or units as small buttons: a click silences one, or brings it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component
from pages.parts.experiment.numbered_switches import switches_data, take_switches

_component = inline_component(
    __file__, "figure_numbers.js", "button_grid.js", "page_at_rest.js", "numbered_switches.js"
)


def part_toggles(
    output: np.ndarray,
    silenced: Iterable[int],
    palette: Palette,
    *,
    key: str,
    label: str,
    noun: str,
    owner: str,
    on_switch: Callable[[int, bool], None],
) -> None:
    """Show a layer's output, each part of it a button.

    Args:
        output: (h, w, maps) or (units,) floats, of the network that has all its parts.
        silenced: numbers of those that are silenced.
        palette: the theme's colours.
        key: of the component in the session state.
        label: what the buttons are, for screen readers; our own words.
        noun: what one of them is: map, unit.
        owner: the token of the network whose parts they are.
        on_switch: called before the rerun with the number of one that was clicked, and whether it
            is silenced from now on.
    """
    cells = output.reshape(*output.shape[:-1], -1) if output.ndim == 3 else output[None, None]
    strongest = max(float(np.abs(cells).max()), float(np.finfo(np.float32).tiny))
    shares = cells / strongest
    is_signed = bool(cells.min() < 0)
    if is_signed:
        shares = (shares + 1) / 2
    places = np.rint(np.clip(shares, 0, 1) * 255).astype(np.uint8)

    def take() -> None:
        take_switches(key, st.session_state[key].switched, output.shape[-1], on_switch)

    _component(
        data={
            "places": encoded(np.moveaxis(places, -1, 0), "u1"),
            "rows": cells.shape[0],
            "columns": cells.shape[1],
            "count": output.shape[-1],
            "colours": encoded(
                colour_table(palette.diverging if is_signed else palette.sequential), "u1"
            ),
            "switches": switches_data(key, owner, silenced),
            "cross": palette.frame,
            "label": label,
            "names": {"on": f"{noun} {{}}", "off": f"{noun} {{}}, silenced"},
        },
        key=key,
        on_switched_change=take,
    )
