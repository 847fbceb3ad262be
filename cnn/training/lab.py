"""Train what the Learn pages show: `python -m cnn.training.lab NAME`, or `all`.

Every run starts from a seed that was not chosen by its result, and nothing is picked: a network
that ships is the run of seed 0. Test accuracies are of MNIST's 10,000 test digits, read through
`Network.predict`, as the pages run it; nothing is trained or decided by them.

- strided, dense, unpooled: that design of `cnn.network.presets` by the textbook's recipe. Beside
  unpooled comes the textbook network by the same recipe and seed, and all four designs' speeds by
  turns.
- shifted: the textbook network, each digit moved at random by up to 8 pixels each way, for more
  epochs; and how textbook, dense and shifted read digits at all those places.
- sizes: textbook and dense, by the same recipes, on 100 to 60,000 digits, three seeds each.

What is there already, by the same recipe, is not trained again. `--trial` goes through the same
steps in a minute, with far too few digits, into a folder of your own.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, assert_never, get_args

import numpy as np

from cnn.atomic_write import write_atomically
from cnn.datasets import Part, load_mnist
from cnn.errors import NetworkFileError, VisitorError
from cnn.lessons.plans import MAX_SHIFT, Plan, design_of, plans
from cnn.lessons.trained_results import (
    LAB_NETWORKS,
    LAB_RESULTS,
    TRAINED_FOLDER,
    LabResults,
    LabRun,
)
from cnn.network import Network
from cnn.network.design_code import design_code
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from cnn.training.accuracy import accuracy, as_read
from cnn.training.build import weights_of
from cnn.training.fit import fit
from cnn.training.machine import this_machine
from cnn.training.shifts import random_shifts, shift_test
from cnn.training.speed import speeds_by_turns

Command = Literal["dense", "strided", "shifted", "sizes", "unpooled"]
COMMANDS: tuple[Command, ...] = get_args(Command)
# What `fit` reads after each epoch, to look at; the accuracies of record are of all test digits.
QUICK_TEST_DIGITS = 500


@dataclass(frozen=True)
class Scale:
    """How large everything is.

    Attributes:
        is_trial: whether runs are cut to one seed and one epoch of 100 digits.
        test_digits: that accuracies are of.
        speed_images: of each turn at speed.
        speed_turns: of each network.
        shift_digits: that are read at all places, evenly spread over MNIST's test digits.
    """

    is_trial: bool = False
    test_digits: int = 10_000
    speed_images: int = 6_400
    speed_turns: int = 5
    shift_digits: int = 1_000


TRIAL = Scale(is_trial=True, test_digits=200, speed_images=192, speed_turns=2, shift_digits=4)


class Lab:
    """Makes the files of a folder.

    Args:
        folder: where they are, and where what was made before is found.
        mnist: as `load_mnist` gives it.
        scale: how large everything is.
    """

    def __init__(self, folder: Path, mnist: tuple[Part, Part], scale: Scale | None = None) -> None:
        self._folder = folder
        self._mnist = mnist
        self._scale = scale or Scale()

    def run(self, command: Command) -> None:
        """Do what a command asks for, as far as it is not done.

        Raises:
            OSError: a file cannot be written.
        """
        match command:
            case "unpooled":
                self._measure_speeds()
                self._make_runs("comparison")
                self._make_runs("unpooled")
            case "shifted":
                is_new = self._make_runs("dense")
                is_new = self._make_runs("shifted") or is_new
                self._test_shifts(is_new)
            case "dense" | "strided" | "sizes":
                self._make_runs(command)
            case _:
                assert_never(command)

    def _make_runs(self, name: str) -> bool:
        """Make what is missing of a results file; whether anything had to be trained."""
        is_new = False
        planned = self._planned(name)
        runs = {plan: self._find(plan, self._saved_as(name, plan, planned)) for plan in planned}
        for plan in planned:
            if runs[plan] is None:
                is_new = True
                network, runs[plan] = self._train(plan)
                path = self._saved_as(name, plan, planned)
                if path is not None:
                    network.save(path)
            done = tuple(run for run in runs.values() if run is not None)
            self._write(name, replace(self._read(name), runs=done))
        return is_new

    def _planned(self, name: str) -> tuple[Plan, ...]:
        if not self._scale.is_trial:
            return plans(name)
        recipes = [
            replace(plan.recipe, epochs=1, training_images=100, seed=0) for plan in plans(name)
        ]
        planned = zip(plans(name), recipes, strict=True)
        return tuple(dict.fromkeys(replace(plan, recipe=recipe) for plan, recipe in planned))

    def _saved_as(self, name: str, plan: Plan, planned: tuple[Plan, ...]) -> Path | None:
        """The file of a run's network; None where only its figures are kept."""
        is_kept = name in LAB_NETWORKS and plan == planned[0]
        return self._folder / f"{name}.safetensors" if is_kept else None

    def _find(self, plan: Plan, saved_as: Path | None) -> LabRun | None:
        """The run if it was made before, for this file or another."""
        if saved_as is not None and not _holds(saved_as, plan):
            return None
        known = [run for name in LAB_RESULTS for run in self._read(name).runs]
        found = next(filter(plan.is_done_by, known), None)
        return found and replace(found, network=plan.network)

    def _train(self, plan: Plan) -> tuple[Network, LabRun]:
        print(f"{plan.network}: {plan.recipe}, shifts up to {plan.max_shift}", flush=True)
        train, test = self._mnist
        quick_test = test[0][:QUICK_TEST_DIGITS], test[1][:QUICK_TEST_DIGITS]
        speeds: list[float] = []
        trained = fit(
            plan.architecture,
            plan.recipe,
            (train, quick_test),
            report=partial(_note, speeds),
            vary=random_shifts(plan.max_shift, plan.recipe.seed) if plan.max_shift else None,
        )
        network = Network(plan.architecture, weights_of(trained.model))
        right = accuracy(network, *as_read(_spread(test, self._scale.test_digits)))
        seconds = round(trained.seconds, 1)
        provenance = Provenance(plan.recipe, mnist_test_accuracy=right, training_seconds=seconds)
        run = LabRun(
            network=plan.network,
            design=design_code(plan.architecture.hidden),
            recipe=plan.recipe,
            max_shift=plan.max_shift,
            test_accuracy=right,
            seconds=seconds,
            images_per_second=round(speeds[-1], 1),
            machine=this_machine(),
        )
        print(f"  {run.test_accuracy:.4f} of the test digits, {run.seconds:g} s", flush=True)
        return replace(network, provenance=provenance), run

    def _measure_speeds(self) -> None:
        results = self._read("comparison")
        if results.speeds:
            return
        print("speeds of four designs, by turns", flush=True)
        speeds = speeds_by_turns(
            {name: design_of(name) for name in ("textbook", "strided", "unpooled", "dense")},
            self._mnist[0],
            Recipe(training_images=self._scale.speed_images),
            self._scale.speed_turns,
        )
        self._write("comparison", replace(results, speeds=speeds))

    def _test_shifts(self, is_new: bool) -> None:
        results = self._read("shifted")
        if results.shift_tests and not is_new:
            return
        digits = _spread(self._mnist[1], self._scale.shift_digits)
        tests = []
        for name in ("textbook", "dense", "shifted"):
            print(f"{name}: {len(digits[1]):,} digits at every place", flush=True)
            source = name if name == "textbook" else self._folder / f"{name}.safetensors"
            tests.append(shift_test(name, Network.load(source), digits, MAX_SHIFT))
        self._write("shifted", replace(results, shift_tests=tuple(tests)))

    def _read(self, name: str) -> LabResults:
        path = self._folder / f"{name}.json"
        if path.exists():
            return LabResults.from_bytes(path.read_bytes())
        command = "unpooled" if name == "comparison" else name
        return LabResults(f"python -m cnn.training.lab {command}")

    def _write(self, name: str, results: LabResults) -> None:
        write_atomically(self._folder / f"{name}.json", results.to_bytes())


