"""The answer for those who hear the page: said when it changes, and only then."""

from __future__ import annotations

from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__)


def spoken_answer(sentence: str) -> None:
    """Have a screen reader say a sentence once it can, where it is not the one of before.

    An element of the page's own would be made anew with each answer, and what comes with its words
    is not said. Empty where a warning says what there is to say.
    """
    _component(data={"sentence": sentence}, key="spoken_answer")
