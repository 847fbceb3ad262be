"""A sweep's runs as a table that sorts by any column; each run is a button."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import streamlit as st

from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number
from pages.parts.sweep.sweep_words import state_of, values_in_words
from pages.parts.words import duration

FRONT = "\u25c6"

_component = inline_component(__file__)


def sweep_table(
    results: Sequence[Result],
    axes: Sequence[Axis],
    *,
    front: Collection[str],
    chosen: str | None,
    key: str,
    on_choose: Callable[[str], None],
) -> None:
    """Show the runs in the order of the sweep, until a heading is pressed.

    Args:
        results: one for each run.
        axes: the sweep's settings.
        front: tokens of the runs on a Pareto front.
        chosen: token of the one that stands out.
        key: of the component in the session state.
        on_choose: called before the rerun with the token of the run that was pressed.
    """
    tokens = [result.token for result in results]
    # Once all are through there is nothing to say of their states, the last column.
    columns = len(_columns(axes)) - (not any(map(state_of, results)))

    def take() -> None:
        place = whole_number(st.session_state[key].chosen, len(tokens))
        if place is not None:
            on_choose(tokens[place])

    _component(
        data={
            "label": "All runs of the sweep",
            "columns": _columns(axes)[:columns],
            "rows": [
                {
                    "cells": _cells(result, axes, is_on_front=result.token in front)[:columns],
                    "values": _values(result, axes)[:columns],
                    "name": values_in_words(result, axes),
                    "chosen": result.token == chosen,
                }
                for result in results
            ],
        },
        key=key,
        on_chosen_change=take,
    )


def _columns(axes: Sequence[Axis]) -> list[dict[str, Any]]:
    settings = [_column(axis.setting.label, axis.setting.is_number) for axis in axes]
    return [
        _column("Run", False),
        *settings,
        _column("Right", True, "descending"),
        _column("Parameters", True),
        _column("Time", True),
        _column("State", False),
    ]


def _column(heading: str, is_number: bool, first_order: str = "ascending") -> dict[str, Any]:
    return {"heading": heading, "is_number": is_number, "first_order": first_order}


def _cells(result: Result, axes: Sequence[Axis], *, is_on_front: bool) -> list[str]:
    return [
        f"Run {result.point.number}{f' {FRONT}' if is_on_front else ''}",
        *(axis.setting.name_of(result.point.values[axis.key]) for axis in axes),
        "-" if result.accuracy is None else f"{result.accuracy:.2%}",
        f"{result.parameters:,}",
        duration(result.seconds) if result.seconds else "-",
        state_of(result),
    ]


def _values(result: Result, axes: Sequence[Axis]) -> list[float | str | None]:
    """What the columns are sorted by."""
    return [
        result.point.number,
        *(
            float(result.point.values[axis.key])
            if axis.setting.is_number
            else axis.values.index(result.point.values[axis.key])
            for axis in axes
        ),
        result.accuracy,
        result.parameters,
        result.seconds or None,
        state_of(result),
    ]
