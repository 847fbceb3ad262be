"""What was trained for the Learn pages: networks, and how the runs behind them ended.

All of it is made by `python -m cnn.training.lab all`; each file says how. In this package's folder
`trained`, NAME.safetensors is a network and NAME.json holds runs, speeds and tests of shifts.
"""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cnn.errors import NetworkFileError, VisitorError
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.design_code import hidden_from_code
from cnn.network.recipe import Recipe

TRAINED_FOLDER = Path(__file__).parent / "trained"
LAB_NETWORKS = ("strided", "dense", "shifted")
LAB_RESULTS = ("strided", "dense", "shifted", "comparison", "unpooled", "sizes")


@dataclass(frozen=True)
class Machine:
    """What a run was made on: the processor's cores and name, and versions."""

    cores: int
    processor: str
    python: str
    keras: str
    tensorflow: str
    numpy: str


@dataclass(frozen=True)
class LabRun:
    """One training run, from a seeded random start to its end.

    Attributes:
        network: what the pages call it: textbook, strided, unpooled, dense or shifted.
        design: its hidden layers, see `cnn.network.design_code`.
        recipe: how it was trained. Where `max_shift` is 0, the Train page can do it again.
        max_shift: pixels that each training digit was moved by at most, each way, at random and
            anew in each epoch; 0 for digits as they are.
        test_accuracy: share of MNIST's 10,000 test digits, as they are, read right, 0 to 1.
        seconds: how long training took, while the machine did other work as well.
        images_per_second: training images worked through, mean of the run, in the same conditions.
        machine: what it was made on.
    """

    network: str
    design: str
    recipe: Recipe
    max_shift: int
    test_accuracy: float
    seconds: float
    images_per_second: float
    machine: Machine

    @cached_property
    def architecture(self) -> Architecture:
        """The layers."""
        return Architecture(hidden_from_code(self.design))


@dataclass(frozen=True)
class Speed:
    """How fast one network trains, measured by turns with others on one machine.

    Attributes:
        network: as in `LabRun`.
        images_per_second: of each turn, in order.
        processor_ms_per_image: milliseconds of all cores together, of each turn; other work on
            the machine changes it less than the time by the clock.
    """

    network: str
    images_per_second: tuple[float, ...]
    processor_ms_per_image: tuple[float, ...]

    @property
    def median(self) -> float:
        """Images per second of the median turn."""
        return statistics.median(self.images_per_second)

    @property
    def median_processor_ms(self) -> float:
        """Processor time per image of the median turn, in milliseconds."""
        return statistics.median(self.processor_ms_per_image)

    def processor_seconds(self, recipe: Recipe) -> float:
        """The processor time that a recipe takes; unlike `LabRun.seconds` fit to compare.

        Seconds of all cores together, without preparation and tests.
        """
        return recipe.images * self.median_processor_ms / 1000


@dataclass(frozen=True)
class ShiftTest:
    """How well a network reads digits that stand elsewhere.

    Attributes:
        network: as in `LabRun`.
        digits: how many were moved, each to every place.
        right: how many were read right, (2 m + 1) rows of as many, for moves of up to m pixels:
            first row furthest up, first column furthest left, the middle not moved.
    """

    network: str
    digits: int
    right: tuple[tuple[int, ...], ...]

    @property
    def accuracies(self) -> np.ndarray:
        """Share read right at each place, (2 m + 1, 2 m + 1) float64, 0 to 1."""
        return np.array(self.right) / self.digits


@dataclass(frozen=True)
class LabResults:
    """The content of a results file.

    Attributes:
        command: what makes it.
        runs: in the order in which they were planned.
        speeds: of networks trained by turns, all on the first run's machine.
        shift_tests: of networks on the same digits.
    """

    command: str
    runs: tuple[LabRun, ...] = ()
    speeds: tuple[Speed, ...] = ()
    shift_tests: tuple[ShiftTest, ...] = ()

    def of(self, network: str) -> tuple[LabRun, ...]:
        """The runs of one network, in order."""
        return tuple(run for run in self.runs if run.network == network)

    def to_bytes(self) -> bytes:
        """The file's content: JSON with a run on each line."""
        parts = [f'"command": {json.dumps(self.command)}']
        for field in fields(self)[1:]:
            rows = ",\n".join(f"  {json.dumps(asdict(row))}" for row in getattr(self, field.name))
            parts.append(f'"{field.name}": [\n{rows}\n]' if rows else f'"{field.name}": []')
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> LabResults:
        """Read what `to_bytes` gave.

        Raises:
            NetworkFileError: the content is no such file, or a recipe or design in it is not
                valid.
        """
        try:
            content = json.loads(data)
            return cls(
                content["command"],
                tuple(_run(row) for row in content["runs"]),
                tuple(_speed(row) for row in content["speeds"]),
                tuple(_shift_test(row) for row in content["shift_tests"]),
            )
        except (ValueError, KeyError, TypeError, VisitorError) as error:
            raise NetworkFileError("A file of the lab's results is damaged.") from error


def lab_network(name: str) -> Network:
    """A network trained for the Learn pages: strided, dense or shifted.

    Raises:
        ValueError: there is none of that name.
        NetworkFileError: its file is missing or damaged.
    """
    if name not in LAB_NETWORKS:
        raise ValueError(f"the lab's networks are {', '.join(LAB_NETWORKS)}, not {name}")
    return Network.load(TRAINED_FOLDER / f"{name}.safetensors")


def lab_results(name: str) -> LabResults:
    """What training for the Learn pages gave.

    Args:
        name: strided, dense, shifted or unpooled: the runs of that network; comparison: the
            textbook network beside them, and the speeds of all; sizes: textbook and dense on 100
            to 60,000 digits.

    Raises:
        ValueError: there are none of that name.
        NetworkFileError: the file is missing or damaged.
    """
    if name not in LAB_RESULTS:
        raise ValueError(f"the lab's results are {', '.join(LAB_RESULTS)}, not {name}")
    path = TRAINED_FOLDER / f"{name}.json"
    try:
        return _results_as_of(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise NetworkFileError(f"The lab's results {name}.json cannot be read.") from error


@lru_cache(maxsize=len(LAB_RESULTS))
def _results_as_of(path: Path, changed: int) -> LabResults:
    """A results file, read once until it changes."""
    return LabResults.from_bytes(path.read_bytes())


def _run(row: dict[str, Any]) -> LabRun:
    recipe, machine = Recipe.from_json(row["recipe"]), Machine(**row["machine"])
    run = LabRun(**{**row, "recipe": recipe, "machine": machine})
    _ = run.architecture  # checked here, so that a damaged file shows when it is read
    return run


def _speed(row: dict[str, Any]) -> Speed:
    return Speed(
        row["network"], tuple(row["images_per_second"]), tuple(row["processor_ms_per_image"])
    )


def _shift_test(row: dict[str, Any]) -> ShiftTest:
    return ShiftTest(row["network"], row["digits"], tuple(map(tuple, row["right"])))
