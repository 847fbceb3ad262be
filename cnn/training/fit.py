"""Train a network by a recipe, steered as it goes, telling as it goes how it goes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import keras
import tensorflow as tf

from cnn.datasets import Part
from cnn.errors import NetworkFileError, TrainingError
from cnn.network import Network, Weights
from cnn.network.architecture import Architecture
from cnn.network.rate_changes import MAX_RATE_CHANGES, RateChanges
from cnn.network.recipe import Recipe
from cnn.runs.checkpoints import FIRST_INTERVAL, Checkpoint, CheckpointWriter
from cnn.runs.control import Control
from cnn.runs.schedule import step_size
from cnn.training.batches import Vary, leave_out, test_batches, training_batches
from cnn.training.beginning import Beginning, begun_model
from cnn.training.build import compile_model, set_weights, weights_of
from cnn.training.gradient_steps import GradientSteps, Sums
from cnn.training.pauses import Pauses
from cnn.training.run_state import RunState, RunStateFile
from cnn.training.stopwatch import Stopwatch

# A call into TensorFlow takes at most about so long: wishes wait for its end. Points of the curve
# are as far apart.
CALL_SECONDS = 0.2
MAX_STEPS_PER_CALL = 1000

DIVERGED = (
    "The training diverged: the loss is no longer a finite number (NaN or infinity). Train again "
    "with a smaller learning rate."
)

Ending = Literal["complete", "stopped", "outdone", "out of time"]


class Report(Protocol):
    """Told of each event; see `cnn.runs.progress.advance` for kinds and fields."""

    def __call__(self, kind: str, **fields: float | str) -> None:
        """Take note of an event."""


@dataclass(frozen=True)
class Trained:
    """What a training run gives.

    Attributes:
        model: the trained Keras model, compiled by the recipe, as Keras alone would have it.
        test_accuracy: share of the test digits read right at the end, by Keras, 0 to 1.
        accuracy_before: the same before the first step, of a training that begins with given
            weights; 0 of one from a random start, where it is not measured.
        seconds: how long training and testing took, pauses excluded.
        steps: gradient steps taken.
        images: training images worked through, over all epochs.
        rate_changes: (gradient steps done, new learning rate) of each change on the way.
        ending: whether it is the whole recipe, or why not.
    """

    model: keras.Model
    test_accuracy: float
    seconds: float
    steps: int
    images: int
    rate_changes: RateChanges
    ending: Ending
    accuracy_before: float = 0.0


class DivergedError(TrainingError):
    """The loss is no longer finite.

    Attributes:
        trained: the run as it was at the last good checkpoint.
    """

    def __init__(self, trained: Trained) -> None:
        super().__init__(
            f"{DIVERGED} The weights as they were after {trained.steps:,} gradient steps, the last "
            "good checkpoint, are kept."
        )
        self.trained = trained


def fit(
    architecture: Architecture,
    recipe: Recipe,
    digits: tuple[Part, Part],
    report: Report,
    *,
    control: Callable[[], Control] = Control,
    checkpoints: CheckpointWriter | None = None,
    max_seconds: float = math.inf,
    vary: Vary | None = None,
    beginning: Beginning | None = None,
    state_file: RunStateFile | None = None,
    is_resumable: bool = False,
) -> Trained:
    """Train from a fresh start, or from given weights; the same gives the same network again.

    Pauses, single steps, checkpoints and going on from a state change nothing in the result.

    Args:
        architecture: what to train.
        recipe: how. It trains on the first `training_images` of the training digits, balanced.
        digits: (x_train, y_train), (x_test, y_test): (n, 28, 28) uint8, (n,) uint8. The test
            digits are read after each epoch and never trained on.
        report: told of points of the training curve, about five a second, of epochs, of pauses
            and of changes of the learning rate.
        control: asked for the visitor's wishes every few gradient steps.
        checkpoints: where weights are kept along the way; None to keep none.
        max_seconds: of training and testing, pauses excluded, after which the run ends early; and
            of any one pause.
        vary: varies each batch at random in a way that no recipe knows; None for not at all.
        beginning: weights to go on from, and what of them is held fixed; the test digits are then
            read before the first step as well. None for a random start.
        state_file: where an earlier trainer of this run may have left a state to go on from.
        is_resumable: whether to leave such states, with each checkpoint.

    Raises:
        DivergedError: the loss is no longer finite.
        OSError: a report or a checkpoint cannot be written.
    """
    run = _Run(
        architecture, recipe, digits, report, control, checkpoints, max_seconds, vary, beginning
    )
    if state_file is not None:
        run.go_on_from(state_file, is_resumable)
    return run.run()


class _DivergedAtError(Exception):
    """Some number is no longer finite."""


class _Run:
    """One training, from the random start to the end."""

    def __init__(  # noqa: PLR0917
        self,
        architecture: Architecture,
        recipe: Recipe,
        digits: tuple[Part, Part],
        report: Report,
        control: Callable[[], Control],
        checkpoints: CheckpointWriter | None,
        max_seconds: float,
        vary: Vary | None,
        beginning: Beginning | None,
    ) -> None:
        self._architecture = architecture
        self._recipe = recipe
        self._report = report
        self._pauses = Pauses(control, self._note_pause, max_seconds)
        self._checkpoints = checkpoints
        self._max_seconds = max_seconds
        self._beginning = beginning
        self._model = begun_model(architecture, recipe.seed, beginning)
        self._gradient_steps = GradientSteps(self._model, recipe)
        self._train_batches = iter(training_batches(digits[0], recipe, vary))
        self._test_batches = test_batches(digits[1])
        self._gradient_steps.trace_test(self._test_batches)
        self._watch = Stopwatch(recipe, len(digits[1][1]))
        self._step = self._images = 0
        self._tested_at = -1
        self._test_accuracy = self._accuracy_before = 0.0
        self._rate_changes: RateChanges = ()
        self._steps_per_call = 1
        # Since the last point of the curve.
        self._unreported = Sums()
        self._reported_at = time.monotonic()
        self._state_file: RunStateFile | None = None
        self._is_begun = False
        # The last weights known to be good: what is kept of a run that diverges.
        self._good: tuple[Checkpoint, Weights]

    def go_on_from(self, file: RunStateFile, is_resumable: bool) -> None:
        """Take up the run where its last state was left, or at the beginning; and leave states."""
        state = file.read(self._model, self._gradient_steps)
        if state is not None:
            self._take_up(state)
        if state is not None or is_resumable:
            # Of a trainer before this one, all lines after the first so many are void.
            own, kept = file.lines.count, state.lines if state else 0
            file.lines.count = kept + own
            self._report("resumed", lines=kept, own=own, images=self._images)
        self._state_file = file if is_resumable else None

    def _take_up(self, state: RunState) -> None:
        self._is_begun = True
        self._step, self._images = state.step, state.images
        self._tested_at, self._test_accuracy = state.tested_at, state.test_accuracy
        self._accuracy_before = state.accuracy_before
        self._rate_changes = state.rate_changes
        if state.rate_changes:
            self._gradient_steps.set_learning_rate(state.rate_changes[-1][1])
        self._unreported = state.unreported
        self._watch.seconds = state.seconds
        self._pauses.single_steps_taken = state.single_steps
        if self._checkpoints is not None:
            self._checkpoints.go_on_at(Checkpoint(state.step, state.images), state.interval)
        leave_out(self._train_batches, tf.constant(state.step))

    def run(self) -> Trained:
        """Train to the end, or to where it is stopped."""
        self._keep_checkpoint()
        try:
            ending = self._train()
        except _DivergedAtError:
            raise DivergedError(self._back_to_last_good()) from None
        return self._trained(ending)

    def _train(self) -> Ending:
        ending: Ending = "complete"
        if self._beginning is not None and not self._is_begun:
            self._test()
            self._accuracy_before = self._test_accuracy
        if self._is_begun and self._is_epochs_end() and self._tested_at != self._step:
            self._test()
        while self._step < self._recipe.steps:
            wishes = self._pauses.await_turn()
            if wishes is None or self._watch.seconds > self._max_seconds:
                ending = "out of time"
                break
            if wishes.stop:
                ending = "stopped"
                break
            if wishes.outdone:
                ending = "outdone"
                break
            self._follow_learning_rate(wishes)
            self._take_steps(1 if wishes.paused else self._steps_of_call())
            if wishes.paused:
                self._keep_checkpoint(is_due=True)
            if wishes.paused or self._is_point_due():
                self._report_point()
            if self._is_epochs_end():
                self._test()
        if self._tested_at != self._step:
            self._test()
        self._keep_checkpoint(is_due=True)
        return ending

    def _is_epochs_end(self) -> bool:
        return self._step > 0 and self._step % self._recipe.steps_per_epoch == 0

    def _note_pause(self, is_paused: bool) -> None:
        self._report_point()
        if is_paused:
            self._keep_checkpoint(is_due=True)  # what one pauses to look at
        self._report("state", state="paused" if is_paused else "training")

    def _follow_learning_rate(self, wishes: Control) -> None:
        wanted = wishes.learning_rate or self._recipe.learning_rate
        current = self._rate_changes[-1][1] if self._rate_changes else self._recipe.learning_rate
        if wanted == current or len(self._rate_changes) == MAX_RATE_CHANGES:
            return
        self._rate_changes = (*self._rate_changes, (self._step, wanted))
        self._gradient_steps.set_learning_rate(wanted)
        self._report("rate", steps=self._step, learning_rate=wanted)

    def _steps_of_call(self) -> int:
        """As many steps as take about a fifth of a second, no further than an epoch's end."""
        until = [
            self._steps_per_call,
            self._recipe.steps_per_epoch - self._step % self._recipe.steps_per_epoch,
            self._checkpoint_interval - self._step % self._checkpoint_interval,
        ]
        return min(until)

    def _take_steps(self, steps: int) -> None:
        with self._watch.training(steps):
            sums = self._gradient_steps.train(self._train_batches, steps)
        if not math.isfinite(sums.loss):
            raise _DivergedAtError
        self._step += steps
        self._images += sums.count
        self._unreported += sums
        if self._watch.steps_per_second:
            wanted = round(CALL_SECONDS * self._watch.steps_per_second)
            self._steps_per_call = min(max(wanted, 1), MAX_STEPS_PER_CALL)
        if self._step % self._checkpoint_interval == 0:
            self._keep_checkpoint()

    def _is_point_due(self) -> bool:
        """Whether the curve has gone on for long enough, and enough of the epoch is left.

        What would be left for the epoch's last point, 16 images for instance, joins this one: of
        so few images the loss and the accuracy say next to nothing.
        """
        done_of_epoch = self._images % self._recipe.training_images
        left_of_epoch = (self._recipe.training_images - done_of_epoch) if done_of_epoch else 0
        is_rest_short = 0 < left_of_epoch < self._unreported.count
        return time.monotonic() - self._reported_at > CALL_SECONDS and not is_rest_short

    def _report_point(self) -> None:
        sums, self._unreported = self._unreported, Sums()
        self._reported_at = time.monotonic()
        if not sums.count:
            return
        self._report(
            "point",
            images=self._images,
            loss=max(sums.loss / sums.count, 0.0),
            accuracy=sums.right / sums.count,
            count=sums.count,
            steps=self._step,
            seconds=self._watch.seconds,
            learning_rate=step_size(self._recipe, self._step - 1, self._rate_changes),
            **self._watch.forecast(self._step),
        )

    def _test(self) -> None:
        self._report_point()
        with self._watch.testing():
            sums = self._gradient_steps.test(self._test_batches)
        if not math.isfinite(sums.loss):
            raise _DivergedAtError
        self._tested_at = self._step
        self._test_accuracy = sums.right / sums.count
        self._report(
            "epoch",
            images=self._images,
            test_loss=max(sums.loss / sums.count, 0.0),
            test_accuracy=self._test_accuracy,
            seconds=self._watch.seconds,
        )

    @property
    def _checkpoint_interval(self) -> int:
        return self._checkpoints.interval if self._checkpoints else FIRST_INTERVAL

    def _keep_checkpoint(self, is_due: bool = False) -> None:
        moment = Checkpoint(self._step, self._images)
        weights = weights_of(self._model)
        try:
            Network(self._architecture, weights)
        except NetworkFileError:
            raise _DivergedAtError from None
        self._good = moment, weights
        if self._checkpoints is not None:
            self._checkpoints.write(moment, weights, self._rate_changes, is_due)
        if self._state_file is not None and self._step:
            self._state_file.write(self._state(), self._model, self._gradient_steps)

    def _state(self) -> RunState:
        return RunState(
            step=self._step,
            images=self._images,
            tested_at=self._tested_at,
            test_accuracy=self._test_accuracy,
            accuracy_before=self._accuracy_before,
            rate_changes=self._rate_changes,
            seconds=self._watch.seconds,
            unreported=self._unreported,
            single_steps=self._pauses.single_steps_taken,
            interval=self._checkpoint_interval,
        )

    def _back_to_last_good(self) -> Trained:
        moment, weights = self._good
        set_weights(self._model, weights)
        self._step, self._images = moment.step, moment.images
        if self._checkpoints is not None:
            self._checkpoints.write(moment, weights, self._rate_changes, is_due=True)
        sums = self._gradient_steps.test(self._test_batches)
        self._test_accuracy = sums.right / sums.count
        return self._trained("stopped")

    def _trained(self, ending: Ending) -> Trained:
        # A model of its own, so that the file of it holds nothing that Keras alone lacks.
        model = begun_model(self._architecture, self._recipe.seed, self._beginning)
        compile_model(model, self._recipe, self._recipe.steps)
        model.optimizer.build(model.trainable_variables)
        set_weights(model, weights_of(self._model))
        return Trained(
            model,
            self._test_accuracy,
            self._watch.seconds,
            self._step,
            self._images,
            self._rate_changes,
            ending,
            self._accuracy_before,
        )
