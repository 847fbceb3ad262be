"""Fine-tuning: what is held fixed stays, what is told of it is true, and it can be steered."""

import math
import urllib.request
from dataclasses import replace

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from cnn.errors import TrainingError  # noqa: E402
from cnn.handwriting.own_digits import OwnDigits  # noqa: E402
from cnn.handwriting.synthetic import synthetic_digits, synthetic_test  # noqa: E402
from cnn.network import Network, Weights  # noqa: E402
from cnn.network.architecture import Architecture, textbook  # noqa: E402
from cnn.network.fine_tuning import FineTuningPlan, fixed_layers  # noqa: E402
from cnn.network.kinds.batch_normalization import BatchNormalization  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.pooling import MaxPool2D  # noqa: E402
from cnn.network.provenance import Provenance  # noqa: E402
from cnn.network.recipe import Recipe  # noqa: E402
from cnn.network.weight_edit import WeightEdit  # noqa: E402
from cnn.runs.control import Control  # noqa: E402
from cnn.runs.fine_tuning_files import FILES_GONE, FineTuningStart, read_start  # noqa: E402
from cnn.training import fine_tune  # noqa: E402
from cnn.training.beginning import Beginning  # noqa: E402
from cnn.training.build import build_keras, weights_of  # noqa: E402
from cnn.training.digits import own_run_digits  # noqa: E402
from cnn.training.fine_tune import fine_tuned, right  # noqa: E402
from cnn.training.fit import DivergedError, Trained, fit  # noqa: E402
from cnn.training.gradient_steps import GradientSteps, Sums  # noqa: E402

SMALL = textbook((4, 6), 16)
NORMALIZED = Architecture(
    (Conv2D(4), BatchNormalization(), MaxPool2D(), Dense(12), BatchNormalization())
)


@pytest.fixture(autouse=True)
def few_others(monkeypatch):
    """Statistics of fewer digits than the trainer's: no less true, and sooner there."""
    monkeypatch.setattr(fine_tune, "OTHER_DIGITS", 600)


def own_digits(count: int = 40, examples: int = 0) -> OwnDigits:
    """Synthetic digits in place of a person's, the last ones as if of an example hand."""
    images, labels = synthetic_digits(count, 5)
    marks = np.arange(count) >= count - examples
    return OwnDigits(images / np.float32(255), labels.astype(np.int64), marks)


def started(
    plan: FineTuningPlan, architecture: Architecture = SMALL, provenance: Provenance | None = None
) -> FineTuningStart:
    weights = weights_of(build_keras(architecture, 3))
    network = Network(architecture, weights, provenance or Provenance(Recipe(data="synthetic")))
    return FineTuningStart(network, own_digits(), plan)


def tuned(start: FineTuningStart, *, control=Control) -> tuple[Network, Trained, list[dict]]:
    """The whole of what the trainer does, without its process."""
    events: list[dict] = []
    digits = replace(own_run_digits(start), test=synthetic_test(), test_set="synthetic")
    trained = fit(
        start.architecture,
        start.recipe,
        (digits.train, digits.test),
        lambda kind, **fields: events.append({"kind": kind, **fields}),
        control=control,
        beginning=Beginning(
            start.network.weights,
            frozenset(fixed_layers(start.architecture, start.plan.held_fixed)),
        ),
    )
    return fine_tuned(start, trained, weights_of(trained.model), digits), trained, events


def changed(before: Weights, after: Weights) -> set[str]:
    """The layers of which at least one number differs."""
    return {
        layer
        for layer, arrays in before.items()
        if any((array != after[layer][name]).any() for name, array in arrays.items())
    }


@pytest.mark.parametrize(
    ("held_fixed", "architecture", "learning"),
    [
        ("convolutions", SMALL, {"dense", "softmax"}),
        ("nothing", SMALL, {"conv1", "conv2", "dense", "softmax"}),
        ("convolutions", NORMALIZED, {"dense", "batch_norm2", "softmax"}),
    ],
)
def test_what_is_held_fixed_stays_bit_for_bit(held_fixed, architecture, learning):
    names = {layer.name for layer in architecture.layers if layer.parameters}
    assert learning <= names
    start = started(FineTuningPlan(held_fixed, epochs=1, learning_rate=0.01), architecture)
    network, _, _ = tuned(start)
    assert changed(start.network.weights, network.weights) == learning


def test_the_counts_are_what_our_own_forward_pass_reads():
    start = started(FineTuningPlan("nothing", epochs=6, learning_rate=0.005))
    network, trained, events = tuned(start)
    record = network.provenance.fine_tuning
    learned, held_out = start.digits.split(start.plan.seed)
    images, labels = synthetic_test()

    def share(network: Network) -> float:
        return (network.predict(images / np.float32(255)).argmax(1) == labels).mean()

    assert (record.learned_own, record.held_out_own) == (len(learned), len(held_out))
    assert record.own_before == right(start.network, held_out).sum()
    assert record.own_after == right(network, held_out).sum() > record.own_before
    # One digit of 2,000 may tip over where two probabilities differ in the last place.
    assert record.test_before == pytest.approx(share(start.network), abs=6e-4)
    assert record.test_after == pytest.approx(share(network), abs=6e-4)
    assert record.test_after == network.provenance.synthetic_test_accuracy
    assert network.provenance.mnist_test_accuracy is None
    assert record.images == record.recipe.images == trained.images
    tests = [event for event in events if event["kind"] == "epoch"]
    assert [event["images"] for event in tests] == [
        epoch * record.recipe.training_images for epoch in range(7)
    ]
    assert tests[0]["test_accuracy"] == record.test_before


