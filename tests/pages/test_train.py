"""The Train page: settings, a run from start to end, and files that cannot be loaded."""

import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.architecture import textbook
from cnn.network import Network
from cnn.training import jobs
from pages.shared import training_run

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


def charts(page: AppTest) -> int:
    return len(page.get("plotly_chart"))


def test_it_opens_with_the_textbook_recipe_its_layers_and_axes(page):
    assert page.number_input(key="train_epochs").value == 5
    assert page.selectbox(key="train_optimizer").value == "rmsprop"
    layers = page.table[0].value
    assert list(layers["Layer"])[:2] == ["conv1", "pool1"]
    assert list(layers["Parameters"])[2] == "3 x 3 x 32 x 64 + 64 = 18,496"
    assert any("93,322" in text.value for text in page.markdown)
    assert charts(page) == 2


def test_the_table_follows_the_sizes(page):
    set_settings(page, filters_1=8, convolutions=2)
    layers = page.table[0].value
    assert list(layers["Layer"]) == ["conv1", "pool1", "conv2", "flatten", "dense", "softmax"]
    assert layers["Output"][0] == "26 x 26 x 8"


def test_layers_that_do_not_fit_are_told_and_cannot_be_trained(page):
    set_settings(page, kernel_size=7)
    assert "7 x 7 kernel" in page.error[0].value
    assert page.button(key="start_training").disabled
    assert page.number_input(key="train_kernel_size").value == 7


def test_an_optimizer_brings_its_usual_learning_rate(page):
    page.selectbox(key="train_optimizer").select("sgd").run()
    assert page.number_input(key="train_learning_rate").value == 0.05


def test_settings_outlast_a_visit_to_another_page(page):
    set_settings(page, epochs=2, seed=11)
    page.switch_page("pages/draw.py").run()
    page.switch_page("pages/train.py").run()
    assert page.number_input(key="train_epochs").value == 2
    assert page.number_input(key="train_seed").value == 11


def test_missing_mnist_is_told_and_the_settings_stay(page, monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nowhere.npz"))
    set_settings(page, epochs=2)
    start(page)
    run_to_its_end(page)
    assert "put mnist.npz at" in page.error[0].value
    assert page.number_input(key="train_epochs").value == 2
    assert not page.button(key="start_training").disabled


def test_a_trained_network_joins_the_picker_and_can_be_taken_home(page):
    set_settings(page, epochs=1, training_images=200, filters_1=4, filters_2=6, filters_3=6)
    set_settings(page, name="my <b>net</b>")
    start(page)
    assert page.button(key="start_training").disabled
    run_to_its_end(page)
    assert page.session_state.get("network_name", "pen") == "my bnetb"
    said = [*page.success, *page.warning][0].value
    assert "of MNIST's 10,000 test digits right" in said
    assert page.get_by_key("download_keras")
    assert page.get_by_key("download_safetensors")


def test_a_network_that_is_ready_while_one_looks_elsewhere_joins_the_picker_there(page):
    set_settings(page, epochs=1, training_images=100, filters_1=2, filters_2=2, filters_3=2)
    start(page)
    page.switch_page("app.py").run()
    run_to_its_end(page)
    assert page.sidebar.selectbox(key="network_choice").value == "mine 1"


def test_a_second_click_starts_no_second_run(page, monkeypatch):
    start(page)
    job = page.session_state["training_job"]
    # The second click of a double click reaches the callback before the button is disabled.
    monkeypatch.setattr(jobs, "start", lambda *_: pytest.fail("a second run was started"))
    monkeypatch.setattr(training_run.st, "session_state", {"training_job": job})
    training_run.begin_run()
    monkeypatch.undo()
    page.run()
    assert page.session_state["training_job"] is job
    assert page.button(key="start_training").disabled


def test_a_reloaded_page_finds_its_run_by_the_address(page):
    start(page)
    job = page.session_state["training_job"]
    reloaded = AppTest.from_file("../../app.py", default_timeout=30).run()
    reloaded.query_params["run"] = job.token
    reloaded.switch_page("pages/train.py").run()
    assert not reloaded.exception
    assert reloaded.session_state["training_job"] is job


def test_a_network_file_is_loaded_and_chosen(page):
    network = small_network()
    page.file_uploader(key="network_file").upload("seven.safetensors", network.to_bytes()).run()
    assert not page.exception
    assert page.session_state.get("network_name", "pen") == "seven"
    assert "seven" in page.success[0].value


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
    page.file_uploader(key="network_file").upload("net.safetensors", content).run()
    assert not page.exception
    assert sentence in page.error[0].value
    assert page.session_state.get("network_name", "pen") == "pen"


def test_the_page_imports_no_keras():
    script = """
        import sys
        from streamlit.testing.v1 import AppTest
        at = AppTest.from_file("app.py", default_timeout=30).run()
        at.switch_page("pages/train.py").run()
        assert not at.exception
        print(*sys.modules)
    """
    listing = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "streamlit" in listing
    assert not {"keras", "tensorflow"} & set(listing)


def small_network() -> Network:
    """A network of random weights."""
    architecture = textbook((2,), 4)
    random = np.random.default_rng(0)
    weights = {
        layer.name: (
            random.normal(size=layer.kernel_shape).astype(np.float32),
            np.zeros(layer.kernel_shape[-1], np.float32),
        )
        for layer in architecture.layers
        if layer.kernel_shape
    }
    return Network(architecture, weights)
