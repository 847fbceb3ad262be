"""The Experiment page: every experiment with any network, and what it says when one cannot be."""

import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.evaluation.evaluation import Evaluation
from cnn.experiment.least_change import least_change
from cnn.experiment.silencing import silenced
from cnn.experiment.stroke_change import stroke_change
from cnn.experiment.surgery import edited
from cnn.figures.encoding import encoded
from cnn.glossary import without_links
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from cnn.network.weight_edit import WeightEdit
from pages.parts.experiment.edits import edit_words
from pages.parts.experiment.judging import FEWEST_DIGITS, MOST_DIGITS, judging_digits
from pages.parts.experiment.removal_curve import shared_removals
from pages.parts.experiment.smallest_change import beside
from pages.parts.session.digit import Digit
from pages.parts.session.labelled_digits import usual_digits
from pages.parts.session.network_picker import describe_network
from pages.parts.session.networks import NetworkChoice
from tests.designs import random_network
from tests.pages.opening import IMAGE, figure_data, held, open_page, words

SMALL = random_network(Architecture((Conv2D(5), MaxPool2D(), Conv2D(4), Dense(6))), 1)
ONE_LAYER = random_network(Architecture(()), 3)
LARGE = Architecture((Conv2D(96, 5, padding="same"), Conv2D(96, 5, padding="same"), MaxPool2D()))


