"""The lab's training commands: what they plan, what they write, and that they do nothing twice."""

import numpy as np
import pytest

pytest.importorskip("keras")

import tensorflow as tf

from cnn.datasets import balanced
from cnn.lessons.plans import SIZES, plans, size_recipe
from cnn.lessons.trained_results import LAB_NETWORKS, LabResults
from cnn.network import Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.training import lab
from cnn.training.accuracy import accuracy, as_read
from cnn.training.fit import fit
from cnn.training.shifts import random_shifts, shift_test
from tests.designs import random_network


@pytest.fixture(scope="module")
def digits():
    """Random pixels in MNIST's form: 240 digits to learn from, 400 to test on."""
    random = np.random.default_rng(0)
    parts = [
        (random.integers(0, 256, (n, 28, 28), np.uint8), (np.arange(n) % 10).astype(np.uint8))
        for n in (240, 400)
    ]
    return parts[0], parts[1]


@pytest.fixture(scope="module")
def made(digits, tmp_path_factory):
    """A folder in which every command was run in trial size."""
    folder = tmp_path_factory.mktemp("lab") / "new"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lab, "load_mnist", lambda: digits)
        lab.main(["all", "--trial", "--folder", str(folder)])
    return folder


def read(folder, name) -> LabResults:
    return LabResults.from_bytes((folder / f"{name}.json").read_bytes())


class TestPlans:
    @pytest.mark.parametrize(
        ("images", "epochs"),
        # 150,000 / 3,000 = 50; 150,000 / 10,000 = 15; 150,000 / 60,000 = 2.5, raised to 5.
        [(100, 50), (300, 50), (1_000, 50), (3_000, 50), (10_000, 15), (60_000, 5)],
    )
    def test_few_digits_are_gone_through_more_often(self, images, epochs):
        assert size_recipe(images, 2) == Recipe(epochs=epochs, training_images=images, seed=2)

    def test_all_digits_are_learned_by_the_textbooks_recipe(self):
        assert size_recipe(60_000, 0) == Recipe()

    def test_every_size_is_planned_for_both_networks_with_three_seeds(self):
        planned = plans("sizes")
        assert len(planned) == len(set(planned)) == 2 * len(SIZES) * 3
        assert {plan.network for plan in planned} == {"textbook", "dense"}

    def test_only_the_shifted_network_learns_from_moved_digits(self):
        for plan in plans("shifted"):
            assert (plan.architecture, plan.max_shift) == (textbook(), 8)
        others = [
            plan for name in ("dense", "strided", "unpooled", "sizes") for plan in plans(name)
        ]
        assert {plan.max_shift for plan in others} == {0}

    def test_nothing_is_planned_for_other_names(self):
        with pytest.raises(ValueError, match="anything"):
            plans("anything")


@pytest.mark.long
class TestCommands:
    def test_all_makes_every_file(self, made):
        names = {path.name for path in made.iterdir()}
        assert names == {
            "comparison.json",
            "dense.json",
            "dense.safetensors",
            "shifted.json",
            "shifted.safetensors",
            "sizes.json",
            "strided.json",
            "strided.safetensors",
            "unpooled.json",
        }

    @pytest.mark.parametrize("name", LAB_NETWORKS)
    def test_a_network_has_the_accuracy_of_its_run(self, made, name, digits):
        network, run = Network.load(made / f"{name}.safetensors"), read(made, name).runs[0]
        images, labels = as_read(digits[1])
        assert accuracy(network, images[::2], labels[::2]) == run.test_accuracy
        assert network.provenance.mnist_test_accuracy == run.test_accuracy
        assert network.provenance.recipe == run.recipe == Recipe(epochs=1, training_images=100)

    def test_a_run_can_be_had_again_from_its_recipe(self, made, digits):
        run = read(made, "dense").runs[0]
        trained = fit(run.architecture, run.recipe, digits, report=lambda kind, **fields: None)
        network = Network.load(made / "dense.safetensors")
        kernel = trained.model.get_layer("dense1").get_weights()[0]
        np.testing.assert_allclose(network.weights["dense1"]["kernel"], kernel, atol=1e-6)

    def test_shifts_change_what_is_learned(self, made):
        (textbook_run,) = read(made, "comparison").runs
        (shifted_run,) = read(made, "shifted").runs
        assert textbook_run.recipe == shifted_run.recipe
        assert textbook_run.design == shifted_run.design
        assert (textbook_run.max_shift, shifted_run.max_shift) == (0, 8)

    def test_speeds_are_measured_by_turns(self, made):
        speeds = read(made, "comparison").speeds
        assert [speed.network for speed in speeds] == ["textbook", "strided", "unpooled", "dense"]
        for speed in speeds:
            assert len(speed.images_per_second) == len(speed.processor_ms_per_image) == 2
            assert min(*speed.images_per_second, *speed.processor_ms_per_image) > 0

    def test_what_is_there_is_not_made_again(self, made, digits, monkeypatch):
        before = {path: path.read_bytes() for path in made.iterdir()}
        monkeypatch.setattr(lab, "load_mnist", lambda: digits)
        monkeypatch.setattr(lab, "fit", None)
        monkeypatch.setattr(lab, "speeds_by_turns", None)
        monkeypatch.setattr(lab, "shift_test", None)
        lab.main(["all", "--trial", "--folder", str(made)])
        assert {path: path.read_bytes() for path in made.iterdir()} == before

    def test_an_interrupted_command_goes_on_where_it_was(self, digits, tmp_path, monkeypatch):
        monkeypatch.setattr(lab, "load_mnist", lambda: digits)
        trained = []

        def train(architecture, *others, **named):
            if trained == ["conv1"]:
                trained.append("interrupted")
                raise KeyboardInterrupt
            trained.append(architecture.layers[0].name)
            return fit(architecture, *others, **named)

        monkeypatch.setattr(lab, "fit", train)
        with pytest.raises(KeyboardInterrupt):
            lab.main(["sizes", "--trial", "--folder", str(tmp_path)])
        (first,) = read(tmp_path, "sizes").runs
        lab.main(["sizes", "--trial", "--folder", str(tmp_path)])
        assert trained == ["conv1", "interrupted", "flatten"]
        runs = read(tmp_path, "sizes").runs
        assert [run.network for run in runs] == ["textbook", "dense"]
        assert runs[0] == first

    def test_a_network_whose_file_is_gone_is_trained_again(self, digits, tmp_path, monkeypatch):
        monkeypatch.setattr(lab, "load_mnist", lambda: digits)
        lab.main(["dense", "--trial", "--folder", str(tmp_path)])
        first = (tmp_path / "dense.safetensors").read_bytes()
        (tmp_path / "dense.safetensors").write_bytes(first[:-8])
        lab.main(["dense", "--trial", "--folder", str(tmp_path)])
        again = Network.load(tmp_path / "dense.safetensors").weights
        for layer, arrays in Network.from_bytes(first).weights.items():
            for name, array in arrays.items():
                np.testing.assert_allclose(again[layer][name], array, atol=1e-6)

    def test_a_trial_never_takes_the_place_of_what_ships(self, capsys):
        with pytest.raises(SystemExit):
            lab.main(["dense", "--trial"])
        assert "--folder" in capsys.readouterr().err


