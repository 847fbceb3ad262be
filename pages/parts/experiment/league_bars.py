"""What each part of a layer costs, as bars that silence it: every bar is a button with its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from cnn.experiment.league import FilterCost
from cnn.figures.palette import Palette
from pages.parts.components.inline_component import inline_component
from pages.parts.experiment.numbered_switches import switches_data, take_switches

MINUS, STAR = "\u2212", "*"

_component = inline_component(
    __file__, "figure_numbers.js", "button_grid.js", "page_at_rest.js", "numbered_switches.js"
)


def league_bars(
    costs: Sequence[FilterCost],
    silenced: Collection[int],
    palette: Palette,
    *,
    key: str,
    label: str,
    noun: str,
    owner: str,
    on_switch: Callable[[int, bool], None],
) -> None:
    """Show a bar for each part, in the order given; they wrap where the page is narrow.

    Args:
        costs: the most costly first, of every number from 0 once.
        silenced: numbers of those that are silenced now.
        palette: the theme's. What costs digits has the diverging scale's positive end, what gains
            some the negative one.
        key: of the component in the session state.
        label: what the bars are, for screen readers; our own words.
        noun: what one of them is: map, unit.
        owner: the token of the network whose parts they are.
        on_switch: called before the rerun with the number of one that was clicked, and whether it
            is silenced from now on.
    """
    lost = [cost.lost for cost in costs]
    highest, lowest = max(*lost, 0), min(*lost, 0)
    span = max(highest - lowest, 1)

    def take() -> None:
        take_switches(key, st.session_state[key].switched, len(costs), on_switch)

    _component(
        data={
            "bars": [
                {
                    "number": cost.number,
                    "written": written_loss(cost),
                    "share": cost.lost / span,
                    "names": {
                        "on": bar_name(cost, noun, is_silenced=False),
                        "off": bar_name(cost, noun, is_silenced=True),
                    },
                }
                for cost in costs
            ],
            "above": highest / span,
            "below": -lowest / span,
            "colours": {"cost": palette.diverging[-2], "gain": palette.diverging[1]},
            "label": label,
            "switches": switches_data(key, owner, silenced),
        },
        key=key,
        on_switched_change=take,
    )


def written_loss(cost: FilterCost) -> str:
    """Digits lost as they stand at a bar and in the table; a star where chance is ruled out."""
    sign = MINUS if cost.lost < 0 else ""
    return f"{sign}{abs(cost.lost)}{STAR if cost.is_more_than_chance else ''}"


def bar_name(cost: FilterCost, noun: str, *, is_silenced: bool) -> str:
    """What a bar says to those who point at it or do not see it."""
    whose = f"{noun} {cost.number}, silenced now" if is_silenced else f"{noun} {cost.number}"
    if cost.lost == 0:
        return f"{whose}: as many digits are read right without it"
    count, more = abs(cost.lost), "more" if cost.lost < 0 else "fewer"
    digits, are = ("digit", "is") if count == 1 else ("digits", "are")
    return f"{whose}: {count:,} {digits} {more} {are} read right without it"
