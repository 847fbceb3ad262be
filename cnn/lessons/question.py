"""Questions about a figure, and the grading of what was typed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

MAX_TYPED = 60
Verdict = Literal["right", "wrong", "not an answer"]

# [0-9], not \d: Python reads other scripts' digits as numbers, too.
_DECIMAL = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_BETWEEN_SIZES = re.compile(r"[x*,;]|\s")
_SIZE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Question:
    """A question about a figure as it now stands, with its answer computed from it.

    Attributes:
        text: Markdown of our own words and numbers.
        answer: a number, a shape, or one of the choices.
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
    choices: tuple[str, ...] = ()
    tolerance: float = 0.005
    fingerprint: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.answer, str) != bool(self.choices):
            raise ValueError("choices go with an answer in words, and only with one")
        if isinstance(self.answer, str):
            if self.answer not in self.choices:
                raise ValueError(f"{self.answer!r} is not among the choices {self.choices}")
        elif not isinstance(self.answer, tuple) and not math.isfinite(self.answer):
            raise ValueError(f"the answer is {self.answer}")
        if not self.tolerance >= 0:
            raise ValueError(f"the tolerance is {self.tolerance}")

    @property
    def answer_text(self) -> str:
        """The answer as it is shown: numbers with one decimal more than the tolerance asks for."""
        match self.answer:
            case str():
                return self.answer
            case tuple():
                return " x ".join(map(str, self.answer))
        return _number_text(self.answer, self.tolerance)


@dataclass(frozen=True)
class Grade:
    """What became of an answer.

    Attributes:
        verdict: right or wrong; "not an answer" where nothing usable was typed.
        sentence: the same in words fit to be shown as Markdown, made of our own words and of
            numbers that were understood.
    """

    verdict: Verdict
    sentence: str


def grade(question: Question, typed: str | None) -> Grade:
    """Judge an answer, trusting nothing.

    Args:
        question: what was asked.
        typed: any text; None where nothing was chosen. Numbers may have a decimal comma or
            commas between thousands; shapes are whole numbers with x, commas or spaces between.

    Returns:
        The grade; nothing that can be typed raises.
    """
    text = (typed or "").strip().lower().replace("\u2212", "-").replace("\u00d7", "x")
    if isinstance(question.answer, str):
        return _grade_choice(question, typed)
    if not text:
        return Grade("not an answer", f"Nothing is typed yet: {_wanted(question)}.")
    if len(text) > MAX_TYPED:
        return Grade("not an answer", f"That is too long: {_wanted(question)}.")
    if isinstance(question.answer, tuple):
        return _grade_shape(question, question.answer, text)
    return _grade_number(question, question.answer, text)


def _grade_choice(question: Question, typed: str | None) -> Grade:
    if typed not in question.choices:
        return Grade("not an answer", "Nothing is chosen yet: choose one of the answers.")
    if typed == question.answer:
        return Grade("right", f"Right: {question.answer_text}.")
    return Grade("wrong", f"Not so. You chose {typed}; the answer is {question.answer_text}.")


def _grade_shape(question: Question, answer: tuple[int, ...], text: str) -> Grade:
    parts = [part for part in _BETWEEN_SIZES.split(text.strip("()[]")) if part]
    if len(parts) != len(answer) or not all(map(_SIZE.fullmatch, parts)):
        return Grade("not an answer", f"That is no such shape: {_wanted(question)}.")
    sizes = tuple(map(int, parts))
    if sizes == answer:
        return Grade("right", f"Right: {question.answer_text}.")
    said = " x ".join(map(str, sizes))
    return Grade("wrong", f"Not so. You said {said}; it is {question.answer_text}.")


def _grade_number(question: Question, answer: float, text: str) -> Grade:
    readings = _readings(text)
    if not readings:
        return Grade("not an answer", f"That is no number: {_wanted(question)}.")
    # A hair more than the tolerance: 0.62 must do for 0.625.
    reach = question.tolerance * (1 + 1e-6) + 1e-9
    if any(abs(reading - answer) <= reach for reading in readings):
        return Grade("right", f"Right: {question.answer_text}.")
    said = f"{readings[0]:g}"
    return Grade("wrong", f"Not so. You said {said}; it is {question.answer_text}.")


def _readings(text: str) -> list[float]:
    """The numbers that a text may mean: 1,234 is one thing here and another elsewhere."""
    found = []
    if _GROUPED.fullmatch(text):
        found.append(float(text.replace(",", "")))
    if _DECIMAL.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    return [number for number in found if math.isfinite(number)]


def _wanted(question: Question) -> str:
    if isinstance(question.answer, tuple):
        count = len(question.answer)
        example = " x ".join(["7"] * count)
        return f"type {count} whole numbers, such as {example}"
    return "type a number, such as 0.5 or -2"


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
