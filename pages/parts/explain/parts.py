"""The page's five parts, one of which is shown at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pages.parts.components.addressed_choice import addressed_choice
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.explain.digit_at_all import digit_at_all
from pages.parts.explain.lie_detector import lie_detector
from pages.parts.explain.neighbours import neighbours
from pages.parts.explain.question import Question
from pages.parts.explain.which_parts import which_parts
from pages.parts.explain.which_pixels import which_pixels


@dataclass(frozen=True)
class Part:
    """One way to ask why.

    Attributes:
        title: on its button.
        idea: what it shows, in a sentence or two.
        show: shows it.
        asks_why: whether it is about one digit's logit, which can be chosen.
    """

    title: str
    idea: str
    show: Callable[[Question, ExplainedTexts], None]
    asks_why: bool = True


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "pixels": Part(
            "Which pixels?",
            "Five methods say which pixels made the answer, beside random noise that says nothing. "
            "They do not always agree; the lie detector tests them.",
            which_pixels,
        ),
        "lie_detector": Part(
            "The lie detector",
            "An explanation that stays the same when the network forgets all it has learned does "
            "not explain the network. And if it is right, the answer hangs on the pixels that it "
            "names.",
            lie_detector,
        ),
        "votes": Part(
            "Which parts voted?",
            "A logit is a plain sum. Here it is taken apart, first into the units that voted, then "
            "into the maps and places behind each unit.",
            which_parts,
        ),
        "digit_at_all": Part(
            "Is this a digit at all?",
            "A network names a digit whatever you draw. Three published scores say how strange the "
            "drawing is to it.",
            digit_at_all,
            asks_why=False,
        ),
        "neighbours": Part(
            "Neighbours",
            "Each point is a test digit, placed by what a layer makes of it. Your digit is placed "
            "among them by the same arithmetic.",
            neighbours,
            asks_why=False,
        ),
    }
)


def choose_part() -> str:
    """A key of `PARTS`; the choice stands in the page's address."""
    return addressed_choice("Part", {name: part.title for name, part in PARTS.items()}, key="part")
