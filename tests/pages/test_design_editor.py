"""The design editor: what its table says of a design, and what it takes from a browser."""

import json

import pytest
from hypothesis import given
from streamlit.testing.v1 import AppTest

from cnn.network.architecture import Architecture
from cnn.network.design_code import design_code, hidden_from_code
from cnn.network.kinds import KINDS
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.layer_shapes import all_specs, placed_layers
from cnn.network.presets import DESIGNS
from pages.parts.design import design_editor
from pages.parts.design.design_table import summary, table_rows, unread_sentence
from tests.designs import any_designs
from tests.pages.opening import held

TEXTBOOK = DESIGNS["textbook"]


def test_the_textbook_rows_give_each_number_with_its_arithmetic():
    rows = {row["name"]: row for row in table_rows(TEXTBOOK)}
    assert list(rows) == [
        "conv1", "pool1", "conv2", "pool2", "conv3", "flatten", "dense", "softmax",
    ]  # fmt: skip
    assert rows["conv2"] == {
        "name": "conv2",
        "kind": "conv2d",
        "fields": {"filters": 64, "kernel_size": 3, "stride": 1, "padding": "valid"},
        "output_from": "13 - 3 + 1 = 11",
        "output": "11 x 11 x 64",
        "parameters_from": "3 x 3 x 32 x 64 + 64",
        "parameters": "= 18,496",
        "sees": "8 x 8",
        "note": "",
    }
    assert rows["pool2"]["note"] == (
        "the last row and the last column are left over: no window fits there"
    )
    assert rows["pool2"]["parameters_from"] == "none"


def test_a_dense_layer_sees_all_of_the_image_that_is_read():
    assert table_rows(TEXTBOOK)[-1]["sees"] == "26 x 26"
    assert table_rows(DESIGNS["dense_only"])[-1]["sees"] == "28 x 28"


def test_the_rows_before_a_layer_that_cannot_stand_stay():
    rows = table_rows(hidden_from_code("c32-m2-c64-m2-c64k7-d64"))
    assert [row["name"] for row in rows if "output" in row] == ["conv1", "pool1", "conv2", "pool2"]
    assert rows[4]["name"] == "conv3"
    assert "a 7 x 7 kernel does not go on the 5 x 5 map" in rows[4]["problem"]
    assert [row["name"] for row in rows if row.get("unreached")] == ["flatten", "dense", "softmax"]


def test_a_network_past_a_limit_is_told_at_the_layer_that_passes_it():
    rows = table_rows(hidden_from_code("c128-d512"))
    assert "parameters" in next(row["problem"] for row in rows if row["name"] == "dense")
    assert summary(hidden_from_code("c128-d512")) == []


@given(any_designs())
def test_every_design_has_a_row_for_each_layer_and_at_most_one_problem(hidden):
    rows = table_rows(hidden)
    assert len(rows) == len(all_specs(hidden))
    problems = [row["problem"] for row in rows if "problem" in row]
    expected = placed_layers(hidden)[1]
    assert problems == ([expected] if expected else [])
    assert bool(summary(hidden)) == (expected is None)


@given(any_designs())
def test_the_numbers_of_the_rows_add_up_to_the_summary(hidden):
    if placed_layers(hidden)[1] is not None:
        return
    numbers = [row["parameters"].removeprefix("= ") or "0" for row in table_rows(hidden)]
    total = sum(int(number.replace(",", "")) for number in numbers)
    assert summary(hidden)[0].startswith(f"{total:,} parameters, ")
    assert total == Architecture(hidden).parameters


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((), "Every pixel of the image counts for the answer."),
        ((27,), "The last row and the last column of the image have no effect on the answer."),
        ((26, 27), "The last 2 rows and the last 2 columns of the image have no effect"),
        (tuple(range(20, 28)), "The last 8 rows and the last 8 columns of the image"),
        ((4,), "One row and one column of the image, number 4 counted from 0, have no effect"),
        ((1, 4, 7), "3 rows and 3 columns of the image have no effect on the answer: 1, 4 and 7,"),
    ],
)
def test_unread_pixels_are_told(rows, sentence):
    assert unread_sentence(rows).startswith(sentence)


