"""A 2 x 2 window takes the largest of four; beside it the mean, and every second cell."""

import numpy as np
import streamlit as st

from cnn.datasets import balanced, mnist_available
from cnn.drawing import digit_from_strokes
from cnn.errors import DatasetError
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    METHOD_TITLES,
    METHODS,
    Pooled,
    clearest_map,
    ink_lost,
    least_by,
    mean_changes,
    pooled,
)
from cnn.lessons.max_pooling.pooling_questions import cell_question, cell_to_ask, least_question
from cnn.lessons.question import Question
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.learn.max_pooling.pooling_view import Hidden, OtherDigits, pooling_view
from pages.parts.session.digit import current_digit
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

NAME = "max_pooling"
LAYER = "pooling_layer"
LAYERS = ("conv1", "conv2")
NETWORK = "textbook"
TEST_DIGITS = 100
# Below this share of the ink nobody sees that something is gone.
INK_WORTH_SAYING = 0.001


@st.cache_data(max_entries=2 * len(LAYERS), show_spinner=False)
def other_digits(layer: str, with_mnist: bool) -> OtherDigits:
    """What the moves change in MNIST's test digits, or in the examples where MNIST is not here."""
    if with_mnist:
        images, labels = mnist_test()
        chosen = balanced(labels, TEST_DIGITS)
        title, digits = "MNIST", images[chosen] / np.float32(255)
    else:
        title, digits = "example", np.stack([digit_from_strokes(e.strokes) for e in EXAMPLES])
    return OtherDigits(
        f"{len(digits)} {title}", mean_changes(pretrained_network(NETWORK), layer, digits)
    )


def others_here(layer: str) -> OtherDigits:
    """MNIST's digits where they can be read, else the examples."""
    try:
        return other_digits(layer, mnist_available())
    except DatasetError:
        return other_digits(layer, False)


def question_of(digit: Pooled, channel: int, number: int) -> tuple[Question, Hidden, str]:
    """By turns which result changes least, and what a pooled cell is; what each hides.

    Also where the digit stands at first: not where the question asks about a move.
    """
    turn = number // 2
    if number % 2 == 0:
        asked, shown = (DIRECTIONS[(2 + turn + step) % len(DIRECTIONS)] for step in (0, 1))
        return least_question(digit, asked), Hidden(direction=asked), shown
    method = METHODS[turn % len(METHODS)]
    place = cell_to_ask(digit.maps[0, ..., channel], number)
    hidden = Hidden(cell=(method, *place))
    return cell_question(digit, channel, method, place), hidden, "not moved"


def border_notes(image: np.ndarray) -> dict[str, str]:
    """A sentence for each move that takes ink out of the image."""
    lost = {direction: ink_lost(image, direction) for direction in DIRECTIONS}
    return {
        direction: f"This digit touches the border: moved {direction}, {share:.1%} of its ink "
        "leaves the image, and part of the change comes from that."
        for direction, share in lost.items()
        if share >= INK_WORTH_SAYING
    }


@st.fragment
def explorer() -> None:
    """The map, the window, the three results, and the question."""
    image, number = current_digit().image, question_number(NAME)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        layer = st.segmented_control(
            "Maps of",
            LAYERS,
            default=None if LAYER in st.session_state else LAYERS[0],
            required=True,
            key=LAYER,
            persist_state="session",
        )
        digit = pooled(pretrained_network(NETWORK), layer, image)
        channel = chosen_map(digit)
        question, hidden, first_move = question_of(digit, channel, number)
        answered = ask(NAME, question)
    others = others_here(layer)
    with figure_side:
        pooling_view(
            digit,
            channel,
            others,
            palette(),
            key="pooling",
            question=f"{number} {layer} {answered}",
            first_move=(answered and hidden.direction) or first_move,
            hidden=Hidden() if answered else hidden,
            notes=border_notes(image),
        )
        if not image.any():
            st.caption("This digit is blank: moved, it is the same, so nothing changes.")
    explanation(digit, others, answered or hidden.direction is None)


def chosen_map(digit: Pooled) -> int:
    """The map that is looked at; the clearest until another is chosen."""
    last, key = digit.maps.shape[-1] - 1, f"pooling_map_{digit.layer}"
    start = {} if key in st.session_state else {"value": clearest_map(digit.maps[0])}
    return st.number_input(
        f"Map, 0 to {last}", 0, last, step=1, key=key, persist_state="session", **start
    )


def explanation(digit: Pooled, others: OtherDigits, may_tell: bool) -> None:
    """What pooling does, how a change is measured, and what was found."""
    layer = pretrained_network(NETWORK).architecture.layer(digit.layer.replace("conv", "pool"))
    st.markdown(
        f"The maps are those of {digit.layer} of the textbook network; {layer.name} takes the "
        f"maximum of each 2 x 2 window of them, with stride 2: {layer.size_arithmetic} rows and "
        "columns. A convolution's window has weights that are learned; the maximum is hard-coded, "
        f"and so are the average and the second cell: {layer.parameters} parameters."
        + (f" Of this map {layer.dropped_text} (shaded)." if layer.dropped else "")
    )
    st.markdown(
        "**How a change is measured.** The digit moves by one pixel, the network computes its maps "
        "anew, and each result is compared with the one before, cell by cell: the mean absolute "
        "change divided by the mean of the cells as the digit stands. 0 is no change. The cosine "
        "compares the two results as vectors; 1 is the same direction. In the pictures, blue cells "
        "grew and orange cells shrank."
    )
    if may_tell:
        st.markdown(finding(digit, others))


def finding(digit: Pooled, others: OtherDigits) -> str:
    """Which result changes least, as found, over other digits and the four directions."""
    relative, cosine = (least_by(others.changes, measure) for measure in ("relative", "cosine"))

    def listed(ranked: tuple[tuple[str, float], ...]) -> str:
        return ", ".join(f"{METHOD_TITLES[name].lower()} {value:.3f}" for name, value in ranked)

    before = np.mean([others.changes[None, direction].relative for direction in DIRECTIONS])
    first, other = relative[0][0], cosine[0][0]
    verdict = (
        f"{METHOD_TITLES[first]} changes least by both measures."
        if first == other
        else f"{METHOD_TITLES[first]} changes least by the one measure, "
        f"{METHOD_TITLES[other].lower()} by the other."
    )
    return (
        f"**What is found** for {digit.layer} in {others.title} digits, mean of the four "
        f"directions. Change relative to the mean: {listed(relative)}; the maps themselves "
        f"{before:.3f}. Cosine: {listed(cosine)}. {verdict} None of the three stays as it is."
    )


lesson_page(NAME)
explorer()
lesson_foot(NAME)
