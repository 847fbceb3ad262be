"""What is said of a logit's votes, and of what is behind one of them."""

from __future__ import annotations

from types import MappingProxyType

from cnn.explain.votes import Behind, Votes
from cnn.figures.printed_number import readable
from pages.parts.explain.question import Question
from pages.parts.words import capitalised

VOTER_NAMES = MappingProxyType({"unit": "unit", "map": "map", "cells": "map"})


def voter_name(found: Votes, number: int) -> str:
    """One voter, such as "unit 5"; the image's pixels are one together."""
    if found.voter == "cells" and found.layer is None:
        return "the pixels"
    return f"{VOTER_NAMES[found.voter]} {number}"


def logit_name(question: Question) -> str:
    """What is taken apart, at the head of a sentence."""
    if question.against is None:
        return f"The logit of {question.digit}"
    return f"The logit of {question.digit} less that of {question.against}"


def _giver(found: Votes) -> str:
    return found.layer.name if found.layer else "the image"


def number_text(value: float) -> str:
    """A number to four decimals, or as a power of ten."""
    return readable(value, 4)


def signed(value: float) -> str:
    """The same with its sign."""
    return readable(value, 4, signed=True)


def whole_sentence(found: Votes, question: Question) -> str:
    """What the votes and the bias add up to: Markdown."""
    count, voting = len(found.products), len(found.products) - found.silent
    added = float(found.products[found.products > 0].sum())
    taken = -float(found.products[found.products < 0].sum())
    whole = f"**{logit_name(question)} is {number_text(found.logit)}.**"
    sums = (
        f"Together they add {number_text(added)} and take away {number_text(taken)}. The bias "
        f"brings {signed(found.bias)}: that makes {number_text(found.total)}."
    )
    if found.voter == "unit":
        return f"{whole} Of the {count} units of {_giver(found)}, {voting} vote. {sums}"
    if found.voter == "map":
        return f"{whole} Of the {count} maps' means in {_giver(found)}, {voting} vote. {sums}"
    if found.layer:
        return f"{whole} Of the {count} maps of {_giver(found)}, {voting} vote. {sums}"
    return (
        f"{whole} The pixels themselves vote, each with a weight of its own. Together they bring "
        f"{signed(added - taken)}, and the bias {signed(found.bias)}: that makes "
        f"{number_text(found.total)}."
    )


def vote_sentence(found: Votes, voter: int, question: Question) -> str:
    """How one vote comes about, and for whom it speaks: Markdown."""
    vote, name = float(found.products[voter]), capitalised(voter_name(found, voter))
    if found.voter == "cells" and found.layer is None:
        return f"**{name}** bring {signed(vote)}: each times its own weight, added up."
    if found.weights is None or found.values is None:
        return (
            f"**{name}** brings {signed(vote)}: each of its cells times its own weight, added up."
        )
    if not vote:
        side = "it has no say here"
    else:
        side = f"it speaks {question.speaks_for if vote > 0 else question.speaks_against}"
    return (
        f"**{name}** gives {number_text(found.values[voter])}. Its weight is "
        f"{number_text(found.weights[voter])}, so its vote is {number_text(found.values[voter])} x "
        f"{number_text(found.weights[voter])} = **{signed(vote)}**: {side}."
    )


def behind_sentence(below: Behind, found: Votes, voter: int, name: str) -> str:
    """What a voter's number is made of, in the maps of the layer of that name."""
    if found.voter == "cells" and found.layer is None:
        return "Each pixel times the weight that leads from it to the digit."
    if found.voter == "cells":
        return (
            f"Each cell of {name} times the weight that leads to the digit. Click a map to look at "
            "its vote."
        )
    brought = float(below.places.sum())
    after = ""
    if found.voter == "unit" and below.total < 0 and found.values is not None:
        after = " ReLU makes that 0, so the unit is silent." if found.values[voter] == 0 else ""
    if found.voter == "map":
        return f"Its mean, {number_text(below.total)}, is the cells' share, added up."
    return (
        f"The cells of {name} bring {number_text(brought)}, and the biases on the way "
        f"{signed(below.biases)}: together the unit's sum, {number_text(below.total)}."
        f"{after} Each cell counts with the gradient from it to the unit, so for this digit the "
        "sum is exact."
    )
