"""Which of these shifts breaks a network's answer?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np

from cnn.lessons.question import Choice, Question
from cnn.lessons.translation.translation import MAX_SHIFT, Answers, in_words

# The networks that read shifted digits: the convolutional one, the dense one, and the one that was
# trained on shifted digits.
Reader = Literal["textbook", "dense", "shifted"]
READERS: tuple[Reader, ...] = get_args(Reader)
NONE_OF_THEM = "none"
# Shifts that leave the answer as it is, beside the one that does not.
BESIDE = 3

_TEXTS: Mapping[Reader, str] = {
    "textbook": "Moved by which of these shifts does the convolutional network not answer {digit}?",
    "dense": "Moved by which of these shifts does the dense network not answer {digit}?",
    "shifted": "Moved by which of these shifts does the network trained with shifts not answer "
    "{digit}?",
}


def shift_question(answers: Answers, reader: Reader, number: int) -> Question:
    """Which one of a few shifts brings about another answer of a network?

    At most one of the shifts breaks the answer, and one that does is among them wherever the
    network has such a place. Another number gives, as a rule, other shifts.
    """
    random = np.random.default_rng(number)
    breaking, holding = _places(~answers.is_right), _places(answers.is_right)
    longest = max(map(_length, holding), default=0)
    # Where it can be, one no longer than another that holds: the length alone tells nothing.
    breaking = [shift for shift in breaking if _length(shift) <= longest] or breaking
    broken = [breaking[random.integers(len(breaking))]] if breaking else []
    offered = broken + _alike(holding, broken, random)
    order = random.permutation(len(offered))
    shifts = [offered[index] for index in order]
    choices = [Choice(_key(shift), in_words(*shift)) for shift in shifts]
    return Question(
        text=_TEXTS[reader].format(digit=answers.right),
        answer=_key(broken[0]) if broken else NONE_OF_THEM,
        working="\n".join(_line(answers, shift) for shift in shifts),
        choices=(*choices, Choice(NONE_OF_THEM, "none of them")),
        fingerprint=f"{reader} {answers.fingerprint}",
    )


def _key(shift: tuple[int, int]) -> str:
    """Rows down and columns to the right."""
    down, right = shift
    return f"{down} {right}"


def _places(chosen: np.ndarray) -> list[tuple[int, int]]:
    """Shifts of the chosen places, without the digit as it stands."""
    found = (np.argwhere(chosen) - MAX_SHIFT).tolist()
    return [(down, right) for down, right in found if (down, right) != (0, 0)]


def _alike(
    holding: list[tuple[int, int]], broken: list[tuple[int, int]], random: np.random.Generator
) -> list[tuple[int, int]]:
    """A few shifts that hold, about as long as the one that breaks, so that length tells little."""
    if not broken:
        chosen = random.permutation(len(holding))[:BESIDE]
        return [holding[index] for index in chosen]
    length = _length(broken[0])
    shuffled = [holding[index] for index in random.permutation(len(holding))]
    shuffled.sort(key=lambda shift: abs(_length(shift) - length))
    return shuffled[:BESIDE]


def _length(shift: tuple[int, int]) -> int:
    """By the larger of its rows and columns."""
    return max(map(abs, shift))


def _line(answers: Answers, shift: tuple[int, int]) -> str:
    read = answers.at(*shift)
    digit, right = int(read.argmax()), answers.right
    if digit == right:
        return f"- {in_words(*shift)}: it answers **{digit}** ({read[digit]:.1%})."
    return (
        f"- {in_words(*shift)}: it answers **{digit}** ({read[digit]:.1%}); {right} has "
        f"{read[right]:.1%}."
    )