def test_the_script_is_told_of_every_kind_of_layer_in_plain_data():
    told = json.loads(json.dumps(design_editor._KINDS))
    assert list(told) == [kind.type_name for kind in KINDS]
    assert told["conv2d"]["first"] == Conv2D(32).fields()
    assert told["conv2d"]["controls"][0] == {
        "field": "filters", "low": 1, "high": 128, "unit": "filters",
    }  # fmt: skip


@pytest.fixture
def state(monkeypatch):
    """A visit's session state."""
    values = {}
    monkeypatch.setattr(design_editor.st, "session_state", values)
    return values


UNDO = object()


def send(*codes: object, first: int) -> None:
    """What the browser sends: edits without an answer, numbered from `first` on."""
    edits = [
        {"number": number} | ({"undo": True} if code is UNDO else {"code": code})
        for number, code in enumerate(codes, start=first)
    ]
    design_editor.take_edits({"edits": edits})


def test_an_edit_is_taken_and_undone(state):
    send("c8-d16", first=1)
    send("c8-d32", first=2)
    assert design_code(design_editor.chosen_design()) == "c8-d32"
    send(UNDO, first=3)
    assert design_code(design_editor.chosen_design()) == "c8-d16"
    send(UNDO, first=4)
    send(UNDO, first=5)
    assert design_editor.chosen_design() == TEXTBOOK


def test_each_of_several_undos_in_one_message_is_done_once(state):
    for number, code in enumerate(("d8", "d16", "d32", "d64"), start=1):
        send(code, first=number)
    send(UNDO, first=5)
    assert design_code(design_editor.chosen_design()) == "d32"
    # The answer to the first was not there yet when the next two were sent, together.
    send(UNDO, UNDO, UNDO, first=5)
    assert design_code(design_editor.chosen_design()) == "d8"
    send("d100", UNDO, first=8)
    assert design_code(design_editor.chosen_design()) == "d8"
    assert state[design_editor.NUMBER_KEY] == 9


def test_the_last_edit_of_a_message_is_taken_whatever_its_number(state):
    send("d8", first=7)
    send("d16", first=3)
    assert design_code(design_editor.chosen_design()) == "d16"


def test_undo_reaches_a_hundred_changes_back(state):
    for number in range(1, 131):
        send(f"d{number}", first=number)
    for _ in range(130):
        design_editor.undo_design()
    assert design_code(design_editor.chosen_design()) == "d30"


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "c8-d16",
        [],
        {"edits": {"code": "c8-d16", "number": 1}},
        {"edits": ["c8-d16"]},
        {"edits": [{"code": None, "number": 1}]},
        {"edits": [{"code": "c8-d16", "number": True}]},
        {"edits": [{"code": "c8-d16", "number": "1"}]},
        {"edits": [{"code": "c999-d16", "number": 1}]},
        {"edits": [{"code": "-".join(["d8"] * 1000), "number": 1}]},
        {"edits": [{"code": "<b>", "number": 1, "undo": "yes"}]},
    ],
)
def test_other_things_from_a_browser_change_nothing(state, sent):
    design_editor.take_edits(sent)
    assert design_editor.chosen_design() == TEXTBOOK


@pytest.fixture
def page():
    at = AppTest.from_file("../../app.py", default_timeout=30).run()
    at.switch_page("pages/train.py").run()
    assert not at.exception
    return at


def test_a_preset_replaces_the_design_and_is_marked(page):
    presets = held(page, "train_design_preset")
    assert presets.value == "textbook"
    presets.set_value("lenet5").run()
    assert page.session_state["train_design"] == DESIGNS["lenet5"]
    assert held(page, "train_design_preset").value == "lenet5"


def test_a_design_that_cannot_work_cannot_be_started(page):
    page.session_state["train_design"] = hidden_from_code("c32-m3-m3-m3-c8-d64")
    page.run()
    assert page.button(key="start_training").disabled
    assert "the row with the red mark says why" in page.error[0].value
    assert held(page, "train_design_preset").value is None
