"""The questions about the window: each is answered by what is on view, the first by the idea."""

import numpy as np
import pytest

from cnn.lessons.local_patterns.kernels import PRESETS, SIZES, preset_kernel
from cnn.lessons.local_patterns.sliding_window import Slide, slide
from cnn.lessons.local_patterns.window_questions import Asked, asked_about, window_question
from cnn.lessons.question import Question, grade

IMAGE = np.random.default_rng(5).random((28, 28), dtype=np.float32)


def stroke() -> np.ndarray:
    """An upright stroke."""
    image = np.zeros((28, 28))
    image[5:20, 14] = 0.8
    return image


def question_of(stops: Slide, number: int) -> Question:
    return window_question(stops, asked_about(stops, number))


@pytest.mark.parametrize(
    ("size", "places", "weights"), [(3, "26 x 26 = 676", 9), (5, "24 x 24 = 576", 25)]
)
def test_the_first_question_is_about_the_weights_for_all_places(size, places, weights):
    stops = slide(IMAGE, preset_kernel("sobel_x", size), 0.0)
    asked = asked_about(stops, 0)
    question = window_question(stops, asked)
    assert asked.hides == "nothing"
    assert stops.cells[asked.place] == stops.cells.max()
    assert f"stops at {places} places" in question.text
    assert grade(question, str(weights)).verdict == "right"
    for wrong in (str(weights + 1), "676", "576", "784", str(weights * 676)):
        assert grade(question, wrong).verdict == "wrong"
    assert f"**{weights}**" in question.working
    assert "28 x 28 = 784 pixels" in question.working


def test_the_first_question_stays_answered_with_another_kernel_of_its_size():
    first, second = (slide(IMAGE, preset_kernel(name, 3), 0.0) for name in ("blur", "sobel_x"))
    assert question_of(first, 0).fingerprint == question_of(second, 0).fingerprint
    larger = slide(IMAGE, preset_kernel("blur", 5), 0.0)
    assert question_of(first, 0).fingerprint != question_of(larger, 0).fingerprint


def test_the_second_question_is_a_sum_of_products_on_view():
    stops = slide(stroke(), preset_kernel("sobel_x", 3), 0.25)
    asked = asked_about(stops, 1)
    assert asked.hides == "sum"
    by_hand = max(stops.products[asked.place].sum() + 0.25, 0)
    assert by_hand > 0
    assert grade(window_question(stops, asked), f"{by_hand:.2f}").verdict == "right"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_later_question_asks_for_a_cell_and_knows_it(name, size):
    stops = slide(IMAGE, preset_kernel(name, size), 0.0)
    for number in range(1, 7):
        asked = asked_about(stops, number)
        question = window_question(stops, asked)
        assert question.answer == stops.cells[asked.place]
        assert f"row {asked.row}, column {asked.column}" in question.text
        assert grade(question, question.answer_text).verdict == "right"


def test_the_asked_cell_has_few_products_and_is_cut_by_relu_by_turns():
    stops = slide(stroke(), preset_kernel("sobel_x", 3), 0.0)
    for number in range(1, 8):
        asked = asked_about(stops, number)
        assert 2 <= np.count_nonzero(stops.products[asked.place]) <= 4
        question = window_question(stops, asked)
        assert (question.answer == 0) == (number in (3, 5, 7))
        assert (grade(question, "0").verdict == "right") == (question.answer == 0)


def test_the_working_shows_the_very_numbers():
    image = np.zeros((5, 5))
    image[1, 1:4] = 0.5
    stops = slide(image, preset_kernel("sobel_y", 3), 0.25)
    assert window_question(stops, Asked(1, 1, "products")).working == (
        "0.5 x (-1) + 0.5 x (-2) + 0.5 x (-1) = -2.0000 (the other 6 products are 0); "
        "-2.0000 + bias 0.25 = -1.7500; max(0, -1.7500) = **0.0000**."
    )


def test_the_working_says_where_its_numbers_are_rounded():
    stops = slide(np.full((5, 5), 1 / 3), np.ones((3, 3)), 0.0)
    assert window_question(stops, Asked(1, 1, "sum")).working.endswith(
        "= **3.0000**. The numbers are shown rounded and computed exactly."
    )


def test_a_blank_image_and_a_kernel_of_zeros_can_be_asked_about():
    for image, kernel in ((np.zeros((28, 28)), np.ones((3, 3))), (IMAGE, np.zeros((3, 3)))):
        stops = slide(image, kernel, 0.0)
        assert question_of(stops, 0).answer == 9
        question = question_of(stops, 1)
        assert question.answer == 0
        assert "All 9 products are 0, so their sum is 0.0000" in question.working
