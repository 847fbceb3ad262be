"""One training run seen from the web process: its folder, its trainer, and what is known of it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cnn.atomic_write import write_atomically
from cnn.errors import TrainingError
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.recipe import Recipe
from cnn.runs.checkpoints import CHECKPOINT_FOLDER, Checkpoint, available
from cnn.runs.control import Control, write_control
from cnn.runs.costs import TEST_DIGITS, Work, shipped_costs
from cnn.runs.fine_tuning_files import FineTuningStart, read_start
from cnn.runs.job_folder import (
    DISK_FULL,
    DISK_FULL_EXIT,
    KERAS_FILE,
    LOG_FILE,
    NETWORK_FILE,
    disk_words,
)
from cnn.runs.launcher import Launcher, LocalLauncher, Trainer, chosen_launcher
from cnn.runs.limits import Limits
from cnn.runs.ownership import NOBODY, is_owned
from cnn.runs.progress import Progress, ProgressReader
from cnn.runs.speeds import Measured, machine_speeds

OVERTIME_SECONDS = 180.0
# Testing what was learned, saving it and ending take about so long.
ENDING_SECONDS = 3.0
MAX_LOG_BYTES = 256 * 1024

KILLED = (
    "The trainer was ended before it had finished, perhaps because the machine ran out of memory. "
    "Start again; a smaller batch or fewer filters need less memory."
)
TOO_LONG = "The trainer did not end in the time that a run may take, and was ended."
FILES_GONE = (
    "The run's files were deleted from the host while it went on, so it was ended. Start again."
)
CURVE_DROPPED = "Its training curve gave way to those of newer runs: this host keeps so many."
KEPT_OF_LOST = "What it had learned after {steps:,} gradient steps, its last checkpoint, is kept."
NOT_STARTED = "The trainer could not be started."


@dataclass(frozen=True)
class Standing:
    """How a run stands in the queue.

    Attributes:
        seconds: how long it takes by estimate.
        joined: greater than of those that joined before it; None while it has not joined.
        passed: seconds of the runs that joined after it and went before it.
    """

    seconds: float = 60.0
    joined: int | None = None
    passed: float = 0.0


@dataclass(eq=False)
class Job:
    """One training run. What goes on in it is for `cnn.runs.jobs.poll` to say.

    Attributes:
        token: names the run; shows it to whoever has it, and gives no control.
        architecture: what is trained.
        recipe: how.
        name: what its visitor calls the network.
        folder: its files, in a private temporary folder.
        limits: the most that it may take.
        progress: what was known at the latest look.
        is_watched: says whether its own visitor is still there.
        owner: whose it is, see `cnn.runs.ownership`.
        plan: of a fine-tuning, how it goes; None of a training from a random start.
        sweep: names the sweep that it belongs to, whose runs train one after the other; else empty.
        standing: how it stands in the queue.
        control: what its visitor wishes of it.
        made: when it was begun, in seconds since 1970.
        trainer: what trains it; None before it has begun and after it has ended.
        stays_here: whether it trains on this machine even where a cluster is chosen.
        watch_token: lets whoever has it watch the run while it goes on; None where its visitor has
            not allowed that, and another each time that it is allowed.
        never_began: whether it ended before it had learned anything, though nothing was wrong.
        is_taken: whether what came of it has been put where it is kept.
        was_lost: whether it ended without a result because of the cluster that it was on.
        message_at_end: takes the place of the trainer's own when it ends well.
    """

    token: str
    architecture: Architecture
    recipe: Recipe
    name: str
    folder: Path
    limits: Limits
    progress: Progress
    reader: ProgressReader
    is_watched: Callable[[], bool]
    owner: str = NOBODY
    plan: FineTuningPlan | None = None
    sweep: str = ""
    standing: Standing = field(default_factory=Standing)
    control: Control = field(default_factory=Control)
    made: float = field(default_factory=time.time)
    watch_token: str | None = None
    never_began: bool = False
    is_taken: bool = False
    message_at_end: str | None = None
    trainer: Trainer | None = None
    stays_here: bool = False
    was_lost: bool = False
    last_seen: float = field(default_factory=time.monotonic)
    paused_since: float | None = None
    # When its trainer was started, and how long it has stood still since.
    _spawned: float | None = None
    _paused_seconds: float = 0.0
    _tests_measured: int = 0
    _is_measured: bool = False
    # When it must have ended; pauses move it.
    _deadline: float = float("inf")
    _last_look: float = 0.0
    _size: int | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it is in the queue."""
        return self.progress.state == "waiting"

    @property
    def is_training(self) -> bool:
        """Whether its trainer is there, whatever it is doing."""
        return self.trainer is not None

    @property
    def seconds_left(self) -> float:
        """How long it goes on, by what it says itself, or else by its estimate.

        A pause is not counted: where others wait it ends after two minutes at most.
        """
        if self.is_stopping or self.progress.state == "saving":
            return ENDING_SECONDS
        if self.progress.seconds_left is not None:
            return self.progress.seconds_left + ENDING_SECONDS
        begun = time.monotonic() if self._spawned is None else self._spawned
        return max(self.standing.seconds - (time.monotonic() - begun), ENDING_SECONDS)

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end early and has not yet done so."""
        return self.progress.is_running and self.control.stop

    @property
    def network_path(self) -> Path:
        """Our file of the trained network.

        It is there once the run has finished, and also where it diverged, or a cluster lost it:
        then it holds the last good checkpoint.
        """
        return self.folder / NETWORK_FILE

    @property
    def keras_path(self) -> Path:
        """The same network as a Keras file; only of a run that has finished."""
        return self.folder / KERAS_FILE

    @property
    def size(self) -> int:
        """Bytes of its files on the disk; of a run that has ended, measured once."""
        if self.progress.is_running or self._size is None:
            # Not by `rglob`, which fails where a folder vanishes while it is read.
            folders = os.walk(self.folder)
            self._size = sum(
                _file_size(Path(at, name)) for at, _, names in folders for name in names
            )
        return self._size

    def is_same_or_of_sweep(self, other: Job) -> bool:
        """Whether another run is this one, or of the same sweep."""
        return other is self or (bool(self.sweep) and other.sweep == self.sweep)

    def is_owned_by(self, secret: str) -> bool:
        """Whether the visit that has this secret began it."""
        return is_owned(self.owner, secret)

    def fine_tuning_start(self) -> FineTuningStart:
        """What a fine-tuning began with: the network, the digits and the plan.

        Raises:
            TrainingError: its files are gone, or this is no fine-tuning.
        """
        if self.plan is None:
            raise TrainingError("This run began with random weights, not with a network.")
        return read_start(self.folder, self.plan)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The moments whose weights are kept, in order; they change while it trains."""
        return available(self.folder)

    def wish(self, control: Control) -> None:
        """Tell the trainer all wishes as they now are.

        Raises:
            OSError: the disk is full or the folder is gone.
        """
        write_control(self.folder, control)
        self.control = control

    @property
    def where(self) -> str | None:
        """Where it trains, as a page may say it; None on this machine, and of one that waits."""
        trainer = self.trainer  # another thread may see its end in between
        return None if trainer is None else trainer.where

    @property
    def trouble(self) -> str | None:
        """What keeps it from going on, or from beginning, at this moment; None of nothing."""
        trainer = self.trainer
        if trainer is not None:
            return trainer.trouble
        return self.launcher.trouble if self.is_waiting else None

    @property
    def launcher(self) -> Launcher:
        """What will start its trainer, or has started it."""
        return LocalLauncher() if self.stays_here else chosen_launcher()

    def spawn(self) -> None:
        """Start the trainer; where that cannot be, the run has failed."""
        try:
            trainer = self.launcher.launch(self.folder, self.token)
        except OSError as error:
            self.fail(disk_words(error, NOT_STARTED))
            return
        self.begin_with(trainer)

    def begin_with(self, trainer: Trainer, ahead: int = 0) -> None:
        """Go on with a trainer that has just been started.

        Args:
            trainer: it.
            ahead: how many other runs it may have to let go first, as of a sweep on a cluster.
        """
        self.trainer = trainer
        self._last_look = self._spawned = time.monotonic()
        longest = 60 * self.limits.minutes + OVERTIME_SECONDS
        self._deadline = self._last_look + (1 + ahead) * longest
        self.progress = replace(self.progress, state="starting", place=0)

    def observe(self) -> None:
        """Read what is new and notice the process's end."""
        if self.is_watched():
            self.last_seen = time.monotonic()
        if self.trainer is None:
            return
        # Before reading: what it wrote last is then in the file.
        exit_code = self.trainer.exit_code()
        self.progress = self.reader.read()
        self._trim_log()
        self._note_pause()
        self._measure()
        if exit_code is not None:
            self._conclude(exit_code)
        elif not self.folder.is_dir():
            self.fail(FILES_GONE)
        elif self._last_look > self._deadline:
            self.fail(TOO_LONG)

    def fail(self, message: str) -> None:
        """End the run without a result, for a reason; one that has ended stays as it is."""
        self.end_process()
        if self.progress.is_running:
            self.progress = replace(self.progress, state="failed", place=0, message=message)

    def call_off(self, message: str) -> None:
        """End a run that does not train yet, for a reason that is no failure.

        One that is to go on where a cluster has lost it keeps what it had learned there.
        """
        kept = self._keep_last_checkpoint()
        self.never_began = kept is None
        self.fail(message if kept is None else f"{message} {_what_is_kept(kept)}")

    def end_process(self) -> None:
        """Kill the trainer, if there is one."""
        if self.trainer is not None:
            self.trainer.kill()
            self.trainer = None

    def drop_curve(self) -> None:
        """Forget the points of its training curve, which are most of what it takes of memory."""
        message = f"{self.progress.message or ''} {CURVE_DROPPED}".strip()
        self.progress = replace(self.progress, points=(), message=message)
        self.reader = ProgressReader(self.folder, self.recipe.images)

    def _conclude(self, exit_code: int) -> None:
        if self.progress.is_running:
            # A folder that was deleted takes the trainer's last words with it.
            gone = FILES_GONE if not self.folder.is_dir() else KILLED
            told = self.trouble or (DISK_FULL if exit_code == DISK_FULL_EXIT else gone)
            self.was_lost = self.where is not None and self.folder.is_dir()
            if self.was_lost and (kept := self._keep_last_checkpoint()):
                told = f"{told} {_what_is_kept(kept)}"
            self.fail(told)
        self.end_process()
        if self.progress.state == "finished" and self.message_at_end:
            self.progress = replace(self.progress, message=self.message_at_end)

    def _keep_last_checkpoint(self) -> Checkpoint | None:
        """Make it the run's network; None where nothing has been learned yet."""
        checkpoints = self.checkpoints()
        if not checkpoints or not checkpoints[-1].step:
            return None
        path = self.folder / CHECKPOINT_FOLDER / checkpoints[-1].file_name
        try:
            write_atomically(self.network_path, path.read_bytes())
        except OSError:
            return None
        return checkpoints[-1]

    def _note_pause(self) -> None:
        now = time.monotonic()
        if self.progress.state == "paused":
            self.paused_since = self.paused_since or now
            self._paused_seconds += now - self._last_look
        else:
            self.paused_since = None
        if self.paused_since or self.trouble:
            self._deadline += now - self._last_look
        self._last_look = now

    def _measure(self) -> None:
        """Let the next announcement learn from this run: after each test, and at its end."""
        progress = self.progress
        tests, is_over = len(progress.epochs), progress.state == "finished"
        if self._spawned is None or self._is_measured or not progress.steps_done:
            return
        if self.where is not None:
            return  # that tells how fast another machine is
        if self.plan is not None:
            return  # where layers are held fixed, the work is another than a recipe's
        if tests == self._tests_measured and not is_over:
            return
        self._tests_measured, self._is_measured = tests, is_over
        taken = time.monotonic() - self._spawned - self._paused_seconds
        work = Work(
            progress.images_done, progress.steps_done, tests, TEST_DIGITS[progress.test_set]
        )
        costs = shipped_costs(self.architecture, self.recipe, work)
        start_seconds = max(taken - progress.seconds, 0.0) if is_over else None
        machine_speeds().note(self.token, Measured(costs, progress.seconds, start_seconds))

    def _trim_log(self) -> None:
        """Start the log over when it is too long; the trainer appends, so it goes on at 0."""
        path = self.folder / LOG_FILE
        with contextlib.suppress(OSError):
            if path.stat().st_size > MAX_LOG_BYTES:
                os.truncate(path, 0)


def _what_is_kept(checkpoint: Checkpoint) -> str:
    return KEPT_OF_LOST.format(steps=checkpoint.step)


def _file_size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
