"""The step size of each gradient step, as a recipe's schedule and changes on the way give it."""

from __future__ import annotations

import math

from cnn.network.provenance import RateChanges
from cnn.network.recipe import Recipe

# The share of a cosine schedule in which the step size rises.
WARMUP_SHARE = 0.05


def warmup_steps(steps: int) -> int:
    """Gradient steps in which a cosine schedule rises.

    Args:
        steps: of the whole run, at least 1.

    Returns:
        A twentieth of them, at least 1.
    """
    return max(1, round(WARMUP_SHARE * steps))


def share_of_peak(recipe: Recipe, step: int) -> float:
    """The shape of a recipe's schedule.

    Args:
        recipe: says which schedule, and how many steps there are.
        step: gradient steps already taken, from 0.

    Returns:
        What the learning rate is multiplied by in the next step, 0 to 1; always 1 for a constant
        schedule.

    Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
    ICLR 2017, without the restarts; `keras.optimizers.schedules.CosineDecay`.
    """
    if recipe.schedule == "constant":
        return 1.0
    rise = warmup_steps(recipe.steps)
    if step < rise:
        return step / rise
    fallen = min((step - rise) / max(1, recipe.steps - rise), 1.0)
    return 0.5 * (1 + math.cos(math.pi * fallen))


def step_size(recipe: Recipe, step: int, rate_changes: RateChanges = ()) -> float:
    """The learning rate that a gradient step is taken with.

    Args:
        recipe: learning rate and schedule.
        step: gradient steps already taken, from 0.
        rate_changes: (gradient steps done, new learning rate) of changes during the run.

    Returns:
        The latest learning rate times the schedule's share of it.
    """
    peak = recipe.learning_rate
    for changed_at, rate in rate_changes:
        if changed_at <= step:
            peak = rate
    return peak * share_of_peak(recipe, step)
