"""The step size of each gradient step, as a recipe's schedule and changes on the way give it."""

from __future__ import annotations

import math

from cnn.network.rate_changes import RateChanges
from cnn.network.recipe import Recipe

# The share of a cosine schedule in which the step size rises.
WARMUP_SHARE = 0.05


def warmup_steps(steps: int) -> int:
    """Gradient steps in which a cosine schedule rises: a twentieth of the run's, at least 1."""
    return max(1, round(WARMUP_SHARE * steps))


def share_of_peak(recipe: Recipe, step: int) -> float:
    """What the learning rate is multiplied by after so many steps, 0 to 1; 1 where constant.

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
    """The learning rate of the step after so many: the latest rate times the schedule's share."""
    peak = recipe.learning_rate
    for changed_at, rate in rate_changes:
        if changed_at <= step:
            peak = rate
    return peak * share_of_peak(recipe, step)
