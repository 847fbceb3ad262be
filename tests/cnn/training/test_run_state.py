"""A run whose trainer is lost goes on from its state as if there had been but one trainer."""

import itertools
from dataclasses import replace

import pytest

keras = pytest.importorskip("keras")

from cnn.network.architecture import Architecture, textbook  # noqa: E402
from cnn.network.fingerprint import fingerprint  # noqa: E402
from cnn.network.kinds.batch_normalization import BatchNormalization  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.dropout import Dropout  # noqa: E402
from cnn.network.kinds.pooling import MaxPool2D  # noqa: E402
from cnn.network.recipe import Recipe  # noqa: E402
from cnn.runs.checkpoints import CheckpointWriter, available, load_checkpoint  # noqa: E402
from cnn.runs.control import Control  # noqa: E402
from cnn.runs.job_folder import STATE_FILE  # noqa: E402
from cnn.runs.progress import ProgressReader, append_event  # noqa: E402
from cnn.training.fit import fit  # noqa: E402
from cnn.training.line_count import LineCount  # noqa: E402
from cnn.training.run_state import RunStateFile  # noqa: E402
from tests.cnn.training.test_fit import DIGITS, Visitor, assert_same_bits, of_kind  # noqa: E402

pytestmark = pytest.mark.long

DESIGN = Architecture((Conv2D(4), BatchNormalization(), MaxPool2D(), Dropout(0.3), Dense(12)))
# 10 steps an epoch, a checkpoint each 25: in the middle of the third epoch.
RECIPE = Recipe(
    optimizer="adam",
    schedule="cosine",
    epochs=6,
    training_images=300,
    batch_size=32,
    seed=7,
    augment=True,
)


class LostError(Exception):
    """The node is gone."""


class Host:
    """A job's folder, and trainers that work in it one after the other.

    Each call of `train` is a process of its own, which may be lost when it has come so far.
    """

    def __init__(self, folder, architecture=DESIGN, recipe=RECIPE):
        self.folder, self.architecture, self.recipe = folder, architecture, recipe
        folder.mkdir()

    def train(self, lost_after_steps=None, control=Control):
        lines = LineCount()
        events = []

        def report(kind, **fields):
            events.append({"kind": kind, **fields})
            append_event(self.folder, kind, **fields)
            lines.count += 1
            if lost_after_steps and fields.get("steps", 0) >= lost_after_steps:
                raise LostError

        report("state", state="starting")
        report("state", state="building")
        trained = fit(
            self.architecture,
            self.recipe,
            DIGITS,
            report,
            control=control,
            checkpoints=CheckpointWriter(self.folder, self.architecture, self.recipe),
            state_file=RunStateFile(self.folder, lines),
            is_resumable=True,
        )
        report("finished", message="")
        return trained, events

    def progress(self):
        return ProgressReader(self.folder, self.recipe.images).read()

    def checkpoints(self):
        return {
            checkpoint: load_checkpoint(self.folder, checkpoint, self.architecture)
            for checkpoint in available(self.folder)
        }


@pytest.fixture(scope="module")
def at_one_go(tmp_path_factory):
    host = Host(tmp_path_factory.mktemp("one") / "job")
    return host, host.train()[0]


@pytest.mark.parametrize("lost_after", [(27,), (41, 55)], ids=["once", "twice"])
def test_the_network_and_every_number_are_those_of_a_run_at_one_go(tmp_path, at_one_go, lost_after):
    host, trained = at_one_go
    lost = Host(tmp_path / "job")
    for steps in lost_after:
        with pytest.raises(LostError):
            lost.train(lost_after_steps=steps)
    resumed, events = lost.train()
    assert len(of_kind(events, "resumed")) == 1
    assert_same_bits(resumed, trained)
    assert (resumed.test_accuracy, resumed.steps, resumed.images) == (
        trained.test_accuracy,
        trained.steps,
        trained.images,
    )
    ours, theirs = lost.progress(), host.progress()
    assert [(one.images, one.test_loss, one.test_accuracy) for one in ours.epochs] == [
        (one.images, one.test_loss, one.test_accuracy) for one in theirs.epochs
    ]
    for one, other in zip(ours.epochs, theirs.epochs, strict=True):
        assert one.loss == pytest.approx(other.loss, rel=1e-5)
        assert one.accuracy == pytest.approx(other.accuracy)
    ours, theirs = lost.checkpoints(), host.checkpoints()
    assert list(ours) == list(theirs)
    for moment, network in ours.items():
        assert fingerprint(network) == fingerprint(theirs[moment])


