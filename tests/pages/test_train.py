"""The Train page: the recipe's settings, what cannot be started, a run from start to end, files."""

import io
import json
import time
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.errors import TrainingError
from cnn.glossary import terms_in
from cnn.lessons.trained_results import lab_results
from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.design_code import hidden_from_code
from cnn.network.keras_import import EXPORT_LINES
from cnn.network.presets import RECIPES
from cnn.network.recipe import OFFERED, Recipe
from cnn.runs import jobs
from pages.parts import words
from pages.parts.design import recipe_settings, train_tabs
from pages.parts.runs import training_run
from pages.parts.runs.session_runs import SessionRun
from tests.pages.opening import chosen_name, held, network_picker
from tests.pages.test_terms import BODY_TEXT, LINK, read_aloud

RUN_SECONDS = 120


@pytest.fixture
def page():
    """The Train page of the whole app, freshly opened."""
    at = AppTest.from_file("../../app.py", default_timeout=30).run()
    at.switch_page("pages/train.py").run()
    assert not at.exception
    yield at
    if at.session_state.get("training_job") is not None:
        jobs.discard(at.session_state["training_job"])


def set_settings(page: AppTest, **values: object) -> None:
    for name, value in values.items():
        page.session_state[f"train_{name}"] = value
    page.run()
    assert not page.exception


def chosen(page: AppTest) -> Recipe:
    values = {row.field: page.session_state[f"train_{row.field}"] for row in OFFERED}
    return Recipe(**values)


def start(page: AppTest) -> None:
    page.button(key="start_training").click().run()
    assert not page.exception


def run_to_its_end(page: AppTest) -> None:
    deadline = time.monotonic() + RUN_SECONDS
    while jobs.poll(page.session_state["training_job"]).is_running:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.run()
    assert not page.exception


def turn_to(page: AppTest, tab: str) -> None:
    page.session_state["train_tab"] = tab
    page.run()
    assert not page.exception


def small_design(page: AppTest, code: str = "c2-m2-c2-m2-c2-d4") -> None:
    page.session_state["train_design"] = hidden_from_code(code)
    page.run()


def test_it_opens_with_the_textbook_recipe_and_what_it_costs(page):
    assert held(page, "train_epochs").value == 5
    assert held(page, "train_optimizer").value == "rmsprop"
    assert held(page, "train_recipe_preset").value == "textbook"
    said = [caption.value for caption in page.caption]
    assert any("5 x 938 [gradient steps](#term-gradient_step), about" in each for each in said)
    assert any("(an estimate before the first run here)" in each for each in said)
    assert not page.button(key="start_training").disabled


@pytest.mark.parametrize("row", OFFERED, ids=lambda row: row.field)
def test_each_setting_that_is_offered_has_a_control_with_its_label_and_help(page, row):
    control = held(page, f"train_{row.field}")
    assert control.label == row.label
    assert control.help == (row.help or "")


def test_a_recipe_to_begin_with_leaves_the_data_and_the_seed(page):
    set_settings(page, data="synthetic", seed=7, label_smoothing=0.1, augment=True)
    assert held(page, "train_recipe_preset").value is None
    held(page, "train_recipe_preset").set_value("quick").run()
    assert chosen(page) == replace(RECIPES["quick"], data="synthetic", seed=7)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_to_begin_with_is_marked_once_chosen(page, name):
    held(page, "train_recipe_preset").set_value(name).run()
    assert not page.exception
    assert held(page, "train_recipe_preset").value == name


def test_a_tab_is_opened_by_its_key_whatever_its_label(page, monkeypatch):
    labels = {
        "design": "Entwurf",
        "run": "Lauf",
        "sweep": "Reihe",
        "compare": "Vergleich",
        "files": "Dateien",
    }
    monkeypatch.setattr(train_tabs, "TRAIN_TABS", labels)
    page.run()
    assert page.session_state["train_tab"] == "design"
    assert page.button(key="start_training")
    start(page)
    assert page.session_state["train_tab"] == "run"
    assert page.button(key="stop_training")


def test_an_optimizer_brings_its_usual_learning_rate(page):
    held(page, "train_optimizer").select("sgd").run()
    assert held(page, "train_learning_rate").value == 0.05


def test_settings_outlast_a_visit_to_another_page(page):
    set_settings(page, epochs=2, seed=11)
    page.switch_page("pages/draw.py").run()
    page.switch_page("pages/train.py").run()
    assert held(page, "train_epochs").value == 2
    assert held(page, "train_seed").value == 11


