"""Which networks still read a digit that has moved, and how far can it move before one does not?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np

from cnn.lessons.question import Choice, Question
from cnn.lessons.translation.translation import BOX_ROOM, MAX_SHIFT, Answers, in_words

# The networks that read shifted digits: the convolutional one, the dense one, and the one that was
# trained on shifted digits.
Reader = Literal["textbook", "dense", "shifted"]
READERS: tuple[Reader, ...] = get_args(Reader)
Direction = Literal["right", "left", "down", "up"]
# Rows down and columns to the right of a move by one pixel.
BY_ONE: Mapping[Direction, tuple[int, int]] = {
    "right": (0, 1),
    "left": (0, -1),
    "down": (1, 0),
    "up": (-1, 0),
}
# How far the digit of the first question has moved.
FIRST_DISTANCE = BOX_ROOM
NEVER = "never"
WRONG_FROM_THE_START = "0"

# By the networks that still read the digit, in the order of READERS.
_STILL_READ: Mapping[tuple[Reader, ...], str] = {
    ("shifted",): "only the one trained with shifts",
    ("textbook",): "only the convolutional one",
    ("dense",): "only the dense one",
    ("textbook", "shifted"): "the convolutional one and the one trained with shifts",
    ("dense", "shifted"): "the dense one and the one trained with shifts",
    ("textbook", "dense"): "the convolutional one and the dense one",
    ("textbook", "dense", "shifted"): "all three",
    (): "none of them",
}
# What is offered whatever is right.
_ALWAYS_OFFERED = (("shifted",), ("textbook", "shifted"), READERS, ())
_MOVED: Mapping[Direction, str] = {
    "right": "The digit has moved {pixels} pixels to the right.",
    "left": "The digit has moved {pixels} pixels to the left.",
    "down": "The digit has moved {pixels} pixels down.",
    "up": "The digit has moved {pixels} pixels up.",
}
_LOSES_IT: Mapping[Reader, str] = {
    "textbook": "After how many pixels does the convolutional network first answer something other "
    "than {digit}?",
    "dense": "After how many pixels does the dense network first answer something other than "
    "{digit}?",
    "shifted": "After how many pixels does the network trained with shifts first answer something "
    "other than {digit}?",
}
_MOVE_IT: Mapping[Direction, str] = {
    "right": "Move the digit to the right, one pixel at a time.",
    "left": "Move the digit to the left, one pixel at a time.",
    "down": "Move the digit down, one pixel at a time.",
    "up": "Move the digit up, one pixel at a time.",
}
_NAMES: Mapping[Reader, str] = {
    "textbook": "Convolutional",
    "dense": "Dense",
    "shifted": "Trained with shifts",
}


def first_direction(read: Mapping[Reader, Answers], whole: np.ndarray) -> Direction:
    """Where the digit of the first question has moved to.

    A direction in which it is still whole, if there is one; of these one in which one network
    reads it, else two, else whatever comes first.

    Args:
        read: what each network answers.
        whole: (17, 17) bool, see `whole_places`.
    """

    def rank(direction: Direction) -> tuple[bool, int]:
        shift = _by(direction, FIRST_DISTANCE)
        readers = len(still_reading(read, shift))
        return not whole[_place(shift)], readers if readers in (1, 2) else 3

    return min(BY_ONE, key=rank)


def still_reading(read: Mapping[Reader, Answers], shift: tuple[int, int]) -> tuple[Reader, ...]:
    """The networks whose answer is right after a shift by so many rows and columns."""
    return tuple(name for name in READERS if read[name].is_right[_place(shift)])


def still_read_question(read: Mapping[Reader, Answers], direction: Direction) -> Question:
    """Which networks still read the digit when it has moved by 4 pixels?

    All that it takes is on view: the ten probabilities that each network gives.
    """
    shift = _by(direction, FIRST_DISTANCE)
    right = still_reading(read, shift)
    choices = [
        Choice(_readers_key(readers), label)
        for readers, label in _STILL_READ.items()
        if readers in _ALWAYS_OFFERED or readers == right
    ]
    return Question(
        text=f"{_MOVED[direction].format(pixels=FIRST_DISTANCE)} A network's answer is its longest "
        f"bar. {_asked_of(read)}",
        answer=_readers_key(right),
        working="\n".join(_line(_NAMES[name], read[name], shift) for name in READERS)
        + "\n\nOnly the one trained with shifts has learned from digits in such places; the two "
        "others learned from digits in the middle.",
        choices=tuple(choices),
        fingerprint=" ".join(read[name].fingerprint for name in READERS),
    )


def loses_it_question(answers: Answers, reader: Reader, direction: Direction) -> Question:
    """How far can the digit move in one direction before a network's answer changes?"""
    shifts = [_by(direction, pixels) for pixels in range(MAX_SHIFT + 1)]
    wrong = [pixels for pixels, shift in enumerate(shifts) if not answers.is_right[_place(shift)]]
    first = wrong[0] if wrong else None
    pairs = range(1, MAX_SHIFT, 2)
    choices = [Choice(str(pixels), f"{pixels} or {pixels + 1} pixels") for pixels in pairs]
    if first == 0:
        choices.insert(0, Choice(WRONG_FROM_THE_START, "it is wrong from the start"))
    shown = shifts if first is None else shifts[: first + 1]
    return Question(
        text=f"{_MOVE_IT[direction]} {_LOSES_IT[reader].format(digit=answers.right)}",
        answer=_first_key(first),
        working="\n".join(_line(_capital(in_words(*shift)), answers, shift) for shift in shown),
        choices=(*choices, Choice(NEVER, f"not within {MAX_SHIFT} pixels")),
        fingerprint=f"{reader} {answers.fingerprint}",
    )


def reader_and_direction(number: int) -> tuple[Reader, Direction]:
    """What the question of a number of 1 or more is about: every network by turns, then farther."""
    turn, directions = number - 1, tuple(BY_ONE)
    return READERS[turn % len(READERS)], directions[turn // len(READERS) % len(directions)]


def _first_key(pixels: int | None) -> str:
    """The key of the choice that holds a number of pixels: 3 for 3 or 4."""
    if pixels is None:
        return NEVER
    if pixels == 0:
        return WRONG_FROM_THE_START
    return str(pixels if pixels % 2 else pixels - 1)


def _by(direction: Direction, pixels: int) -> tuple[int, int]:
    down, right = BY_ONE[direction]
    return down * pixels, right * pixels


def _place(shift: tuple[int, int]) -> tuple[int, int]:
    """Row and column in arrays of (17, 17)."""
    down, right = shift
    return down + MAX_SHIFT, right + MAX_SHIFT


def _readers_key(readers: tuple[Reader, ...]) -> str:
    return "+".join(readers) or "none"


def _asked_of(read: Mapping[Reader, Answers]) -> str:
    digits = {answers.right for answers in read.values()}
    if len(digits) == 1:
        return f"Which networks still answer {digits.pop()}?"
    return "Which networks still give the answer that they gave in the middle?"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _line(name: str, answers: Answers, shift: tuple[int, int]) -> str:
    read = answers.at(*shift)
    digit, right = int(read.argmax()), answers.right
    if digit == right:
        return f"- {name}: it answers **{digit}** ({read[digit]:.1%})."
    return f"- {name}: it answers **{digit}** ({read[digit]:.1%}); {right} has {read[right]:.1%}."
