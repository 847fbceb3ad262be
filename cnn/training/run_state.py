"""All that a training needs to go on elsewhere as if there had been but one trainer.

One file, in place of the one before at each checkpoint: the weights, the optimizer's variables,
the generators of dropout, and where the run is. The batches are not in it: whoever goes on draws
those before again, which gives the same ones, and leaves them out.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from cnn.atomic_write import write_atomically
from cnn.network.rate_changes import RateChanges
from cnn.runs.job_folder import STATE_FILE, is_disk_full
from cnn.training.gradient_steps import GradientSteps, Sums
from cnn.training.line_count import LineCount


@dataclass(frozen=True)
class RunState:
    """Where a training was at a checkpoint.

    Attributes:
        step: gradient steps taken.
        images: training images worked through.
        tested_at: the step of the latest test; -1 before the first.
        test_accuracy: what that gave.
        accuracy_before: as of `Trained`.
        rate_changes: of the learning rate until now.
        seconds: spent training and testing.
        unreported: what no point of the curve tells of yet.
        single_steps: single steps taken while paused, as `Control.steps` counts them.
        interval: gradient steps from one checkpoint to the next.
        lines: of the progress file that had been written.
    """

    step: int
    images: int
    tested_at: int
    test_accuracy: float
    accuracy_before: float
    rate_changes: RateChanges
    seconds: float
    unreported: Sums
    single_steps: int
    interval: int
    lines: int = 0


class RunStateFile:
    """The state of a run in its job's folder.

    Args:
        folder: the job's.
        lines: counts the lines of the progress file.
    """

    def __init__(self, folder: Path, lines: LineCount) -> None:
        self._folder = folder
        self.lines = lines

    def write(self, state: RunState, model: keras.Model, steps: GradientSteps) -> None:
        """Put this moment in place of the one before, which stays where the disk is full.

        Raises:
            OSError: the folder is gone.
        """
        arrays = {
            f"{index:06}": np.array(variable.numpy(), order="C")
            for index, variable in enumerate(_variables(model, steps))
        }
        told = {**asdict(state), "lines": self.lines.count}
        data = save(arrays, {"state": json.dumps(told)})
        try:
            write_atomically(self._folder / STATE_FILE, data, durable=False)
        except OSError as error:
            if not is_disk_full(error):
                raise

    def read(self, model: keras.Model, steps: GradientSteps) -> RunState | None:
        """Put model and optimizer back to the moment that was kept; None where there is none.

        A file that is damaged, or of another network, is none.
        """
        path = self._folder / STATE_FILE
        if not path.is_file():
            return None
        variables = _variables(model, steps)
        try:
            with safe_open(path, "numpy") as file:
                arrays = [file.get_tensor(f"{index:06}") for index in range(len(variables))]
                state = _state(json.loads(file.metadata()["state"]))
        except (SafetensorError, OSError, ValueError, KeyError, TypeError):
            return None
        if [array.shape for array in arrays] != [tuple(one.shape) for one in variables]:
            return None
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)
        return state


def _variables(model: keras.Model, steps: GradientSteps) -> list[keras.Variable]:
    """All that training changes, in an order that is the same for the same design and recipe."""
    return [*model.variables, *steps.optimizer_variables]


def _state(told: dict[str, Any]) -> RunState:
    changes = tuple((int(step), float(rate)) for step, rate in told.pop("rate_changes"))
    unreported = Sums(**told.pop("unreported"))
    return RunState(**told, rate_changes=changes, unreported=unreported)
