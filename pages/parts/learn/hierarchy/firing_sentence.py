"""How many filters of a layer fire, and from how many digits their patches come, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnn.lessons.hierarchy.strongest_patches import StrongestPatches

# By whether there are filters whose patches come from one digit, from two, and from more.
_SEVERAL_KINDS: Mapping[tuple[bool, bool, bool], str] = {
    (True, False, False): "The strongest patches of each come from one digit alone.",
    (False, True, False): "The strongest patches of each come from two different digits.",
    (False, False, True): "The strongest patches of each come from three or more different digits.",
    (True, True, False): "The strongest patches of {one} come from one digit alone, those of {two} "
    "from two different digits.",
    (True, False, True): "The strongest patches of {one} come from one digit alone, those of "
    "{more} from three or more different digits.",
    (False, True, True): "The strongest patches of {two} come from two different digits, those of "
    "{more} from three or more.",
    (True, True, True): "The strongest patches of {one} come from one digit alone, those of {two} "
    "from two different digits, and those of {more} from three or more.",
}

_NONE_FIRE: Mapping[int, str] = {
    1: "The only filter never fires.",
    2: "Neither of the two filters fires.",
}


def firing_sentence(patches: StrongestPatches, labels: np.ndarray) -> str:
    """What is counted of a layer's filters.

    Args:
        labels: (digits of the set,) true digits.
    """
    kinds, dead = patches.kinds(labels), patches.dead
    filters = len(kinds)
    if dead == filters:
        return _NONE_FIRE.get(filters, f"None of the {filters} filters fires.")
    one, two = int((kinds == 1).sum()), int((kinds == 2).sum())
    more = filters - dead - one - two
    return f"{_firing(filters, dead)} " + _SEVERAL_KINDS[one > 0, two > 0, more > 0].format(
        one=_filters(one), two=_filters(two), more=_filters(more)
    )


def _firing(filters: int, dead: int) -> str:
    if dead == 1:
        return f"One of the {filters} filters never fires."
    if dead:
        return f"{dead} of the {filters} filters never fire."
    if filters <= 2:
        return "The only filter fires." if filters == 1 else "Both filters fire."
    return f"All {filters} filters fire."


def _filters(count: int) -> str:
    return "1 filter" if count == 1 else f"{count} filters"
