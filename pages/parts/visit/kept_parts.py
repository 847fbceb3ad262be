"""The parts of a visit that its tab keeps: what each is now, and how it is taken up again.

What a tab tells may come from anyone. Each part is checked as its page checks what a browser sends;
one that is malformed is passed over, and its first state stands.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast, get_args

import numpy as np

from cnn.errors import TrainingError, VisitorError
from cnn.handwriting.examples import EXAMPLES
from cnn.network.presets import FIRST_DESIGN
from cnn.number_checks import is_whole
from cnn.runs.address import KEYS, address_of, settings_from
from pages.parts.components.kept_settings import regain_settings, settings_to_keep
from pages.parts.design.address import was_addressed
from pages.parts.design.design_editor import chosen_design, open_design
from pages.parts.design.recipe_settings import choose_recipe, chosen_recipe, default_recipe
from pages.parts.draw.canvas import canvas_state, drawing_to_keep, regain_drawing
from pages.parts.learn.progress import lessons_right, note_right
from pages.parts.lessons import LESSONS
from pages.parts.maps.cell_choice import cells_to_keep, regain_cells
from pages.parts.runs.training_run import regain_watched, watched_to_keep
from pages.parts.session.digit import (
    Digit,
    Source,
    current_digit,
    drawing_problem,
    example_digit,
    set_digit,
    set_drawing_problem,
)
from pages.parts.session.networks import choose_network, wished_token
from pages.parts.session.reading import (
    choose_digit,
    chosen_place,
    current_reading,
    read_drawing,
)

DRAWING = "drawing"
# What the tab keeps of a digit whose drawing the server had not read when the page was left.
READ_BY_NOBODY = {"source": "drawn"}
_SIDE = 28
_IMAGE_LETTERS = -(-_SIDE * _SIDE * 4 // 3) * 4
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_LETTERS = 4000


@dataclass(frozen=True)
class Part:
    """One part of a visit.

    Attributes:
        now: what is kept of it, as JSON has it; None for nothing.
        take: takes up again what was kept, from anyone.
    """

    now: Callable[[], Any]
    take: Callable[[object], None]


def _digit_now() -> dict[str, Any]:
    digit, reading = current_digit(), current_reading()
    return {
        "source": digit.source,
        "label": digit.label,
        "image": base64.b64encode(digit.image.astype("<f4").tobytes()).decode("ascii"),
        "place": chosen_place(reading) if reading else None,
    }


def _take_digit(kept: object) -> None:
    """After the drawing: what was drawn is read again, to have all that was found in it."""
    if kept == READ_BY_NOBODY:
        if canvas_state().drawing.example is None:
            read_drawing(canvas_state().strokes)
        return
    if (digit := _checked_digit(kept)) is None:
        return
    match digit.source:
        case "example":
            known = (example_digit(example) for example in EXAMPLES)
            set_digit(next((one for one in known if _is_same(one, digit)), digit))
        case "drawn":
            read_drawing(canvas_state().strokes)
            problem, reading = drawing_problem(), current_reading()
            place = kept.get("place") if isinstance(kept, Mapping) else None
            if reading and is_whole(place, 0, len(reading.digits) - 1):
                choose_digit(place)
            if not _is_same(current_digit(), digit):
                set_digit(digit)
            if problem:
                set_drawing_problem(problem)
        case _:
            set_digit(digit)


def _is_same(one: Digit, other: Digit) -> bool:
    return bool(np.array_equal(one.image, other.image))


def _checked_digit(kept: object) -> Digit | None:
    """A digit of the moment without strokes; None where it is none."""
    if not isinstance(kept, Mapping):
        return None
    source, label, image = kept.get("source"), kept.get("label"), kept.get("image")
    if not isinstance(source, str) or source not in get_args(Source):
        return None
    if not isinstance(image, str) or len(image) != _IMAGE_LETTERS:
        return None
    try:
        levels = np.frombuffer(base64.b64decode(image, validate=True), "<f4")
    except (binascii.Error, ValueError):
        return None
    # NaN lies in no range.
    if levels.size != _SIDE**2 or not ((levels >= 0) & (levels <= 1)).all():
        return None
    pixels = levels.reshape(_SIDE, _SIDE).astype(np.float32)
    return Digit(pixels, cast(Source, source), label if is_whole(label, 0, 9) else None)


def _take_drawing(kept: object) -> None:
    with suppress(VisitorError):
        regain_drawing(kept)


def _take_network(kept: object) -> None:
    if isinstance(kept, str) and _TOKEN.fullmatch(kept):
        choose_network(kept)


def _take_watched(kept: object) -> None:
    if isinstance(kept, str) and _TOKEN.fullmatch(kept):
        regain_watched(kept)


def _design_now() -> dict[str, str] | None:
    try:
        chosen = (chosen_design(), chosen_recipe())
    except TrainingError:
        return None
    return None if chosen == (FIRST_DESIGN, default_recipe()) else address_of(*chosen)


def _take_design(kept: object) -> None:
    """As from an address, which anyone may have made, too; a link followed just now is newer."""
    if not isinstance(kept, Mapping) or was_addressed():
        return
    texts = {
        key: [kept[key]]
        for key in KEYS
        if isinstance(kept.get(key), str) and len(kept[key]) <= _MOST_LETTERS
    }
    if texts:
        found = settings_from(texts, default_recipe())
        open_design(found.hidden)
        choose_recipe(found.recipe)


def _take_lessons(kept: object) -> None:
    if isinstance(kept, list):
        for name in {lesson.name for lesson in LESSONS} & set(filter(_is_text, kept)):
            note_right(name)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


# In the order in which they are taken up: a digit is read from its drawing, and the network of a
# run that has ended meanwhile is chosen after the one that was chosen before.
PARTS = MappingProxyType(
    {
        DRAWING: Part(drawing_to_keep, _take_drawing),
        "digit": Part(_digit_now, _take_digit),
        "network": Part(wished_token, _take_network),
        "watched": Part(watched_to_keep, _take_watched),
        "settings": Part(settings_to_keep, regain_settings),
        "cells": Part(cells_to_keep, regain_cells),
        "design": Part(_design_now, _take_design),
        "lessons": Part(lambda: sorted(lessons_right()), _take_lessons),
    }
)
