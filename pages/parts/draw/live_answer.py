"""The answer that follows the pen: the digits, the image that the network reads, and the ten bars.

Image and bars are drawn here. Digits and probability stand in Streamlit's own elements, as the
server says them; between two of its answers the script writes into them what the browser reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component

EXAMPLE_CAPTION = "This is an example. Your first stroke clears the canvas."
DRAWN_CAPTION = "This is your drawing."
_PROBABILITY = "probability"
_SEVERAL = "{count} digits, each with at least"

_WORDS = {
    "probability": _PROBABILITY,
    "several": _SEVERAL,
    "image": ["What the network reads:", "28 x 28 pixels"],
    "current": ["Current digit, {place} of {count}:", "28 x 28 pixels"],
    "named": "The digit as read: {digit}",
    "unnamed": "The digit, to which there is no answer",
    "nothing": "\u2013",
    "nothingYet": "nothing to read yet",
    "bars": "Probability of each digit",
    "drawn": DRAWN_CAPTION,
    "example": EXAMPLE_CAPTION,
}

_component = inline_component(__file__, "figure_numbers.js", "likeliest.js", is_style_its_own=False)


@dataclass(frozen=True)
class AnswerText:
    """What is said of all digits together.

    Attributes:
        digits: in reading order, a space between rows.
        count: of the digits.
        before_share: words before the probability.
        share: the probability; of several digits the least.
        spoken: all of it, for those who hear the page.
    """

    digits: str
    count: int
    before_share: str
    share: str
    spoken: str


@dataclass(frozen=True)
class ReadAnswer:
    """The answer as the server has it.

    Attributes:
        text: for all digits.
        probabilities: (10,), of the current digit.
        place: of the current digit among them.
    """

    text: AnswerText
    probabilities: np.ndarray
    place: int


def answer_text(digits: str, together: np.ndarray) -> AnswerText:
    """Say the answers to (n, 10) probabilities."""
    count, sure = len(together), together.max(axis=1)
    if count == 1:
        share = f"{sure[0]:.1%}"
        spoken = f"Read as {digits}, with a probability of {share}."
        return AnswerText(digits, count, _PROBABILITY, share, spoken)
    # Never more than is true: 99.96 % is not "at least 100.0%".
    share = f"{math.floor(sure.min() * 1000) / 1000:.1%}"
    spoken = f"Read as {digits}: {count} digits, each with at least {share}."
    return AnswerText(digits, count, _SEVERAL.format(count=count), share, spoken)


def live_answer(
    image: np.ndarray,
    answer: ReadAnswer | None,
    drawing: int | None,
    palette: Palette,
    *,
    is_picture: bool,
) -> None:
    """Show a (28, 28) image of floats in [0, 1] and its ten probabilities.

    Args:
        answer: to all that was found; None where sums overflow.
        drawing: number of the drawing on the canvas that was read last.
        is_picture: whether the image was found in a picture, which is shown as well.
    """
    _component(
        data={
            "image": encoded(image),
            "colours": encoded(colour_table(palette.sequential), "u1"),
            "answer": answer and _as_data(answer),
            "drawing": drawing,
            "is_picture": is_picture,
            "words": _WORDS,
        },
        key="live_answer",
        width="stretch",
        height="content",
    )


def _as_data(answer: ReadAnswer) -> dict[str, object]:
    text = answer.text
    return {
        "digits": text.digits,
        "count": text.count,
        "before": text.before_share,
        "share": text.share,
        "place": answer.place,
        "probabilities": [float(value) for value in answer.probabilities],
    }
