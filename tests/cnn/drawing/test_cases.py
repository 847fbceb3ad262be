"""Pictures and drawings of each kind that lie beside the checkout, in the folder CASES."""

import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cnn.network import Network
from cnn.strangeness import BOUND, strangeness
from tests.conftest import not_at_hand
from tests.families.reading import image_of, images_of, said

BESIDE = Path(__file__).parents[4] / "shared" / "cases"
FOLDER = Path(os.environ.get("CASES", BESIDE))
EXPECTED_FILE = FOLDER / "expected.json"
EXPECTED = json.loads(EXPECTED_FILE.read_text()) if EXPECTED_FILE.is_file() else {}


@pytest.fixture(autouse=True)
def cases():
    if not EXPECTED:
        not_at_hand("The cases are not at hand: set CASES to their folder")


@cache
def network() -> Network:
    return Network.load("pen")


def brought(name: str):
    file = FOLDER / name
    if file.suffix != ".json":
        return file.read_bytes()
    return [np.array(stroke, np.float64) for stroke in json.loads(file.read_text())["strokes"]]


@pytest.mark.parametrize("name", EXPECTED.get("one_digit", ["none at hand"]))
def test_the_digit_is_read(name):
    assert said(network(), [image_of(brought(name))]) == [EXPECTED["one_digit"][name]]


def test_two_digits_on_the_canvas_are_read():
    images = images_of(brought("two_digits_42.json"))
    assert said(network(), images) == EXPECTED["several_digits"]["two_digits_42.json"]


def test_two_digits_in_a_photo_are_found_and_the_left_one_is_a_4():
    answers = said(network(), images_of(brought("two_digits_photo.png")))
    assert len(answers) == 2
    assert answers[0] == 4


@pytest.mark.parametrize("name", EXPECTED.get("no_digit", ["none at hand"]))
def test_what_is_no_digit_is_past_the_bound(name):
    assert strangeness(network(), image_of(brought(name))[None]) > BOUND


def test_no_case_is_left_out():
    named = {name for names in EXPECTED.values() if not isinstance(names, str) for name in names}
    assert {file.name for file in FOLDER.iterdir()} - {EXPECTED_FILE.name} == named
