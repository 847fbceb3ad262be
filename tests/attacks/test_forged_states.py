"""Every widget of every page is sent what none sends: no error box, and nobody else is touched."""

import json
from collections.abc import Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from cnn.drawing.canvas import canvas_from_strokes
from cnn.handwriting.examples import EXAMPLES
from pages.parts.session.forged_states import LEFT_OUT
from tests.attacks.stranger import Stranger, event_of, state_of
from tests.load.own_loop import finish

pytestmark = pytest.mark.long

HUGE = 10**400
# Of any component: names of what it may send.
NAMES = (
    *("asked", "chosen", "clicked", "drawing", "edited", "followed", "kept", "lacking", "moved"),
    *("opened", "picked", "report", "scaled", "told", "switched", "visit"),
)
PATH = {"type": "Path", "path": [["M", 1, 2], ["L", 9, 9]]}
# What a tab has kept of a visit, which is taken once.
KEPT = {
    **{"visit": "x", "network": "../pen", "lessons": [5, None], "cells": {"layer": HUGE}},
    "drawing": {"raw": {"objects": [PATH | {"left": HUGE}]}, "number": HUGE, "earlier": [HUGE]},
    "digit": {"source": "drawn", "label": HUGE, "image": "A" * 4184, "place": float("nan")},
    "settings": {"layer": HUGE, "explain_steps": "<b>", "x" * 5000: 1, "part": True},
    "design": {"design": "x" * 3000, "epochs": [HUGE], "rate": "NaN"},
}
VALUES = (
    KEPT,
    *(None, True, -1, 3, 2.5, HUGE, float("nan"), float("inf"), "x", "<b>\u202e" * 500, [], {}),
    *({"layer": 0, "cell": 0}, {"layer": HUGE, "cell": 1}, {"layer": 0, "cell": float("nan")}),
    {"edits": [{"number": HUGE, "code": "x"}, {"number": float("nan"), "undo": True}]},
    {"raw": {"objects": [PATH | {"strokeWidth": -1}]}, "number": 1, "earlier": []},
    {"raw": {"objects": [PATH | {"width": -HUGE, "left": HUGE}]}, "number": HUGE, "earlier": 5},
    {"sheet": 1, "sequence": float("nan"), "changed": {}},
    {"sheet": "x", "sequence": 1, "changed": {"0": 5, "HUGE": HUGE}},
    {"texts": [HUGE] * 9, "bias": None, "number": -1},
    [[HUGE, 0, True], [1, HUGE, True], [float("nan"), 0, False], [1, 0, "x"], [1, True, True], 5],
)
TEXTS = (
    *("5", '"x"', "null", "NaN", "[1]", "{}", "{", "", "[" * 100_000, "1" * 5000, str(HUGE)),
    '{"a": ' * 50_000,
)
SELECTIONS = (
    *(5, {}, {"points": 5}, {"points": [5]}, {"points": [], "point_indices": [HUGE]}),
    {"points": [{"point_index": HUGE, "customdata": HUGE}], "point_indices": "x"},
    {"points": [{"point_index": float("nan"), "customdata": [1]}], "point_indices": [-1]},
)
OF_OTHER_TYPES = (
    *(("bool_value", True), ("double_value", float("nan")), ("double_value", 1e308)),
    *(("int_value", 2**62), ("int_value", -5), ("string_value", "<b>\u202e" * 50)),
    *(("bytes_value", b"\xff" * 10), ("int_array_value", [2**62, -1]), ("int_array_value", [])),
    *(("double_array_value", [float("nan"), 1e308]), ("double_array_value", [])),
    *(("string_array_value", ["x", "<b>"]), ("string_array_value", [])),
    # Of charts, which send text.
    *(("string_value", json.dumps({"selection": chosen})) for chosen in SELECTIONS),
)
PAGES = (
    *(("", ""), ("feature_maps", ""), ("filters", ""), ("evaluate", ""), ("train", "")),
    *(("explain", f"part={part}") for part in ("pixels", "lie_detector", "votes", "neighbours")),
    *(("experiment", f"experiment={one}") for one in ("knock_out", "surgery", "liked_image")),
    *(("experiment", f"experiment={one}") for one in ("smallest_change", "my_handwriting")),
    *((one, "") for one in ("local_patterns", "patches_to_map", "padding", "strides")),
    *((one, "") for one in ("max_pooling", "downsampling", "translation", "hierarchy")),
    *((one, "") for one in ("fewer_examples", "glossary")),
)