def test_synthetic_digits_are_offered_first_where_mnist_is_not_at_hand(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nowhere.npz"))
    at = AppTest.from_file("../../app.py", default_timeout=30).run()
    at.switch_page("pages/train.py").run()
    assert held(at, "train_data").value == "synthetic"
    assert not any("downloads" in caption.value for caption in at.caption)
    held(at, "train_data").select("mnist").run()
    assert any("downloads it first, 11 MB" in caption.value for caption in at.caption)


@pytest.mark.parametrize(
    ("variable", "allowed", "sentence"),
    [
        ("TRAINING_MINUTES", "1", "at most 1 are allowed. Lower the number of epochs"),
        ("TRAINING_MEMORY_MB", "500", "at most 500 MB are allowed"),
    ],
)
def test_a_run_past_the_hosts_limits_cannot_be_started(
    page, monkeypatch, variable, allowed, sentence
):
    monkeypatch.setenv(variable, allowed)
    page.run()
    assert page.button(key="start_training").disabled
    assert sentence in page.error[0].value


def test_settings_that_no_widget_sends_are_refused(monkeypatch):
    for name, value in (("data", "mnist+pen"), ("epochs", 10**9), ("augment", "yes")):
        monkeypatch.setattr(recipe_settings.st, "session_state", {f"train_{name}": value})
        with pytest.raises(TrainingError):
            recipe_settings.chosen_recipe()


def test_missing_mnist_is_told_and_the_settings_stay(page, monkeypatch, tmp_path):
    set_settings(page, data="mnist")
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nowhere.npz"))
    set_settings(page, epochs=2)
    start(page)
    run_to_its_end(page)
    assert "put mnist.npz at" in page.error[0].value
    turn_to(page, "design")
    assert held(page, "train_epochs").value == 2
    assert not page.button(key="start_training").disabled


@pytest.mark.long
def test_a_trained_network_joins_the_picker_and_can_be_taken_home(page):
    small_design(page, "c4-m2-c6-m2-c6-d8")
    set_settings(page, epochs=1, training_images=200)
    set_settings(page, name="my <b>net</b>")
    start(page)
    run_to_its_end(page)
    assert chosen_name(page) == "my bnetb"
    said = [*page.success, *page.warning][0].value
    assert "of MNIST's 10,000 test digits right" in said
    turn_to(page, "files")
    assert page.get_by_key("download_keras")
    assert page.get_by_key("download_safetensors")


@pytest.mark.long
def test_a_network_that_is_ready_while_one_looks_elsewhere_joins_the_picker_unchosen(page):
    small_design(page)
    set_settings(page, epochs=1, training_images=100)
    start(page)
    page.switch_page("pages/draw.py").run()
    run_to_its_end(page)
    assert chosen_name(page) == "pen"
    assert "mine 1" in network_picker(page).options
    assert "**mine 1** has been trained" in page.toast[0].value


@pytest.mark.parametrize("tab", ["design", "run", "compare", "files"])
def test_there_is_one_button_that_starts_on_every_tab(page, tab):
    turn_to(page, tab)
    assert [button.label for button in page.button].count("Start training") == 1


def test_the_design_tab_goes_from_data_over_design_and_recipe_to_start(page):
    assert [heading.value for heading in page.header] == [
        "1 Data",
        "2 Design",
        "3 Recipe",
        "4 Start",
    ]


@pytest.mark.parametrize(
    ("key", "names", "purposes"),
    [
        ("train_design_preset", words.DESIGN_NAMES, words.DESIGN_PURPOSES),
        ("train_recipe_preset", words.RECIPE_NAMES, words.RECIPE_PURPOSES),
    ],
)
def test_each_preset_says_what_it_is_for_where_it_is_chosen(page, key, names, purposes):
    written = [f"**{name}**: {purposes[preset]}" for preset, name in names.items()]
    assert [option.content for option in held(page, key).proto.options] == written


def test_what_is_said_of_the_designs_is_what_was_measured():
    """99 % on MNIST; dense more than twice its errors; unpooled far slower and no better."""
    whole = [run for run in lab_results("sizes").runs if run.recipe.training_images == 60_000]
    accuracy = {
        name: np.mean([run.test_accuracy for run in runs])
        for name, runs in {
            "textbook": [run for run in whole if run.network == "textbook"],
            "dense": [run for run in whole if run.network == "dense"],
            "unpooled": lab_results("unpooled").runs,
        }.items()
    }
    assert round(100 * accuracy["textbook"]) == 99
    assert 1 - accuracy["dense"] > 2 * (1 - accuracy["textbook"])
    assert accuracy["unpooled"] < accuracy["textbook"]
    speeds = lab_results("comparison").speeds
    work = {speed.network: np.mean(speed.processor_ms_per_image) for speed in speeds}
    assert work["unpooled"] > 5 * work["textbook"]


def unmarked(page: AppTest) -> list[str]:
    """The terms that stand in a text of the page before any text in which they are links."""
    met: set[str] = set()
    found = []
    for text in (item.value for item in page.main if item.type in BODY_TEXT):
        linked = set(LINK.findall(text))
        used = {known.key for known in terms_in(read_aloud(text))}
        found += [f"{key}: {text}" for key in used - met - linked]
        met |= used
    return found


@pytest.mark.parametrize("tab", ["run", "compare", "files"])
def test_terms_are_marked_on_every_tab(page, tab):
    turn_to(page, tab)
    assert unmarked(page) == []


@pytest.mark.parametrize(
    ("key", "preset"),
    [
        *(("train_design_preset", name) for name in words.DESIGN_NAMES),
        *(("train_recipe_preset", name) for name in words.RECIPE_NAMES),
    ],
)
def test_terms_are_marked_whatever_one_begins_with(page, key, preset):
    held(page, key).set_value(preset).run()
    assert unmarked(page) == []


def test_a_second_click_starts_no_second_run(page, monkeypatch):
    start(page)
    job = page.session_state["training_job"]
    begun = SessionRun(job.token, job.name, job.architecture, job.recipe, 0.0, job)
    # The second click of a double click reaches the callback before the button is disabled.
    monkeypatch.setattr(jobs, "start", lambda *_: pytest.fail("a second run was started"))
    state = {"training_job": job, "begun_runs": {job.token: begun}}
    monkeypatch.setattr(st, "session_state", state)
    training_run.begin_run(job.architecture, job.recipe, "another")
    with pytest.raises(TrainingError, match="is still training"):
        training_run.begin_run(textbook(), Recipe(seed=7), "another")
    monkeypatch.undo()
    page.run()
    assert page.session_state["training_job"] is job
    turn_to(page, "design")
    assert "start_training" not in {button.key for button in page.button}
    assert page.button(key="stop_training")


def test_a_network_file_is_loaded_and_chosen(page):
    network = small_network()
    turn_to(page, "files")
    page.file_uploader(key="network_file").upload("seven.safetensors", network.to_bytes()).run()
    assert not page.exception
    assert chosen_name(page) == "seven"
    assert "seven" in page.success[0].value


def test_a_keras_model_of_ones_own_is_loaded_chosen_and_shown_on_every_page(page):
    turn_to(page, "files")
    assert EXPORT_LINES in [code.value for code in page.code]
    page.file_uploader(key="network_file").upload("own.npz", keras_model_file()).run()
    assert not page.exception
    assert chosen_name(page) == "own"
    assert "comes from Keras" in page.sidebar.caption[0].value
    for name in ("draw", "feature_maps", "filters", "evaluate"):
        page.switch_page(f"pages/{name}.py").run()
        assert not page.exception
        assert chosen_name(page) == "own"


def keras_model_file(scale: float = 0.1) -> bytes:
    """What the lines beside the upload write of a small convolutional model."""
    layers = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28, 1]}},
        {
            "class_name": "Conv2D",
            "config": {
                "filters": 2,
                "kernel_size": [3, 3],
                "strides": [2, 2],
                "padding": "valid",
                "activation": "relu",
            },
        },
        {"class_name": "Flatten", "config": {}},
        {"class_name": "Dense", "config": {"units": 10, "activation": "softmax"}},
    ]
    random = np.random.default_rng(0)
    shapes = ((3, 3, 1, 2), (2,), (338, 10), (10,))
    weights = [random.normal(0, scale, shape).astype(np.float32) for shape in shapes]
    file = io.BytesIO()
    config = json.dumps({"class_name": "Sequential", "config": {"layers": layers}})
    np.savez(file, *weights, config=config)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04" + b"\0" * 100, "zip file"),
        (b"\x89HDF\r\n\x1a\n" + b"\0" * 100, "HDF5"),
        (b"\x80\x04\x95" + b"\0" * 100, "pickle"),
        (b"", "incomplete"),
        (b"\xff" * 200, "incomplete"),
    ],
)
def test_other_files_get_one_sentence_and_change_nothing(page, content, sentence):
    turn_to(page, "files")
    page.file_uploader(key="network_file").upload("net.safetensors", content).run()
    assert not page.exception
    assert sentence in page.error[0].value
    assert chosen_name(page) == "pen"