def test_digits_of_example_hands_are_counted_apart():
    digits = own_digits(40, examples=40)
    start = replace(started(FineTuningPlan("nothing", epochs=1)), digits=digits)
    record = tuned(start)[0].provenance.fine_tuning
    held_out = digits.split(0)[1]
    assert (record.learned_own, record.held_out_own, record.own_before) == (0, 0, 0)
    assert record.held_out_examples == len(held_out)
    assert record.examples_before == right(start.network, held_out).sum()


@pytest.mark.long
def test_the_same_seed_gives_the_same_network_again():
    start = started(FineTuningPlan("nothing", epochs=1, seed=4))
    first, again = tuned(start)[0], tuned(start)[0]
    assert changed(first.weights, again.weights) == set()
    other = tuned(replace(start, plan=replace(start.plan, seed=5)))[0]
    assert changed(first.weights, other.weights)


def test_one_that_is_stopped_at_once_has_changed_nothing_and_says_so():
    start = started(FineTuningPlan("nothing", epochs=5))
    network, trained, _ = tuned(start, control=lambda: Control(stop=True))
    record = network.provenance.fine_tuning
    assert changed(start.network.weights, network.weights) == set()
    assert record.is_stopped_early
    assert record.images == trained.images == 0
    assert record.own_before == record.own_after
    assert record.test_before == record.test_after


@pytest.mark.long
def test_the_record_goes_on_from_what_the_network_was():
    edits = (WeightEdit("zero", "conv1", 0),)
    recipe = Recipe(data="synthetic", epochs=3)
    once = tuned(
        started(
            FineTuningPlan(epochs=1), provenance=Provenance(recipe, pen_accuracy=0.9, edits=edits)
        )
    )[0]
    assert once.provenance.recipe == recipe
    assert once.provenance.edits == edits
    assert once.provenance.pen_accuracy is None
    assert (once.provenance.fine_tuning.edits_before, once.provenance.fine_tuning.rounds) == (1, 1)
    twice = tuned(FineTuningStart(once, own_digits(), FineTuningPlan(epochs=1)))[0]
    assert twice.provenance.fine_tuning.rounds == 2
    assert Network.from_bytes(twice.to_bytes()).provenance == twice.provenance


@pytest.mark.long
def test_it_knows_again_how_digits_look_inside_it():
    start = started(FineTuningPlan("nothing", epochs=1))
    assert start.network.statistics is None
    assert tuned(start)[0].statistics is not None


def test_what_cannot_be_is_refused_with_a_sentence():
    without = Architecture((Dense(8),))
    with pytest.raises(TrainingError, match="no convolution"):
        started(FineTuningPlan("convolutions"), without)
    assert started(FineTuningPlan("nothing"), without).recipe.data == "own"
    with pytest.raises(TrainingError, match="at least 20 digits; these are 19"):
        replace(started(FineTuningPlan()), digits=own_digits(19))


def test_the_fewest_digits_that_are_taken_can_be_learned_from():
    """However they lie: one of each of two kinds, or all of one kind."""
    images = own_digits(20).images
    for labels in (np.arange(20) % 10, np.arange(20) % 2, np.zeros(20)):
        digits = OwnDigits(images, labels.astype(np.int64), np.zeros(20, bool))
        start = replace(started(FineTuningPlan()), digits=digits)
        learned, held_out = digits.split(0)
        assert start.recipe.training_images == 10 * len(learned)
        assert len(held_out) >= 4


def test_what_it_began_with_is_read_back_from_its_folder(tmp_path):
    start = started(FineTuningPlan(seed=9))
    start.write(tmp_path)
    again = read_start(tmp_path, start.plan)
    assert changed(start.network.weights, again.network.weights) == set()
    np.testing.assert_array_equal(start.digits.images, again.digits.images)
    (tmp_path / "own_digits.safetensors").write_bytes(b"other")
    with pytest.raises(TrainingError, match=FILES_GONE):
        read_start(tmp_path, start.plan)
    with pytest.raises(TrainingError, match=FILES_GONE):
        read_start(tmp_path / "gone", start.plan)


@pytest.mark.long
@pytest.mark.parametrize("is_damaged", [False, True])
def test_without_mnist_synthetic_digits_judge_and_nothing_is_downloaded(
    is_damaged, tmp_path, monkeypatch
):
    mnist = tmp_path / "mnist.npz"
    if is_damaged:
        mnist.write_bytes(b"PK\x03\x04")
    monkeypatch.setenv("MNIST_NPZ", str(mnist))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: pytest.fail("a download"))
    start = started(FineTuningPlan("nothing", epochs=1), provenance=Provenance())
    network, _, _ = tuned(start)
    record = network.provenance.fine_tuning
    assert own_run_digits(start).test_set == record.test_set == "synthetic"
    assert network.provenance.mnist_test_accuracy is None
    assert network.statistics is not None


@pytest.mark.long
def test_one_that_diverges_goes_back_to_what_it_was_when_all_was_well(monkeypatch):
    start = started(FineTuningPlan("nothing", epochs=3, learning_rate=0.001))
    learn = GradientSteps.train

    def diverge(steps: GradientSteps, *arguments: object) -> Sums:
        return replace(learn(steps, *arguments), loss=math.inf)

    monkeypatch.setattr(GradientSteps, "train", diverge)
    with pytest.raises(DivergedError) as raised:
        tuned(start)
    trained = raised.value.trained
    assert (trained.steps, trained.test_accuracy) == (0, trained.accuracy_before)
    assert changed(start.network.weights, weights_of(trained.model)) == set()