def forged(widgets: dict[str, str]) -> Iterator[list[WidgetState]]:
    """One message after another, each about all widgets of a page."""
    components = [name for name, kind in widgets.items() if kind == "bidi_component"]
    for kind, value in OF_OTHER_TYPES:
        yield [state_of(name, kind, value) for name in widgets]
    for text in TEXTS:
        events = [event_of(name, text) for name in components]
        yield [*events, *(state_of(name, "json_value", text) for name in widgets)]
    for value in VALUES:
        text = json.dumps(dict.fromkeys(NAMES, value))
        sent = json.dumps([{"event": name, "value": value} for name in NAMES])
        events = [event_of(name, sent) for name in components]
        yield [*events, *(state_of(name, "json_value", text) for name in components)]
    yield [WidgetState(id=name) for name in widgets]


@pytest.mark.parametrize(("page", "query"), PAGES, ids=lambda part: str(part) or "draw")
def test_no_page_shows_an_error_box_whatever_its_widgets_are_said_to_hold(server, page, query):
    async def attack() -> None:
        # Whoever meets an error box raises it.
        stranger = await Stranger.come(server.url, page, query)
        for states in forged(stranger.widgets()):
            await stranger.send(*states)
        await stranger.leave()

    finish(attack())


@pytest.mark.parametrize(
    ("tab", "pressed", "key"),
    [
        ("Sweep", None, "sweep_mode"),
        ("Sweep", "Start the sweep", "stop_sweep"),
        ("Files", None, "network_file"),
    ],
)
def test_no_tab_of_train_shows_an_error_box_either(server, tab, pressed, key):
    async def attack() -> None:
        stranger = await Stranger.come(server.url, "train")

        def is_open() -> bool:
            return any(name.endswith(f"-{key}") for name in stranger.widgets())

        assert not is_open()
        opened = stranger.tab(tab)
        await stranger.send(opened)
        if pressed is not None:
            await stranger.send(opened, stranger.press(pressed))
        assert is_open()
        # A button that is pressed is no forgery, and may lead elsewhere.
        widgets = {name: kind for name, kind in stranger.widgets().items() if kind != "button"}
        for states in forged(widgets):
            await stranger.send(opened, *states)
        assert is_open()
        if pressed is not None:
            await stranger.send(opened, stranger.press("Stop the sweep"))
        await stranger.leave()

    finish(attack())


def test_what_was_left_out_is_said_and_the_page_goes_on(server):
    async def attack() -> None:
        stranger = await Stranger.come(server.url)
        canvas = stranger.connection.tree.component("drawing_canvas")[0].id
        for text in ("{", "[" * 100_000, "1" * 5000):
            await stranger.send(state_of(canvas, "json_value", text))
            assert stranger.toasts == [LEFT_OUT]
            assert stranger.answer == "3"
        await stranger.report({"raw": canvas_from_strokes(EXAMPLES[-1].strokes), "data": None})
        assert not stranger.toasts
        assert stranger.answer == str(EXAMPLES[-1].digit)
        await stranger.leave()

    finish(attack())


def test_another_visitors_drawing_is_not_touched(server):
    async def attack() -> None:
        drawn = EXAMPLES[-1]
        honest, stranger = await Stranger.come(server.url), await Stranger.come(server.url)
        await honest.report({"raw": canvas_from_strokes(drawn.strokes), "data": None})
        for states in forged(stranger.widgets()):
            await stranger.send(*states)
        # In the other's name, which the stranger cannot know, too.
        await stranger.send(*(state_of(name, "json_value", "{}") for name in honest.widgets()))
        assert honest.answer == str(drawn.digit)
        await honest.send()
        assert honest.answer == str(drawn.digit)
        assert not honest.problems
        assert not honest.toasts
        for one in (honest, stranger):
            await one.leave()

    finish(attack())
