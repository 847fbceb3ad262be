"""Changes of the learning rate by hand during a training, as records keep them."""

from __future__ import annotations

from cnn.errors import NetworkFileError
from cnn.network.recipe import check_learning_rate
from cnn.number_checks import is_whole

# (gradient steps done, new learning rate) of each change, oldest first.
RateChanges = tuple[tuple[int, float], ...]

MAX_RATE_CHANGES = 100
MAX_STEPS = 10**9

_MALFORMED = "The network file's changes of the learning rate are malformed."


def read_rate_changes(data: object) -> RateChanges:
    """Read a list of [step, rate] from anyone, trusting nothing.

    Raises:
        NetworkFileError: it is no such list, or longer than 100.
        TrainingError: a rate is out of its limits.
    """
    if not isinstance(data, list) or len(data) > MAX_RATE_CHANGES:
        raise NetworkFileError(_MALFORMED)
    for change in data:
        if (
            not isinstance(change, list)
            or len(change) != 2
            or not is_whole(change[0], 0, MAX_STEPS)
        ):
            raise NetworkFileError(_MALFORMED)
        check_learning_rate(change[1])
    return tuple((step, rate) for step, rate in data)