@pytest.fixture(autouse=True)
def without_mnist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same digits judge on every machine: the synthetic ones."""
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "none.npz"))


def dead_network() -> Network:
    network = random_network(Architecture((Conv2D(2), Dense(3))), 0)
    network.weights["conv1"]["bias"][:] = -1e3
    return network


def overflowing_network() -> Network:
    network = random_network(Architecture((Conv2D(2), Dense(3))), 0)
    network.weights["conv1"]["kernel"][:] = 3e38
    return network


def page(network: Network, experiment: str = "knock_out", **state: object) -> AppTest:
    app = open_page("experiment", network, experiment=experiment, **state)
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def press(app: AppTest, label: str) -> AppTest:
    button = next(one for one in app.button if one.label.startswith(label))
    app = button.click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def accuracy(network: Network) -> Evaluation:
    digits = judging_digits(network)
    return Evaluation(network.predict(digits.images.astype(np.float32) / 255), digits.labels)


def test_at_first_nothing_is_silenced_and_it_is_said_which_digits_judge():
    app = page(SMALL)
    assert "Nothing is silenced yet" in words(app)
    assert "MNIST is not on this machine" in words(app)
    assert f"the first {MOST_DIGITS:,} synthetic test digits" in words(app)
    assert f"<b>{accuracy(SMALL).accuracy:.1%}</b>" in html(app)


def test_what_is_silenced_is_taken_from_the_answer_and_from_the_accuracy():
    parts = {"conv1": (0, 3), "dense": (2,)}
    app = page(SMALL, silenced_parts={"test": [{}, parts]})
    without = silenced(SMALL, parts)
    answer = without.predict(IMAGE[np.newaxis])[0]
    assert f"<b>{answer.argmax()}</b> <small>your digit, with {answer.max():.1%}" in html(app)
    assert f"<b>{accuracy(without).accuracy:.1%}</b>" in html(app)
    assert "Silenced now: conv1: 0, 3; dense: 2." in words(app)
    app = press(app, "Undo")
    assert "Nothing is silenced yet" in words(app)


def test_all_of_a_layer_is_silenced_and_brought_back():
    app = press(page(SMALL), "Silence all of conv1")
    assert "Silenced now: conv1: 0, 1, 2, 3, 4." in words(app)
    app = press(app, "Bring all back")
    assert "Nothing is silenced yet" in words(app)
    app = press(app, "Undo")
    assert "Silenced now: conv1" in words(app)


def test_what_another_network_had_silenced_does_not_count():
    app = page(SMALL, silenced_parts={"other": [{"conv1": (0,)}], "test": [{"conv1": (99,)}]})
    assert "Nothing is silenced yet" in words(app)


def test_in_one_dense_layer_there_is_nothing_to_silence_or_to_operate_on():
    assert "no filters and no hidden units" in words(page(ONE_LAYER))
    assert "no convolution" in words(page(ONE_LAYER, "surgery"))


def test_a_network_whose_sums_overflow_is_told_of_everywhere():
    network = overflowing_network()
    for experiment in ("knock_out", "liked_image", "smallest_change"):
        app = page(network, experiment)
        assert any("overflow" in warning.value for warning in app.warning), experiment
    app = page(network, "surgery")
    assert "The sums overflow" in words(app)
    assert "no answer for your digit: its sums overflow" in html(app)


def test_where_only_some_digits_overflow_nothing_is_ranked_and_no_change_is_counted():
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    app = page(overflowing_network(), digit=blank)
    assert "its parts cannot be ranked" in words(app)
    assert not app.get("plotly_chart")
    assert "Remove one by one" not in " ".join(labels(app))
    app = press(page(overflowing_network(), "surgery", digit=blank), "Zero")
    assert "The sums overflow" in words(app)
    assert "confusion-change" not in html(app)


@pytest.mark.parametrize("experiment", ["knock_out", "surgery"])
def test_a_blank_digit_and_a_dead_network_are_shown_as_what_they_are(experiment: str):
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    page(SMALL, experiment, digit=blank)
    assert "is 0 " in words(page(dead_network(), experiment))


def test_the_league_table_of_a_small_layer_is_there_at_once():
    app = page(SMALL)
    lost = {
        number: accuracy(SMALL).right - accuracy(silenced(SMALL, {"conv1": [number]})).right
        for number in range(5)
    }
    rows = [line.split("|") for line in words(app).splitlines() if line.startswith("| ")]
    ranked = [lost[int(cells[2])] for cells in rows if cells[1].strip().isdigit()]
    assert ranked == sorted(lost.values(), reverse=True)


def test_parts_are_removed_one_by_one_and_those_that_are_free_can_be_silenced():
    app = press(page(SMALL), "Remove one by one")
    assert "of 5 can go together" in words(app) or "Not one map can go" in words(app)
    if any(label.startswith("Silence these") for label in labels(app)):
        app = press(app, "Silence these")
        assert "Silenced now: conv1" in words(app)


def test_what_can_go_together_is_checked_on_digits_that_did_not_choose():
    app = press(page(SMALL, knock_layer="dense"), "Remove one by one")
    digits = usual_digits()
    found = shared_removals(SMALL, "dense", digits.set_key).removals
    assert found
    assert found.free
    images, others = digits.images[1000:2000].astype(np.float32) / 255, digits.labels[1000:2000]
    without = silenced(SMALL, {"dense": found.removed[: found.free]})
    before, after = (Evaluation(one.predict(images), others) for one in (SMALL, without))
    assert f"{after.right:,} are read right instead of {before.right:,}." in words(app)


def test_what_was_removed_is_there_for_one_who_comes_anew():
    network = random_network(SMALL.architecture, 7)
    said = words(press(page(network, knock_layer="dense"), "Remove one by one"))
    again = page(network, knock_layer="dense")
    assert re.findall(r"\*\*.* can go.*", said) == re.findall(r"\*\*.* can go.*", words(again))
    assert not [label for label in labels(again) if label.startswith("Remove one by one")]


def test_the_parts_of_a_layer_are_shown_as_those_silenced_before_it_leave_them():
    app = page(SMALL, knock_layer="conv2", silenced_parts={"test": [{}, {"conv1": (0, 1, 2, 3)}]})
    shown = figure_data(app, "part_toggles")
    left = silenced(SMALL, {"conv1": (0, 1, 2, 3)}).forward(IMAGE[np.newaxis])["conv2"][0]
    places = np.rint(left / left.max() * 255).astype(np.uint8)
    assert shown["places"] == encoded(np.moveaxis(places, -1, 0), "u1")


def test_a_search_asked_for_with_another_network_does_not_go_on_with_this_one():
    network = random_network(SMALL.architecture, 8)
    app = page(network, removal_wanted=(("other", "conv1"), True))
    assert any(label.startswith("Remove one by one") for label in labels(app))
    assert "can go together" not in words(app)


def test_slow_networks_are_judged_by_fewer_digits_and_begin_nothing_long_by_themselves():
    network = random_network(LARGE)
    assert FEWEST_DIGITS <= len(judging_digits(network).labels) < MOST_DIGITS
    app = page(network, "smallest_change")
    assert [label for label in labels(app) if label.startswith("Search")]
    app = page(network, "liked_image")
    assert [label for label in labels(app) if label.startswith("Let it grow")]


def type_in(app: AppTest, text: str) -> AppTest:
    """Into the first cell of the kernel, and put in."""
    cell = next(one for one in app.text_input if one.label == "Row 0, column 0")
    cell.set_value(text)
    return press(app, "Put these numbers in")


@pytest.mark.parametrize("text", ["NaN", "1e9", "inf", "", "<b>"])
def test_what_is_no_number_or_too_large_is_refused_and_changes_nothing(text: str):
    app = type_in(page(SMALL, "surgery"), text)
    assert len(app.error) == 1
    assert "Nothing was changed." in app.error[0].value
    assert "Nothing is edited yet" in words(app)


def test_a_typed_number_is_in_force_and_the_others_stay_in_full():
    app = type_in(page(SMALL, "surgery"), "0,5")
    (edit,) = app.session_state["surgery_edits"]["test"]
    kernel = SMALL.weights["conv1"]["kernel"][:, :, 0, 0]
    assert edit.numbers[0] == 0.5
    assert edit.numbers[1:9] == tuple(float(value) for value in kernel.ravel()[1:])
    assert "Kernel 0 of filter 0 of conv1 typed anew" in words(app)
    answer = edited(SMALL, [edit]).predict(IMAGE[np.newaxis])[0]
    assert f"your digit, with {answer.max():.1%}" in html(app)


def test_operations_are_listed_undone_and_kept_with_their_record():
    app = page(SMALL, "surgery")
    for label in ("Negate", "Blur", "Set all of conv1"):
        app = press(app, label)
    assert "All filters of conv1 set to their mean" in words(app)
    app = press(app, "Undo the last edit")
    assert "set to their mean" not in words(app)
    app = press(app, "Keep it in the sidebar")
    token, kept = list(app.session_state["own_networks"].items())[-1]
    assert kept.name == "test, edited"
    assert [edit.kind for edit in kept.holding.value.provenance.edits] == ["negate", "blur"]
    assert app.session_state["network_token"] == "test" != token
    assert "Kept" in app.success[0].value
    app = press(app, "Undo all")
    assert "Nothing is edited yet" in words(app)


def test_a_filter_is_swapped_with_another_one():
    app = page(SMALL, "surgery")
    app = held(app, "other_conv1").set_value(3).run()
    app = press(app, "Swap the two")
    assert "Filter 0 of conv1 swapped with filter 3" in words(app)


def test_the_picker_says_that_a_network_was_edited_and_no_longer_how_well_it_reads(
    textbook_network,
):
    edits = [WeightEdit("negate", "conv1", 0), WeightEdit("blur", "conv1", 1)]
    said = without_links(describe_network(NetworkChoice("a", "a", edited(textbook_network, edits))))
    assert "edited by hand 2 times" in said
    assert "test digits right" not in said
    claimed = NetworkChoice("a", "a", edited(textbook_network, edits[:1]), is_uploaded=True)
    said = without_links(describe_network(claimed))
    assert "As its file says, its filters were then edited by hand once" in said


def test_edits_that_no_longer_fit_the_network_are_dropped():
    edits = (WeightEdit("zero", "conv7", 0),)
    app = page(SMALL, "surgery", surgery_edits={"test": edits})
    assert "Nothing is edited yet" in words(app)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (WeightEdit("zero", "conv1", 2), "Filter 2 of conv1 set to zero"),
        (WeightEdit("turn", "conv2", 2, 5), "Kernel 5 of filter 2 of conv2 turned"),
        (
            WeightEdit("swap", "conv2", 2, 5, 7),
            "Kernel 5 of filter 2 of conv2 swapped with that of filter 7",
        ),
    ],
)
def test_each_edit_is_said_in_words(edit: WeightEdit, said: str):
    assert edit_words(edit) == said


def test_the_image_that_a_digit_likes_is_held_against_the_test_digits():
    app = page(SMALL, "liked_image")
    _, steps = app.session_state["ascent_found"]
    assert len(steps) == 61
    assert "The network reads this image as" in words(app)
    app = press(app, "Search the test digits")
    digits = judging_digits(SMALL)
    assert "From the 2,000 synthetic test digits (MNIST is not on this machine)" in words(app)
    assert "The image reaches" in words(app)
    assert f"{max(step.value for step in steps):.3f}" in words(app)
    assert digits.set_key == "synthetic"


def test_settings_go_back_to_the_usual_ones():
    app = page(SMALL, "liked_image")
    assert next(one for one in app.button if one.label == "Usual settings").disabled
    app = app.slider(key="ascent_steps").set_value(5).run()
    assert len(app.session_state["ascent_found"][1]) == 6
    app = press(app, "Usual settings")
    assert app.slider(key="ascent_steps").value == 60
    assert len(app.session_state["ascent_found"][1]) == 61


def test_where_blank_paper_leads_nowhere_another_start_is_a_click_away():
    network = Network(SMALL.architecture, {**SMALL.weights})
    first = SMALL.weights["conv1"]
    network.weights["conv1"] = {**first, "bias": np.full_like(first["bias"], -0.05)}
    pooled = next(layer.name for layer in network.architecture.layers if "pool" in layer.name)
    app = page(network, "liked_image", ascent_layer=pooled)
    assert "The gradient is zero in every pixel" in app.warning[0].value
    app = press(app, "Begin with your digit")
    assert app.session_state["ascent_start"] == "digit"
    assert len(app.session_state["ascent_found"][1]) > 1 or labels(app).count("Begin with noise")


def test_one_dense_layer_has_a_liked_image_and_a_smallest_change():
    app = page(ONE_LAYER, "liked_image")
    assert len(app.session_state["ascent_found"][1]) == 61
    app = page(ONE_LAYER, "smallest_change")
    assert all(one.changed for one in app.session_state["changes_found"].values())


def test_a_slow_network_begins_neither_growth_nor_search_by_itself():
    network = random_network(LARGE, 0)
    assert [one for one in labels(page(network, "liked_image")) if one.startswith("Let it grow")]
    app = page(network, "smallest_change")
    assert [one for one in labels(app) if one.startswith("Search (about")]
    assert len(app.session_state["changes_found"]) == 1, "the other network is searched at once"


def test_the_other_network_may_read_the_digit_otherwise_and_that_is_said():
    app = page(SMALL, "smallest_change")
    answers = [one.predict(IMAGE[np.newaxis]).argmax() for one in (SMALL, Network.load("pen"))]
    assert answers[0] != answers[1]
    assert f"it reads your digit as **{answers[1]}**" in words(app)


def test_many_digits_say_which_network_takes_the_larger_change(textbook_network):
    app = page(textbook_network, "smallest_change", change_way="strokes")
    app = press(app, "Search on 20 test digits")
    (many,) = app.session_state["many_changes_found"].values()
    digits = usual_digits()
    images = digits.images[:200].astype(np.float32) / 255
    right = np.flatnonzero(
        (textbook_network.predict(images).argmax(axis=1) == digits.labels[:200])
        & (Network.load("pen").predict(images).argmax(axis=1) == digits.labels[:200])
    )
    assert len(many.pairs) == min(20, len(right))
    for place, pair in zip(right[:2], many.pairs, strict=False):
        for network, size in zip((textbook_network, Network.load("pen")), pair, strict=True):
            *_, last = stroke_change(network, images[place], None)
            assert size == pytest.approx(float(np.abs(last.found.change).sum()))
    assert f"On {len(many.pairs)} of the 2,000 synthetic test digits" in words(app)
    assert not [one for one in labels(app) if one.startswith(("Go on", "Search on"))]


def test_a_dead_network_has_no_gradient_to_follow_and_that_is_said():
    app = page(dead_network(), "liked_image")
    assert "The gradient is zero in every pixel" in app.warning[0].value
    app = page(dead_network(), "smallest_change")
    assert "The gradient is zero in every pixel" in words(app)


@pytest.mark.parametrize("way", ["l2", "linf", "strokes"])
def test_the_smallest_change_is_found_for_two_networks(textbook_network, way: str):
    app = page(textbook_network, "smallest_change", change_way=way)
    assert "trained with augmentation" in words(app)
    found = list(app.session_state["changes_found"].values())
    assert len(found) == 2
    if way == "l2":
        *_, last = least_change(textbook_network, IMAGE, None, "l2")
        assert f"Length (L2) **{last.found.l2:.2f}**" in words(app)


def test_on_blank_paper_no_stroke_can_begin():
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    app = open_page("experiment", SMALL, experiment="smallest_change", change_way="strokes")
    app.session_state["digit"] = blank
    app = app.run()
    assert not app.exception
    assert "On blank paper there is no ink to begin at" in words(app)
    app.session_state["change_way"] = "l2"
    app = app.run()
    assert "all of it on blank paper." in words(app)


def test_beside_a_network_stands_one_trained_the_other_way():
    plain = NetworkChoice("a", "a", SMALL)
    recipe = Recipe(augment=True)
    augmented = Network(SMALL.architecture, SMALL.weights, Provenance(recipe))
    assert beside(plain)[0].token == "pen"
    assert beside(NetworkChoice("b", "b", augmented))[0].token == "textbook"


@pytest.mark.parametrize(
    ("experiment", "said"),
    [
        ("knock_out", "MNIST is not on this machine, so accuracies are of the first"),
        ("surgery", "MNIST is not on this machine, so accuracies are of the first"),
        ("liked_image", "the 2,000 synthetic test digits (MNIST is not on this machine)"),
    ],
)
def test_without_mnist_the_digits_are_synthetic_and_it_is_said(experiment, said):
    assert said in words(page(SMALL, experiment))
