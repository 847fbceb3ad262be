"""Questions about a figure, and the grading of what was typed or chosen."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, assert_never

MAX_TYPED = 60
# The least tolerance that is worth telling.
_SAID = 0.005
# Unusable: nothing was given that could be right or wrong.
Verdict = Literal["right", "wrong", "unusable"]

# [0-9], not \d: Python reads other scripts' digits as numbers, too.
_DECIMAL = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_BETWEEN_SIZES = re.compile(r"[x*,;]|\s")
_SIZE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from: the key is compared, the label is read."""

    key: str
    label: str


@dataclass(frozen=True)
class Question:
    """A question about a figure as it now stands, with its answer computed from it.

    Attributes:
        text: Markdown of our own words and numbers.
        answer: a number, a shape, or the key of one of the choices.
        working: Markdown that shows how the answer follows, with the very numbers.
        choices: what can be chosen; empty where a number or a shape is typed.
        tolerance: how far off a typed number may be.
        fingerprint: tells one state of the figure from another; with another, or another text, the
            question is asked anew.

    Raises:
        ValueError: the answer is not finite, or not among the choices, or the tolerance negative.
    """

    text: str
    answer: float | tuple[int, ...] | str
    working: str
    choices: tuple[Choice, ...] = ()
    tolerance: float = 0.005
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.answer, str) != bool(self.choices):
            raise ValueError("choices go with the key of one of them, and only with one")
        if isinstance(self.answer, str):
            if self.answer not in self.labels:
                raise ValueError(f"{self.answer!r} is not among the choices {self.choices}")
        elif not isinstance(self.answer, tuple) and not math.isfinite(self.answer):
            raise ValueError(f"the answer is {self.answer}")
        if not self.tolerance >= 0:
            raise ValueError(f"the tolerance is {self.tolerance}")

    @property
    def labels(self) -> dict[str, str]:
        """What is read of each choice, by its key, in order."""
        return {choice.key: choice.label for choice in self.choices}

    @property
    def tolerance_text(self) -> str:
        """How far off a typed number may be, in words; empty where nobody need know.

        That is so of choices, of shapes, of what is counted, and of what the decimals shown leave
        open.
        """
        if isinstance(self.answer, str | tuple) or self.tolerance < _SAID:
            return ""
        if isinstance(self.answer, int) and self.tolerance < 0.5:
            return ""
        return f"Within {self.tolerance:,g} counts as right."

    @property
    def answer_text(self) -> str:
        """The answer as it is shown: numbers with one decimal more than the tolerance asks for."""
        match self.answer:
            case str():
                return self.labels[self.answer]
            case tuple():
                return " x ".join(map(str, self.answer))
            case float() | int():
                return _number_text(self.answer, self.tolerance)
            case _:
                assert_never(self.answer)


@dataclass(frozen=True)
class Grade:
    """What became of an answer.

    Attributes:
        sentence: the verdict in words fit to be shown as Markdown, made of our own words and of
            numbers that were understood.
    """

    verdict: Verdict
    sentence: str


def grade(question: Question, given: str | None) -> Grade:
    """Judge an answer, trusting nothing: whatever is given, nothing raises.

    Args:
        given: the key of a choice, or any text; None where nothing was chosen. Numbers may have a
            decimal comma or commas between thousands; shapes are whole numbers with x, commas or
            spaces between.
    """
    text = (given or "").strip().lower().replace("\u2212", "-").replace("\u00d7", "x")
    match question.answer:
        case str():
            return _grade_choice(question, given)
        case tuple():
            return _grade_shape(question, question.answer, text)
        case float() | int():
            return _grade_number(question, question.answer, text)
        case _:
            assert_never(question.answer)


def tolerance_for(strongest: float) -> float:
    """How far off an answer may be: a twentieth of the map's strongest number, 0.01 at least.

    Args:
        strongest: the largest number of the map, 0 or more.

    Returns:
        1, 2 or 5 times a power of ten.
    """
    wanted = max(strongest / 20, 0.01)
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(step * power for step in (1, 2, 5) if step * power <= wanted * (1 + 1e-9))


def _grade_choice(question: Question, given: str | None) -> Grade:
    if given not in question.labels:
        return Grade("unusable", "Nothing is chosen yet: choose one of the answers.")
    if given == question.answer:
        return Grade("right", f"Right: {question.answer_text}.")
    return Grade("wrong", f'Not quite: the answer is "{question.answer_text}".')


def _grade_shape(question: Question, answer: tuple[int, ...], text: str) -> Grade:
    count, example = len(answer), " x ".join(["7"] * len(answer))
    if not text:
        return Grade(
            "unusable",
            f"Nothing is typed yet: type {count} whole numbers, such as {example}.",
        )
    if len(text) > MAX_TYPED:
        return Grade(
            "unusable", f"That is too long: type {count} whole numbers, such as {example}."
        )
    parts = [part for part in _BETWEEN_SIZES.split(text.strip("()[]")) if part]
    if len(parts) != count or not all(map(_SIZE.fullmatch, parts)):
        return Grade(
            "unusable", f"That is not such a shape: type {count} whole numbers, such as {example}."
        )
    sizes = tuple(map(int, parts))
    if sizes == answer:
        return Grade("right", f"Right: {question.answer_text}.")
    return Grade("wrong", f"Not quite: the answer is {question.answer_text}.")


def _grade_number(question: Question, answer: float, text: str) -> Grade:
    if not text:
        return Grade("unusable", "Nothing is typed yet: type a number, such as 0.5 or -2.")
    if len(text) > MAX_TYPED:
        return Grade("unusable", "That is too long: type a number, such as 0.5 or -2.")
    readings = _readings(text)
    if not readings:
        return Grade("unusable", "That is not a number: type one, such as 0.5 or -2.")
    # A hair more than the tolerance: 0.62 must do for 0.625.
    reach = question.tolerance * (1 + 1e-6) + 1e-9
    if any(abs(reading - answer) <= reach for reading in readings):
        return Grade("right", f"Right: {question.answer_text}.")
    return Grade("wrong", f"Not quite: the answer is {question.answer_text}.")


def _readings(text: str) -> list[float]:
    """The numbers that a text may mean: 1,234 is one thing here and another elsewhere."""
    found = []
    if _GROUPED.fullmatch(text):
        found.append(float(text.replace(",", "")))
    if _DECIMAL.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    return [number for number in found if math.isfinite(number)]


def _number_text(number: float, tolerance: float) -> str:
    """With one decimal more than the tolerance asks for, of which 0.005 asks for two.

    Rounded to those alone, the answer could lie nearer to a wrong number than the tolerance.
    """
    asked = 3 if tolerance == 0 else min(max(math.ceil(-math.log10(2 * tolerance)), 0), 7)
    decimals = asked + 1
    if number == round(number):
        decimals = 0
    # Adding zero turns -0.0 into 0.0.
    return f"{round(float(number), decimals) + 0.0:,.{decimals}f}"
