"""What a fine-tuning begins with, as files of its job's folder: a network and a person's digits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.errors import TrainingError, VisitorError
from cnn.handwriting.own_digits import MIN_DIGITS, OwnDigits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.recipe import Recipe
from cnn.runs.job_folder import BASE_NETWORK_FILE, OWN_DIGITS_FILE

FILES_GONE = (
    "The digits of this fine-tuning and the network that it began with are no longer here: newer "
    "runs took their place, or nobody looked at them for half an hour."
)


@dataclass(frozen=True)
class FineTuningStart:
    """All that decides how a fine-tuning goes.

    Attributes:
        network: what is fine-tuned; it stays as it is.
        digits: what it learns from and is judged on, see `OwnDigits.split`.
        plan: how.

    Raises:
        TrainingError: there are too few digits, or the network has nothing that could be held
            fixed as the plan asks.
    """

    network: Network
    digits: OwnDigits
    plan: FineTuningPlan

    def __post_init__(self) -> None:
        if len(self.digits) < MIN_DIGITS:
            raise TrainingError(
                f"Fine-tuning needs at least {MIN_DIGITS} digits; these are {len(self.digits)}. "
                "Draw more, or let example hands fill what is missing."
            )
        if self.plan.held_fixed == "convolutions" and not self.architecture.conv_layers:
            raise TrainingError(
                "This network has no convolution that could be held fixed. Let all of it learn."
            )

    @property
    def architecture(self) -> Architecture:
        """The network's."""
        return self.network.architecture

    @property
    def recipe(self) -> Recipe:
        """The training that follows."""
        return self.plan.recipe(len(self.digits.split(self.plan.seed)[0]))

    def write(self, folder: Path) -> None:
        """Put network and digits into a job's folder; the plan goes into job.json.

        Raises:
            OSError: the disk is full or the folder is gone.
        """
        self.network.save(folder / BASE_NETWORK_FILE)
        write_atomically(folder / OWN_DIGITS_FILE, self.digits.to_bytes())


def read_start(folder: Path, plan: FineTuningPlan) -> FineTuningStart:
    """What a job of this plan began with, from its folder.

    Raises:
        TrainingError: the files are gone or damaged.
    """
    try:
        network = Network.load(folder / BASE_NETWORK_FILE)
        digits = OwnDigits.from_bytes((folder / OWN_DIGITS_FILE).read_bytes())
    except (OSError, VisitorError) as error:
        raise TrainingError(FILES_GONE) from error
    return FineTuningStart(network, digits, plan)
