"""Checkpoints: a network's weights as they were along its training, few enough to keep.

Each is a whole network file, so that it can be used wherever a network can. There are at most 64,
and no more megabytes than a limit: when there would be more, every other one goes and the
interval between them doubles. The first, the random start, always stays. Where the disk is full,
there are fewer: the run goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.errors import NetworkFileError
from cnn.network import Network, Weights
from cnn.network.architecture import Architecture
from cnn.network.provenance import Provenance
from cnn.network.rate_changes import RateChanges
from cnn.network.recipe import Recipe
from cnn.network.shapes import FLOAT_BYTES
from cnn.runs.job_folder import is_disk_full

CHECKPOINT_FOLDER = "checkpoints"
MAX_CHECKPOINTS = 64
# The random start and one more.
LEAST_CHECKPOINTS = 2
FIRST_INTERVAL = 25
DEFAULT_CHECKPOINT_MB = 64.0
# What a checkpoint's file has besides the weights, at most about.
HEADER_BYTES = 6_000

_NAME = re.compile(r"(\d{1,9})-(\d{1,9})\.safetensors")


@dataclass(frozen=True, order=True)
class Checkpoint:
    """A moment of a training run whose weights are kept.

    Attributes:
        step: gradient steps taken by then; 0 is the random start.
        images: training images worked through by then, over all epochs.
    """

    step: int
    images: int

    @property
    def file_name(self) -> str:
        """Its file's name in the folder of checkpoints."""
        return f"{self.step}-{self.images}.safetensors"


def checkpoint_bytes(architecture: Architecture) -> int:
    """The most that the file of a checkpoint takes."""
    return FLOAT_BYTES * architecture.parameters + HEADER_BYTES


def available(folder: Path) -> tuple[Checkpoint, ...]:
    """The checkpoints in a job's folder now, in order of time; none where the folder is gone."""
    try:
        names = [path.name for path in (folder / CHECKPOINT_FOLDER).iterdir()]
    except OSError:
        return ()
    matches = filter(None, map(_NAME.fullmatch, names))
    return tuple(sorted(Checkpoint(int(match[1]), int(match[2])) for match in matches))


def load_checkpoint(folder: Path, checkpoint: Checkpoint, architecture: Architecture) -> Network:
    """The network as it was at a checkpoint; its provenance says after how many images.

    Raises:
        NetworkFileError: the checkpoint is gone, damaged, or of another network.
    """
    network = Network.load(folder / CHECKPOINT_FOLDER / checkpoint.file_name)
    if network.architecture != architecture:
        raise NetworkFileError("This checkpoint is of another network than the run's.")
    return network


class CheckpointWriter:
    """Keeps a run's checkpoints within their bounds.

    Args:
        folder: the job's; in it the folder of checkpoints is made, and made anew if it vanishes.
        architecture: what is trained.
        recipe: how.
        max_mb: megabytes that all checkpoints together may take. The random start and one more
            are kept even where that is less than they need.

    Attributes:
        interval: gradient steps from one checkpoint to the next; it doubles as the run goes on.
        gave_way: whether there are fewer because the disk was full.
    """

    def __init__(
        self,
        folder: Path,
        architecture: Architecture,
        recipe: Recipe,
        max_mb: float = DEFAULT_CHECKPOINT_MB,
    ) -> None:
        self.interval = FIRST_INTERVAL
        self.gave_way = False
        self._folder = folder
        self._architecture = architecture
        self._recipe = recipe
        wanted = int(max_mb * 1e6 / checkpoint_bytes(architecture))
        self._most = max(LEAST_CHECKPOINTS, min(MAX_CHECKPOINTS, wanted))

    def go_on_at(self, moment: Checkpoint, interval: int) -> None:
        """Go on as after this moment: what an earlier trainer kept of later ones goes."""
        self.interval = interval
        for later in available(self._folder):
            if later.step > moment.step:
                (self._folder / CHECKPOINT_FOLDER / later.file_name).unlink(missing_ok=True)

    def write(
        self,
        checkpoint: Checkpoint,
        weights: Weights,
        rate_changes: RateChanges = (),
        is_due: bool = False,
    ) -> None:
        """Keep the weights of this moment if they are due; others may go to make room.

        Where the disk is full even so, they are not kept.

        Args:
            checkpoint: the moment, later than all before.
            weights: {layer name: {array name: array}}.
            rate_changes: of the learning rate, until now.
            is_due: whether they are due between two intervals as well: at a pause, after a single
                step, at the end. Such moments are the first to go when room is needed.

        Raises:
            NetworkFileError: a weight is not finite; nothing is written.
            OSError: the job's folder is gone.
        """
        provenance = Provenance(
            self._recipe, images_trained=checkpoint.images, rate_changes=rate_changes
        )
        data = Network(self._architecture, weights, provenance).to_bytes()
        self._make_room()
        if checkpoint.step % self.interval and not is_due:
            return
        while not self._fits(checkpoint, data) and self.give_way():
            pass

    def give_way(self) -> bool:
        """Halve the checkpoints, for the sake of a disk that is full; False if too few are left."""
        self.gave_way = True
        kept = available(self._folder)
        if len(kept) <= LEAST_CHECKPOINTS:
            return False
        self._most = max(LEAST_CHECKPOINTS + 1, len(kept) // 2)
        self._make_room()
        return True

    def _fits(self, checkpoint: Checkpoint, data: bytes) -> bool:
        """Write a checkpoint; False where the disk is full."""
        try:
            try:
                self._put(checkpoint, data)
            except FileNotFoundError:  # the folder was deleted between two steps of writing
                self._put(checkpoint, data)
        except OSError as error:
            if not is_disk_full(error):
                raise
            return False
        return True

    def _put(self, checkpoint: Checkpoint, data: bytes) -> None:
        folder = self._folder / CHECKPOINT_FOLDER
        folder.mkdir(exist_ok=True)
        # Not forced to the disk: a checkpoint need not outlive the machine's going down.
        write_atomically(folder / checkpoint.file_name, data, durable=False)

    def _make_room(self) -> None:
        kept = available(self._folder)
        if len(kept) >= self._most:
            kept = self._thinned(kept)
        while len(kept) >= self._most:
            # Only the random start is a multiple of every interval.
            self.interval *= 2
            kept = self._thinned(kept)

    def _thinned(self, kept: tuple[Checkpoint, ...]) -> tuple[Checkpoint, ...]:
        """Those at whole intervals; the files of the others are removed."""
        rest = tuple(item for item in kept if item.step % self.interval == 0)
        for item in set(kept) - set(rest):
            path = self._folder / CHECKPOINT_FOLDER / item.file_name
            path.unlink(missing_ok=True)
        return rest
