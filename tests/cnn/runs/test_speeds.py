"""How fast this machine trains, from its own runs: remembered, bounded, and used."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture, textbook
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from cnn.runs import job as job_module
from cnn.runs import speeds as machine
from cnn.runs.costs import KINDS, Costs, Work, shipped_costs
from cnn.runs.estimate import announced, check_affordable, estimated_seconds
from cnn.runs.job import Job
from cnn.runs.limits import host_limits
from cnn.runs.new_jobs import Order, new_job
from cnn.runs.ownership import NOBODY
from cnn.runs.progress import append_event
from cnn.runs.speeds import (
    FILE_FORMAT,
    MAX_FILE_BYTES,
    MAX_MEASURED,
    SHIPPED_START_SECONDS,
    SPEEDS_FILE,
    Measured,
    Speeds,
    factors,
)

RECIPE = Recipe(epochs=2, training_images=5000)


def costs(name: str, recipe: Recipe = RECIPE) -> Costs:
    return shipped_costs(Architecture(DESIGNS[name]), recipe, Work.of(recipe))


def measured(name: str, times: float, start: float | None = 12.0) -> Measured:
    """A run that took so many times what the shipped figures say."""
    return Measured(costs(name), times * costs(name).seconds, start)


def test_before_the_first_run_the_shipped_figures_stand():
    speeds = Speeds()
    said = announced(textbook(), RECIPE, speeds)
    assert not said.is_measured
    assert said.seconds == pytest.approx(estimated_seconds(textbook(), RECIPE))


def test_the_work_of_a_recipe_is_counted_by_kind():
    recipe = Recipe(epochs=1, training_images=2300, batch_size=23)
    kinds = shipped_costs(textbook(), recipe, Work.of(recipe, test_digits=3000))
    # 2,300 images and a third of 3,000 test digits at 2,300 images a second; a quarter of it is
    # what any image costs; 100 steps of 93,322 parameters cost 30 images per million.
    assert kinds.images == pytest.approx(3300 * 0.25 / 2300)
    assert kinds.multiplications == pytest.approx(3300 * 0.75 / 2300)
    assert kinds.parameters == pytest.approx(100 * 0.093322 * 30 / 2300)
    assert kinds.augmentation == 0
    assert kinds.seconds == pytest.approx(sum(kinds.by_kind))


def test_the_next_run_of_a_design_is_announced_as_the_last_one_took():
    speeds = Speeds()
    speeds.note("a", measured("textbook", 3.0, start=20.0))
    said = announced(textbook(), RECIPE, speeds)
    assert said.is_measured
    assert said.seconds == pytest.approx(20 + 3 * costs("textbook").seconds, rel=0.02)


def test_a_machine_that_is_slow_at_one_kind_of_work_is_found_out():
    slow = np.array([1.0, 1.0, 4.0, 1.0, 1.0])
    true = {name: float(np.dot(slow, costs(name).by_kind)) for name in DESIGNS}
    runs = [Measured(costs(name), true[name], 9.0) for name in DESIGNS if name != "strided"] * 2
    found = float(np.dot(factors(runs), costs("strided").by_kind))
    by_one_factor = true["textbook"] / costs("textbook").seconds * costs("strided").seconds
    assert found == pytest.approx(true["strided"], rel=0.25)
    assert abs(found - true["strided"]) < abs(by_one_factor - true["strided"])


def test_newer_runs_count_more():
    runs = [measured("textbook", 1.0)] * 10 + [measured("textbook", 4.0)] * 10
    assert np.dot(factors(runs), costs("textbook").by_kind) > 2.4 * costs("textbook").seconds


def test_no_measurement_makes_a_kind_of_work_free_or_endless():
    runs = [measured("textbook", 1.0), measured("dense_only", 1000.0)]
    found = factors(runs)
    assert found.min() > 0
    assert found.max() / found.min() <= machine.MOST_APART**2


def test_what_is_remembered_is_bounded_and_one_run_counts_once():
    speeds = Speeds()
    for number in range(MAX_MEASURED + 5):
        speeds.note(f"run {number}", measured("textbook", 1.0 + number))
        speeds.note(f"run {number}", measured("textbook", 2.0 + number))
    assert len(speeds.measured) == MAX_MEASURED
    assert speeds.measured[-1] == measured("textbook", 2.0 + MAX_MEASURED + 4)


def test_a_run_of_a_moment_teaches_nothing():
    speeds = Speeds()
    speeds.note("a", Measured(costs("textbook"), 0.5, 9.0))
    speeds.note("b", Measured(costs("textbook"), float("nan"), 9.0))
    assert speeds.measured == ()


def test_the_start_is_the_median_of_the_last_three_runs_and_one_download_changes_little():
    speeds = Speeds()
    assert speeds.start_seconds == SHIPPED_START_SECONDS
    for number, start in enumerate((10.0, 300.0, 11.0, None)):
        speeds.note(str(number), measured("textbook", 1.0, start))
    assert speeds.start_seconds == 11.0


def test_a_server_that_keeps_runs_knows_its_speed_after_a_restart(tmp_path):
    first, second = Speeds(), Speeds()
    first.keep_in(tmp_path / "runs")
    first.note("going on", measured("textbook", 2.0, start=None))
    assert not (tmp_path / "runs" / SPEEDS_FILE).exists()
    first.note("over", measured("textbook", 2.0))
    second.keep_in(tmp_path / "runs")
    assert second.measured == (measured("textbook", 2.0),)


def test_numbers_of_another_kind_of_machine_are_not_taken(tmp_path, monkeypatch):
    speeds = Speeds()
    speeds.keep_in(tmp_path)
    speeds.note("a", measured("textbook", 2.0))
    monkeypatch.setattr(machine, "machine_kind", lambda: "another, 64 cores")
    another = Speeds()
    another.keep_in(tmp_path)
    assert another.measured == ()


ROW = ["a", *[1.0] * KINDS, 10.0, 9.0]


@pytest.mark.parametrize(
    "rows",
    [
        [ROW[:-1]],
        [[7, *ROW[1:]]],
        [[*ROW[:-1], None]],
        [[*ROW[:-1], float("nan")]],
        [[*ROW[:-2], 1e9, 9.0]],
        [[*ROW[:-2], -3.0, 9.0]],
        [["a", *[0.0] * KINDS, 10.0, 9.0]],
        {"a": 1},
        "rows",
        [3],
    ],
    ids=str,
)
def test_a_damaged_file_is_as_good_as_none(tmp_path, rows):
    content = {"format": FILE_FORMAT, "machine": machine.machine_kind(), "runs": rows}
    (tmp_path / SPEEDS_FILE).write_text(json.dumps(content))
    speeds = Speeds()
    speeds.keep_in(tmp_path)
    assert speeds.measured == ()


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"[" * 9000, b" " * (MAX_FILE_BYTES + 1)])
def test_what_is_no_file_of_speeds_is_passed_over(tmp_path, data):
    (tmp_path / SPEEDS_FILE).write_bytes(data)
    speeds = Speeds()
    speeds.keep_in(tmp_path)
    assert speeds.measured == ()


def test_a_run_is_refused_only_where_both_estimates_are_past_the_limit():
    recipe = Recipe(epochs=10)
    minutes = estimated_seconds(textbook(), recipe) / 60
    with pytest.raises(TrainingError, match="at most"):
        check_affordable(textbook(), recipe, 0.8 * minutes, 2500)
    machine.machine_speeds().note("slow", measured("textbook", 20.0))
    check_affordable(textbook(), recipe, 1.1 * minutes, 2500)
    machine.machine_speeds().note("slow", measured("textbook", 0.5))
    check_affordable(textbook(), recipe, 0.8 * minutes, 2500)


def test_a_run_is_measured_after_each_test_and_at_its_end(tmp_path, monkeypatch):
    clock = Clock(monkeypatch)
    job = begun_job(tmp_path)
    clock.now += 20.0  # the start of the trainer
    write_point(job, images=5000, seconds=4.0)
    job.observe()
    assert machine.machine_speeds().measured == ()
    write_test(job, images=5000, seconds=5.0)
    clock.now += 5.0
    job.observe()
    (first,) = machine.machine_speeds().measured
    half = Work(5000, 79, 1, 10_000)
    assert first == Measured(shipped_costs(textbook(), RECIPE, half), 5.0, None)
    append_event(job.folder, "state", state="paused")
    job.observe()
    clock.now += 600.0  # a pause is nobody's speed
    job.observe()
    append_event(job.folder, "state", state="training")
    job.observe()
    write_point(job, images=10_000, seconds=9.0)
    write_test(job, images=10_000, seconds=10.0)
    append_event(job.folder, "finished", message="")
    clock.now += 8.0  # five of training and testing, three of saving
    job.observe()
    (last,) = machine.machine_speeds().measured
    whole = shipped_costs(textbook(), RECIPE, Work(10_000, 158, 2, 10_000))
    assert last == Measured(whole, 10.0, pytest.approx(23.0))
    clock.now += 50.0
    job.observe()
    assert machine.machine_speeds().measured == (last,)


class Clock:
    """Stands in for the time of `cnn.runs.job`."""

    def __init__(self, monkeypatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(job_module.time, "monotonic", lambda: self.now)


def begun_job(folder: Path) -> Job:
    """A job whose trainer is nothing but a process that goes on."""
    job = new_job(
        folder,
        Order(textbook(), RECIPE),
        host_limits(),
        is_watched=lambda: False,
        owner=NOBODY,
    )
    job.trainer = SimpleNamespace(exit_code=lambda: None, where=None, trouble=None)
    job._spawned = job._last_look = job_module.time.monotonic()
    return job


def write_point(job: Job, images: int, seconds: float) -> None:
    append_event(
        job.folder,
        "point",
        images=images,
        loss=0.5,
        accuracy=0.9,
        count=5000,
        steps=79 * images // 5000,
        seconds=seconds,
        learning_rate=0.001,
    )


def write_test(job: Job, images: int, seconds: float) -> None:
    result = {"test_loss": 0.1, "test_accuracy": 0.95}
    append_event(job.folder, "epoch", images=images, seconds=seconds, **result)