class TestShifts:
    def test_each_image_is_moved_by_whole_pixels_and_what_comes_in_is_background(self):
        # One bright pixel in the middle tells where the image went.
        images = np.zeros((4000, 28, 28, 1), np.float32)
        images[:, 14, 13] = 1
        moved = random_shifts(8, seed=0)(tf.constant(images)).numpy()
        assert moved.shape == images.shape
        image, row, column, _ = np.nonzero(moved)
        np.testing.assert_array_equal(image, np.arange(4000))
        down, right = row - 14, column - 13
        # 289 places, each about 14 times.
        counts = np.zeros((17, 17), int)
        np.add.at(counts, (down + 8, right + 8), 1)
        assert counts.min() > 0
        assert counts.max() < 40

    def test_what_leaves_the_image_is_lost(self):
        images = np.zeros((2000, 28, 28, 1), np.float32)
        images[:, 0, 0] = 1
        left = random_shifts(8, seed=1)(tf.constant(images)).numpy().sum(axis=(1, 2, 3))
        # It stays for moves down and right or none: 9 of 17 each way, so 81 of 289.
        assert set(left) == {0.0, 1.0}
        assert left.mean() == pytest.approx(81 / 289, abs=0.05)

    def test_the_seed_decides_and_every_batch_is_moved_otherwise(self):
        images = tf.random.stateless_uniform((50, 28, 28, 1), seed=(0, 0))
        first, again, other = random_shifts(8, 3), random_shifts(8, 3), random_shifts(8, 4)
        one, two = first(images).numpy(), first(images).numpy()
        np.testing.assert_array_equal(again(images), one)
        np.testing.assert_array_equal(again(images), two)
        assert (one != two).any()
        assert (other(images).numpy() != one).any()

    def test_labels_stay_with_their_images(self, digits):
        from cnn.training.batches import training_batches

        recipe = Recipe(training_images=100, batch_size=20)
        marked = np.zeros_like(digits[0][0])
        marked[:, 8:20, 8:20] = 20 * digits[0][1][:, None, None] + 20  # never moved out
        batches = training_batches((marked, digits[0][1]), recipe, random_shifts(8, 0))
        seen = []
        for images, labels in batches.take(5):
            marks = np.round(255 * images.numpy().max(axis=(1, 2, 3))) / 20 - 1
            np.testing.assert_array_equal(marks, labels.numpy().argmax(axis=1))
            seen.extend(marks)
        chosen = balanced(digits[0][1], 100)
        assert sorted(seen) == sorted(digits[0][1][chosen].tolist())

    def test_a_test_reads_the_digits_at_every_place(self, digits):
        network = random_network(textbook((2, 2), 4))
        images, labels = digits[1][0][:6], digits[1][1][:6]
        test = shift_test("any", network, (images, labels), 2)
        assert (test.network, test.digits) == ("any", 6)
        for down in range(-2, 3):
            for right in range(-2, 3):
                moved = np.zeros_like(images)
                for row in range(28):
                    for column in range(28):
                        if 0 <= row - down < 28 and 0 <= column - right < 28:
                            moved[:, row, column] = images[:, row - down, column - right]
                expected = network.predict(moved / np.float32(255)).argmax(axis=1) == labels
                assert test.right[down + 2][right + 2] == expected.sum()
