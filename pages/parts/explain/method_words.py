"""What each attribution is called, what it computes and what it cannot tell, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class MethodWords:
    """What is said of an attribution.

    Attributes:
        name: at the head of its map.
        in_a_sentence: within one.
        computes: a sentence on what its numbers are.
        cannot_tell: a sentence on what they do not say.
    """

    name: str
    in_a_sentence: str
    computes: str
    cannot_tell: str


METHOD_WORDS: Mapping[str, MethodWords] = MappingProxyType(
    {
        "gradient": MethodWords(
            "Gradient",
            "the gradient",
            "How fast the logit grows as a little ink is added to each pixel.",
            "It speaks of a tiny change only, not of the ink that is already there.",
        ),
        "gradient_times_input": MethodWords(
            "Gradient x input",
            "gradient x input",
            "The gradient times the ink in each pixel.",
            "Paper always gets 0, even where the empty place is what matters.",
        ),
        "integrated_gradients": MethodWords(
            "Integrated gradients",
            "integrated gradients",
            "The mean gradient on the way from blank paper to your digit, times the ink.",
            "It compares with blank paper only: from another start, it would say something else.",
        ),
        "occlusion": MethodWords(
            "Occlusion",
            "occlusion",
            "How far the logit falls when a window of blank paper covers the place.",
            "It cannot tell what two places do together, nor see finer than its window.",
        ),
        "grad_cam": MethodWords(
            "Grad-CAM",
            "Grad-CAM",
            "A convolution's feature maps, added up by how much each speaks for the digit.",
            "It shows nothing that speaks against, and nothing finer than the cells of its map.",
        ),
        "random": MethodWords(
            "Random",
            "the random map",
            "Noise that knows neither the network nor your digit.",
            "It tells you nothing, and neither does a method that does no better.",
        ),
    }
)


def listed(names: list[str]) -> str:
    """Several things as a sentence lists them: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def methods_listed(names: list[str]) -> str:
    """Some methods as a sentence lists them."""
    return listed([METHOD_WORDS[name].in_a_sentence for name in names])


def verb(names: list[str], one: str, several: str) -> str:
    """The verb for one of them or for several."""
    return one if len(names) == 1 else several
