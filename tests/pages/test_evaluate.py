"""The Evaluate page: its numbers are the network's own, its digits can be chosen."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.evaluation.evaluation import Evaluation, Share, wilson_interval
from cnn.handwriting.synthetic import synthetic_test
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from pages.parts.evaluate import incremental_evaluation
from pages.parts.evaluate.confused_digits import DIGITS_ON_A_PAGE, frequent_mistakes
from pages.parts.evaluate.confusion_matrix import checked_cell
from pages.parts.evaluate.recall_and_reliability import certainty_verdict
from pages.parts.evaluate.verdict import verdict
from pages.parts.session.evaluation_sets import mnist_test as cached_mnist_test
from tests.designs import random_network
from tests.pages.opening import give_networks, words

A = random_network(Architecture((Conv2D(4, 5, 2), MaxPool2D(2), Dense(12))), seed=1)
B = random_network(Architecture((Conv2D(4, 3, 3), Dense(12))), seed=2)


@pytest.fixture
def without_mnist(monkeypatch, tmp_path):
    """A machine on which MNIST is not at hand."""
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "none.npz"))


def page(networks: dict[str, Network] | None = None, **state: object) -> AppTest:
    app = AppTest.from_file("../../pages/evaluate.py", default_timeout=60)
    give_networks(app, **(networks or {"a": A, "<b>b</b>": B}))
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


def judged(network: Network) -> Evaluation:
    images, labels = synthetic_test()
    return Evaluation(network.predict(images.astype(np.float32) / 255), labels)


def component(app: AppTest, name: str) -> dict:
    """What a component of the page was given."""
    return next(
        json.loads(element.proto.json)
        for element in app.get("bidi_component")
        if element.proto.component_name == name
    )


def gallery(app: AppTest) -> list[str]:
    """The sentences of the digits in the gallery."""
    return [card["sentence"] for card in component(app, "convoscope_digit_gallery")["cards"]]


def numbers(app: AppTest) -> str:
    return next(body for element in app.get("html") if "numbers" in (body := element.proto.body))


@pytest.mark.usefixtures("without_mnist")
def test_without_mnist_networks_are_tested_on_synthetic_digits_and_it_is_said():
    app = page()
    ours = judged(A)
    low, high = wilson_interval(Share(ours.right, 2000))
    for number in (
        f"{ours.accuracy:.2%}",
        f"{ours.right:,} of 2,000",
        f"{low:.2%} to {high:.2%}",
        f"{ours.loss:.4f}",
    ):
        assert number in numbers(app)
    assert "MNIST is not on this machine, so these are 2,000 synthetic pen digits" in words(app)
    assert component(app, "convoscope_confusion_matrix")["counts"] == ours.confusion.tolist()


def test_networks_are_tested_on_mnists_test_digits_where_they_are_at_hand(mnist_test):
    app = page()
    images, labels = mnist_test
    right = (A.predict(images.astype(np.float32) / 255).argmax(axis=1) == labels).sum()
    assert f"{right:,} of 10,000" in numbers(app)
    app.segmented_control(key="evaluate_set").set_value("synthetic").run()
    assert f"{judged(A).right:,} of 2,000" in numbers(app)


@pytest.mark.usefixtures("without_mnist")
def test_the_worst_errors_come_first_and_in_either_order():
    app = page()
    ours = judged(A)
    worst = ours.worst_errors("loss")[:DIGITS_ON_A_PAGE]
    assert [sentence.split(",")[0] for sentence in gallery(app)] == [
        f"Test digit {position}" for position in worst
    ]
    app.segmented_control(key="evaluate_order").set_value("confidence").run()
    surest = int(ours.worst_errors("confidence")[0])
    assert (
        f"Test digit {surest}, true {ours.labels[surest]}, read as {ours.answers[surest]}"
        in (gallery(app)[0])
    )


@pytest.mark.usefixtures("without_mnist")
def test_a_cell_shows_its_digits_page_by_page():
    ours = judged(A)
    true, answer = np.unravel_index(ours.confusion.argmax(), (10, 10))
    app = page(evaluate_cell=(int(true), int(answer)), evaluate_kind="cell")
    positions = ours.cell(true, answer)
    assert len(gallery(app)) == DIGITS_ON_A_PAGE < len(positions)
    assert all(f"true {true}, read as {answer}" in sentence for sentence in gallery(app))
    app.get("pagination")[0].set_value(2).run()
    assert gallery(app)[0].startswith(f"Test digit {positions[DIGITS_ON_A_PAGE]},")


@pytest.mark.usefixtures("without_mnist")
def test_two_networks_stand_side_by_side_with_the_digits_on_which_they_differ():
    app = page(evaluate_other="<b>b</b>")
    a, b = judged(A), judged(B)
    assert f"{a.accuracy:.2%}" in numbers(app)
    assert f"{b.accuracy:.2%}" in numbers(app)
    assert "&lt;b&gt;b&lt;/b&gt;" in numbers(app)
    assert f"**{(a.is_right != b.is_right).sum():,} digits**" in words(app)
    wanted = {
        "first": a.is_right & ~b.is_right,
        "second": b.is_right & ~a.is_right,
        "neither": ~a.is_right & ~b.is_right,
    }
    for kind, chosen in wanted.items():
        app.segmented_control(key="evaluate_kind").set_value(kind).run()
        shown = [int(sentence.split(",")[0].split()[-1]) for sentence in gallery(app)]
        assert shown
        assert chosen[shown].all()
    app.segmented_control(key="evaluate_matrix").set_value(1).run()
    assert component(app, "convoscope_confusion_matrix")["counts"] == b.confusion.tolist()


@pytest.mark.usefixtures("without_mnist")
def test_the_page_has_an_order_to_follow():
    app = page()
    titles = [header.value for header in app.header]
    assert [title.split()[0] for title in titles] == ["1", "2", "3", "4", "5", "6"]
    assert "You are testing **a**" in words(app)


@pytest.mark.usefixtures("without_mnist")
def test_terms_are_explained_where_they_first_stand():
    app = page()
    said = "\n".join(element.value for element in (*app.caption, *app.markdown))
    for key in ("confusion_matrix", "recall", "precision", "calibration", "loss"):
        assert said.count(f"(#term-{key})") == 1, key


def mistakes(*cells: tuple[int, int, int]) -> np.ndarray:
    """A confusion matrix with 100 of each digit right and these mistakes: (true, answer, times)."""
    confusion = np.diag(np.full(10, 100))
    for true, answer, times in cells:
        confusion[true, answer] = times
    return confusion


@pytest.mark.parametrize(
    ("confusion", "said"),
    [
        (mistakes(), "**Not one mistake.**"),
        (mistakes((1, 7, 1)), "**Most frequent mistakes**: 1 read as 7 (once)."),
        (
            mistakes((1, 7, 20), (4, 9, 13), (1, 2, 7), (2, 7, 4)),
            "**Most frequent mistakes**: 1 read as 7 (20 times), 4 read as 9 (13 times), 1 read "
            "as 2 (7 times).",
        ),
        # A third place that two share is nobody's.
        (
            mistakes((1, 7, 20), (4, 9, 13), (1, 2, 7), (2, 7, 7)),
            "**Most frequent mistakes**: 1 read as 7 (20 times), 4 read as 9 (13 times).",
        ),
        (
            mistakes((1, 7, 2), (4, 9, 2), (1, 2, 2), (2, 7, 2)),
            "**No mistake stands out**: several were made 2 times each.",
        ),
    ],
)
def test_the_most_frequent_mistakes_are_said_in_words(confusion, said):
    assert frequent_mistakes(confusion) == said


def compared(only_first: int, only_second: int, both: int = 1000) -> tuple[Evaluation, Evaluation]:
    """Two evaluations of the same digits, some of which only one of them reads right."""
    labels = np.zeros(only_first + only_second + both, np.int64)
    probabilities = np.zeros((2, len(labels), 10), np.float32)
    probabilities[..., 0] = 1
    for place, wrong in enumerate(
        (slice(only_first, only_first + only_second), slice(0, only_first))
    ):
        probabilities[place, wrong] = np.eye(10, dtype=np.float32)[1]
    return Evaluation(probabilities[0], labels), Evaluation(probabilities[1], labels)


@pytest.mark.parametrize(
    ("only_first", "only_second", "begins", "margin"),
    [
        (0, 0, "**A and B are the same here**", None),
        (5, 0, "**A and B are about the same.**", 5),
        (6, 0, "**A is better**: it reads 6 more digits right", 4),
        (15, 30, "**B is better**: it reads 15 more digits right", 13),
        (16, 29, "**A and B are about the same.**", 13),
    ],
)
def test_of_two_networks_one_is_better_only_where_chance_does_not_explain_it(
    only_first, only_second, begins, margin
):
    said = verdict(*compared(only_first, only_second))
    assert said.startswith(begins)
    if margin is not None:
        assert f"up to {margin} of them" in said
        assert (
            f"**{only_first + only_second} digits**: A on {only_first}, B on {only_second}" in said
        )


@pytest.mark.parametrize(
    ("sure", "right", "begins"),
    [
        (0.95, 0.99, "**Less sure than it could be**"),
        (0.99, 0.95, "**Too sure of itself**"),
        (0.96, 0.963, "**About as sure as it is right**"),
    ],
)
def test_a_network_is_called_too_sure_only_beyond_what_chance_explains(sure, right, begins):
    labels = np.zeros(1000, np.int64)
    probabilities = np.full((1000, 10), (1 - sure) / 9, np.float32)
    wrong = round(1000 * (1 - right))
    probabilities[:wrong, 1], probabilities[wrong:, 0] = sure, sure
    said = certainty_verdict(Evaluation(probabilities, labels))
    assert said.startswith(begins)
    assert f"it is {sure:.2%} sure, and {right:.2%} of its answers are right" in said


@pytest.mark.usefixtures("without_mnist")
def test_a_difference_is_forgotten_with_the_second_network():
    app = page(evaluate_other="<b>b</b>", evaluate_kind="neither")
    app.selectbox(key="evaluate_other").set_value(None).run()
    assert not app.exception
    assert app.segmented_control(key="evaluate_kind").value == "errors"


@pytest.mark.usefixtures("without_mnist")
def test_a_network_is_not_compared_with_itself():
    app = page(evaluate_other="<b>b</b>")
    app.session_state["network_token"] = "<b>b</b>"
    app.run()
    assert not app.exception
    assert "<b>b</b>" not in app.selectbox(key="evaluate_other").options
    assert app.selectbox(key="evaluate_other").value is None


@pytest.mark.usefixtures("without_mnist")
def test_a_large_network_begins_with_the_first_thousand_digits(monkeypatch):
    monkeypatch.setattr(incremental_evaluation, "PATIENCE_SECONDS", 0.0)
    incremental_evaluation.shared_evaluation.clear()
    app = page()
    assert "of 1,000" in numbers(app)
    assert "only the first 1,000 of 2,000 digits have been read" in words(app)
    app.button(key="evaluate_read_all").click().run()
    assert f"{judged(A).right:,} of 2,000" in numbers(app)
    assert "the first 1,000" not in words(app)


@pytest.mark.usefixtures("without_mnist")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_network_whose_sums_overflow_is_not_judged():
    arrays = A.weights["softmax"]
    overflowing = arrays | {"kernel": np.full_like(arrays["kernel"], 3e38)}
    weights = {**A.weights, "softmax": overflowing}
    app = page({"a": Network(A.architecture, weights)})
    assert "its sums overflow" in app.error[0].value
    assert not app.get("bidi_component")


def test_a_damaged_mnist_is_explained(monkeypatch, tmp_path):
    path = tmp_path / "mnist.npz"
    path.write_bytes(b"PK\x03\x04 nothing")
    monkeypatch.setenv("MNIST_NPZ", str(path))
    cached_mnist_test.clear()
    incremental_evaluation.shared_evaluation.clear()
    app = page()
    assert "not the whole of MNIST" in app.error[0].value
    app.segmented_control(key="evaluate_set").set_value("synthetic").run()
    assert not app.error
    assert "of 2,000" in numbers(app)
    cached_mnist_test.clear()


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "4",
        {},
        [1, 2],
        {"true": 10, "answer": 0},
        {"true": -1, "answer": 0},
        {"true": True, "answer": 0},
        {"true": 0.5, "answer": 0},
        {"true": "1", "answer": 1},
        {"true": float("nan"), "answer": 1},
        {"true": float("inf"), "answer": 1},
    ],
)
def test_a_cell_that_does_not_exist_is_not_opened(value):
    assert checked_cell(value) is None


def test_a_cell_that_exists_is_opened():
    assert checked_cell({"true": 4, "answer": 9.0}) == (4, 9)
