"""What was trained for the Learn pages: readable, valid, and as good as recorded."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from cnn.errors import NetworkFileError
from cnn.lessons import trained_results
from cnn.lessons.fewer_examples.size_results import by_size
from cnn.lessons.trained_results import (
    LAB_NETWORKS,
    LAB_RESULTS,
    LabResults,
    LabRun,
    ShiftTest,
    Speed,
    lab_network,
    lab_results,
)
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.design_code import design_code
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from tests.lab_comparison import MACHINE

DESIGN_OF = {
    "textbook": "textbook",
    "strided": "strided",
    "unpooled": "without_pooling",
    "dense": "dense_only",
    "shifted": "textbook",
}


def a_run(network="dense", images=300, seed=0, accuracy=0.5) -> LabRun:
    return LabRun(
        network=network,
        design="d109-d64",
        recipe=Recipe(training_images=images, seed=seed),
        max_shift=0,
        test_accuracy=accuracy,
        seconds=1.5,
        images_per_second=200.0,
        machine=MACHINE,
    )


def right_of(network: Network, digits) -> int:
    images, labels = digits
    return int((network.predict(images / np.float32(255)).argmax(axis=1) == labels).sum())


class TestFiles:
    def test_results_are_read_as_they_were_written(self):
        results = LabResults(
            "python -m something",
            (a_run(), a_run(seed=1)),
            (Speed("dense", (1.0, 2.5), (3.0, 4.0)),),
            (ShiftTest("dense", 5, ((1, 2, 3), (4, 5, 4), (3, 2, 1))),),
        )
        assert LabResults.from_bytes(results.to_bytes()) == results
        assert LabResults.from_bytes(LabResults("none").to_bytes()) == LabResults("none")

    @pytest.mark.parametrize(
        "damage",
        [
            lambda content: content["runs"][0].pop("seconds"),
            lambda content: content["runs"][0].update(surprise=1),
            lambda content: content["runs"][0].update(design="c32-m2-c64-m2-c64-m2-c64"),
            lambda content: content["runs"][0]["recipe"].update(epochs=51),
            lambda content: content.pop("speeds"),
            lambda content: content.update(runs=3),
        ],
    )
    def test_damaged_results_are_refused(self, damage):
        content = json.loads(LabResults("none", (a_run(),)).to_bytes())
        damage(content)
        with pytest.raises(NetworkFileError):
            LabResults.from_bytes(json.dumps(content).encode())

    @pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"null"])
    def test_what_is_no_results_file_is_refused(self, data):
        with pytest.raises(NetworkFileError):
            LabResults.from_bytes(data)

    def test_names_that_there_are_not(self):
        with pytest.raises(ValueError, match="strided"):
            lab_network("../pretrained/pen")
        with pytest.raises(ValueError, match="sizes"):
            lab_results("anything")

    def test_a_missing_file_is_told_as_such(self, tmp_path, monkeypatch):
        monkeypatch.setattr(trained_results, "TRAINED_FOLDER", tmp_path)
        with pytest.raises(NetworkFileError, match=r"sizes\.json"):
            lab_results("sizes")
        with pytest.raises(NetworkFileError):
            lab_network("dense")


class TestFigures:
    def test_a_speed_is_its_median_turn(self):
        speed = Speed("dense", (10.0, 1.0, 12.0), (5.0, 50.0, 4.0))
        assert (speed.median, speed.median_processor_ms) == (10.0, 5.0)
        # Two epochs of 300 images, 5 ms each.
        assert speed.processor_seconds(Recipe(training_images=300, epochs=2)) == 3.0

    def test_a_shift_test_in_shares(self):
        test = ShiftTest("dense", 4, ((0, 1, 2), (2, 4, 2), (1, 0, 3)))
        np.testing.assert_array_equal(test.accuracies[1], [0.5, 1.0, 0.5])

    def test_a_run_knows_its_layers(self):
        assert a_run().architecture == Architecture(DESIGNS["dense_only"])


class TestWhatShips:
    @pytest.mark.parametrize("name", LAB_RESULTS)
    def test_each_run_is_of_its_design(self, name):
        for run in lab_results(name).runs:
            assert run.design == design_code(DESIGNS[DESIGN_OF[run.network]])
            assert run.max_shift == (8 if run.network == "shifted" else 0)
            assert run.recipe.data == "mnist"

    @pytest.mark.parametrize("name", LAB_NETWORKS)
    def test_each_network_is_the_first_run_of_its_file(self, name):
        network, run = lab_network(name), lab_results(name).runs[0]
        assert network.architecture == run.architecture
        assert network.provenance.recipe == run.recipe
        assert run.recipe.seed == 0
        assert network.provenance.mnist_test_accuracy == run.test_accuracy
        assert network.provenance.training_seconds == run.seconds

    @pytest.mark.parametrize("name", LAB_NETWORKS)
    def test_each_network_reads_as_many_test_digits_as_recorded(self, name, mnist_evaluation):
        judged, made = mnist_evaluation(name), lab_network(name).provenance
        assert judged.right == Fraction(str(made.mnist_test_accuracy)) * judged.total

    @pytest.mark.parametrize("name", ["strided", "dense", "unpooled"])
    def test_networks_beside_the_textbook_learned_by_its_recipe(self, name):
        (beside,) = lab_results("comparison").runs
        assert (beside.network, beside.recipe) == ("textbook", Recipe())
        for run in lab_results(name).runs:
            assert run.recipe == replace(beside.recipe, seed=run.recipe.seed)

    def test_four_designs_trained_by_turns(self):
        speeds = lab_results("comparison").speeds
        assert [speed.network for speed in speeds] == ["textbook", "strided", "unpooled", "dense"]
        assert {len(speed.images_per_second) for speed in speeds} == {5}
        # Ten times the multiplications cannot be as fast.
        by_name = {speed.network: speed for speed in speeds}
        assert by_name["unpooled"].median < by_name["textbook"].median < by_name["dense"].median

    def test_sizes_are_of_both_networks_with_three_seeds_each_by_the_same_recipes(self):
        groups = by_size(lab_results("sizes").runs)
        sizes = (100, 300, 1_000, 3_000, 10_000, 60_000)
        expected = [(network, size) for network in ("textbook", "dense") for size in sizes]
        assert [(group.network, group.images) for group in groups] == expected
        recipes = [[run.recipe for run in group.runs] for group in groups]
        assert recipes[:6] == recipes[6:]
        for group in groups:
            assert [run.recipe.seed for run in group.runs] == [0, 1, 2]

    def test_more_digits_are_learned_better(self):
        groups = by_size(lab_results("sizes").runs)
        for network in ("textbook", "dense"):
            means = [group.mean for group in groups if group.network == network]
            assert means == sorted(means)

    def test_shifts_are_tested_at_all_places_on_the_same_digits(self):
        tests = lab_results("shifted").shift_tests
        assert [test.network for test in tests] == ["textbook", "dense", "shifted"]
        for test in tests:
            assert test.accuracies.shape == (17, 17)
            assert test.digits == 1000

    @pytest.mark.parametrize("name", ["textbook", "dense", "shifted"])
    def test_shift_tests_are_of_the_networks_that_ship(self, name, mnist_test, mnist_evaluation):
        network = Network.load(name) if name == "textbook" else lab_network(name)
        (test,) = (test for test in lab_results("shifted").shift_tests if test.network == name)
        images, labels = mnist_test[0][::10], mnist_test[1][::10]
        assert mnist_evaluation(name).is_right[::10].sum() == test.right[8][8]
        # Up by 8 and right by 5: the first row, 5 right of the middle column.
        moved = np.zeros_like(images)
        moved[:, :-8, 5:] = images[:, 8:, :-5]
        assert right_of(network, (moved, labels)) == test.right[0][13]

    def test_the_network_trained_with_shifts_is_the_textbook_network(self):
        assert lab_network("shifted").architecture == textbook()