def _holds(path: Path, plan: Plan) -> bool:
    """Whether a network file is there and of a planned run."""
    try:
        network = Network.load(path)
    except NetworkFileError:
        return False
    return (network.architecture, network.provenance.recipe) == (plan.architecture, plan.recipe)


def _spread(digits: Part, count: int) -> Part:
    """So many digits, evenly spread over all."""
    chosen = np.arange(count) * len(digits[1]) // count
    return digits[0][chosen], digits[1][chosen]


def _note(speeds: list[float], kind: str, **fields: float | str) -> None:
    if kind == "point" and "images_per_second" in fields:
        speeds.append(float(fields["images_per_second"]))
    if kind == "epoch":
        print("  " + ", ".join(f"{name} {value:.6g}" for name, value in fields.items()), flush=True)


def main(arguments: list[str] | None = None) -> None:
    """Make one part of the lab's files, or all."""
    parser = argparse.ArgumentParser(description="Train what the Learn pages show.")
    parser.add_argument("command", choices=[*COMMANDS, "all"])
    parser.add_argument("--folder", type=Path, default=TRAINED_FOLDER, help="where to write")
    parser.add_argument("--trial", action="store_true", help="tiny runs; needs another --folder")
    options = parser.parse_args(arguments)
    if options.trial and options.folder == TRAINED_FOLDER:
        parser.error("--trial needs --folder: its results must not replace those that ship")
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        lab = Lab(options.folder, load_mnist(), TRIAL if options.trial else None)
        for command in COMMANDS if options.command == "all" else [options.command]:
            lab.run(command)
    except VisitorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