def test_the_curve_goes_on_and_nothing_is_doubled(tmp_path):
    host = Host(tmp_path / "job")
    with pytest.raises(LostError):
        host.train(lost_after_steps=35)
    before = host.progress()
    assert before.images_done > 25 * 32
    host.train()
    points = host.progress().points
    images = [point.images for point in points]
    assert images == sorted(set(images))
    assert sum(point.count for point in points) == RECIPE.images
    assert images == list(itertools.accumulate(point.count for point in points))


def test_a_changed_learning_rate_and_the_single_steps_of_a_pause_are_kept(tmp_path):
    paused = Control(paused=True, learning_rate=0.01)
    taken = replace(paused, steps=2)
    host = Host(tmp_path / "job")
    with pytest.raises(LostError):
        # The second single step is reported, and the node is lost after it.
        host.train(lost_after_steps=2, control=Visitor(paused, replace(paused, steps=1), taken))
    assert host.progress().steps_done == 2

    # It still is to be paused: the single steps are not taken again, and the third is one step.
    third = replace(paused, steps=3)
    resumed, events = host.train(
        control=Visitor(taken, taken, third, third, Control(learning_rate=0.01))
    )
    assert of_kind(events, "point")[0]["count"] == RECIPE.batch_size
    assert resumed.rate_changes == ((0, 0.01),)
    assert resumed.steps == RECIPE.steps
    assert host.progress().rate_changes == ((0, 0.01),)


@pytest.mark.parametrize("damage", ["cut off", "of another network"])
def test_a_damaged_state_is_none_and_the_run_begins_anew(tmp_path, at_one_go, damage):
    host = Host(tmp_path / "job")
    if damage == "cut off":
        whole = (at_one_go[0].folder / STATE_FILE).read_bytes()
        (host.folder / STATE_FILE).write_bytes(whole[: len(whole) // 2])
    else:
        other = Host(tmp_path / "other", textbook((4, 6), 16), replace(RECIPE, epochs=3))
        other.train()
        (host.folder / STATE_FILE).write_bytes((other.folder / STATE_FILE).read_bytes())
    resumed, events = host.train()
    (told,) = of_kind(events, "resumed")
    assert (told["lines"], told["own"], told["images"]) == (0, 2, 0)
    assert_same_bits(resumed, at_one_go[1])


def test_a_run_that_was_lost_before_its_first_state_begins_anew(tmp_path, at_one_go):
    host = Host(tmp_path / "job")
    with pytest.raises(LostError):
        host.train(lost_after_steps=10)
    assert host.progress().points
    resumed, _ = host.train()
    assert_same_bits(resumed, at_one_go[1])
    assert sum(point.count for point in host.progress().points) == RECIPE.images


def test_a_local_run_leaves_no_state(tmp_path):
    fit(
        DESIGN,
        replace(RECIPE, epochs=3),
        DIGITS,
        lambda kind, **_: kind != "resumed" or pytest.fail("it goes on from nothing"),
        checkpoints=CheckpointWriter(tmp_path, DESIGN, RECIPE),
        state_file=RunStateFile(tmp_path, LineCount()),
    )
    assert len(available(tmp_path)) > 1
    assert not (tmp_path / STATE_FILE).exists()
