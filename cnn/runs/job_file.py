"""What a job's folder says of the run that is asked for: job.json, written once, read by all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.recipe import Recipe
from cnn.runs.job_folder import JOB_FILE
from cnn.runs.limits import Limits


@dataclass(frozen=True)
class JobFile:
    """What job.json holds.

    Attributes:
        architecture: what to train.
        recipe: how.
        limits: what the run may take.
        plan: of a fine-tuning, how it goes; None of a training from a random start.
    """

    architecture: Architecture
    recipe: Recipe
    limits: Limits
    plan: FineTuningPlan | None = None

    def write(self, folder: Path) -> None:
        """Put it into a job's folder.

        Raises:
            OSError: the disk is full or the folder is gone.
        """
        told = {
            "architecture": self.architecture.to_json(),
            "recipe": self.recipe.to_json(),
            "max_seconds": 60 * self.limits.minutes,
            "max_memory_mb": self.limits.memory_mb,
            "max_checkpoint_mb": self.limits.checkpoint_mb,
            "threads": self.limits.threads,
            "fine_tuning": self.plan.to_json() if self.plan else None,
        }
        write_atomically(folder / JOB_FILE, json.dumps(told).encode())

    @classmethod
    def read(cls, folder: Path) -> JobFile:
        """That of a job's folder.

        Raises:
            VisitorError: it asks for what is outside the limits.
            OSError, ValueError, KeyError, TypeError: there is none, or it is malformed.
        """
        told = json.loads((folder / JOB_FILE).read_bytes())
        plan = told.get("fine_tuning")
        return cls(
            Architecture.from_json(told["architecture"]),
            Recipe.from_json(told["recipe"]),
            Limits(
                float(told["max_seconds"]) / 60,
                float(told["max_memory_mb"]),
                float(told["max_checkpoint_mb"]),
                told.get("threads"),
            ),
            None if plan is None else FineTuningPlan.from_json(plan),
        )