@pytest.mark.parametrize("layer", ["conv1", "dense", "softmax"])
def test_a_network_of_huge_numbers_gets_one_sentence_and_changes_nothing(page, layer):
    turn_to(page, "files")
    network = small_network()
    network.weights[layer]["kernel"].flat[0] = 1e30
    page.file_uploader(key="network_file").upload("huge.safetensors", network.to_bytes()).run()
    assert not page.exception
    assert f"The weights of {layer} are far too large" in page.error[0].value
    assert chosen_name(page) == "pen"


def test_a_keras_model_of_huge_sums_gets_one_sentence(page):
    turn_to(page, "files")
    content = keras_model_file(scale=1e7)
    page.file_uploader(key="network_file").upload("huge.npz", content).run()
    assert not page.exception
    assert "are far too large" in page.error[0].value
    assert chosen_name(page) == "pen"


def small_network() -> Network:
    """A network of random weights."""
    architecture = textbook((2,), 4)
    random = np.random.default_rng(0)
    weights = {
        layer.name: {
            "kernel": random.normal(size=layer.kernel_shape).astype(np.float32),
            "bias": np.zeros(layer.kernel_shape[-1], np.float32),
        }
        for layer in architecture.layers
        if layer.kernel_shape
    }
    return Network(architecture, weights)
