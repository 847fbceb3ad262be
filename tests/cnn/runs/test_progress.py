"""The progress file, read while it is being written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.runs.job_folder import PROGRESS_FILE
from cnn.runs.progress import MAX_POINTS, Point, Progress, ProgressReader, advance, append_event


def point(images: int, loss: float = 1.0, accuracy: float = 0.5, count: int = 100) -> dict:
    return {
        "kind": "point",
        "images": images,
        "loss": loss,
        "accuracy": accuracy,
        "count": count,
        "steps": images // 100,
        "seconds": images / 1000,
        "learning_rate": 0.001,
        "images_per_second": 1000.0,
        "seconds_left": 5.0,
    }


def test_no_file_is_no_news(tmp_path):
    assert ProgressReader(tmp_path, 100).read() == Progress(images_total=100)


def test_what_was_appended_is_read(tmp_path):
    reader = ProgressReader(tmp_path, 200)
    append_event(tmp_path, **point(100))
    assert reader.read().images_done == 100
    append_event(tmp_path, **point(200))
    append_event(tmp_path, "epoch", images=200, test_loss=0.3, test_accuracy=0.9, seconds=0.3)
    progress = reader.read()
    assert (progress.images_done, progress.fraction, progress.state) == (200, 1.0, "training")
    assert progress.epochs[0].test_accuracy == 0.9


def test_a_half_written_line_waits_for_its_other_half(tmp_path):
    reader = ProgressReader(tmp_path, 200)
    line = json.dumps(point(100)).encode() + b"\n"
    path = tmp_path / PROGRESS_FILE
    path.write_bytes(line[:30])
    assert reader.read().images_done == 0
    path.write_bytes(line)
    assert reader.read().images_done == 100


def test_nothing_is_read_twice(tmp_path):
    reader = ProgressReader(tmp_path, 200)
    append_event(tmp_path, **point(100))
    assert len(reader.read().points) == len(reader.read().points) == 1


def test_garbage_is_passed_over(tmp_path):
    reader = ProgressReader(tmp_path, 200)
    garbage = [b"", b"\xff\xfe", b"[1]", b"{", b'{"kind": 1}', b"{}", b"x" * 100_000, b"[" * 4000]
    (tmp_path / PROGRESS_FILE).write_bytes(b"\n".join(garbage) + b"\n")
    append_event(tmp_path, "point", images=1, loss=float("nan"), accuracy=0.5, count=1)
    append_event(tmp_path, "state", state="no such state")
    append_event(tmp_path, **point(100))
    assert reader.read().images_done == 100


def test_an_endless_line_is_skipped_in_bounded_steps(tmp_path):
    reader = ProgressReader(tmp_path, 200)
    (tmp_path / PROGRESS_FILE).write_bytes(b"x" * 3_000_000 + b"\n")
    append_event(tmp_path, **point(100))
    for _ in range(4):
        progress = reader.read()
    assert progress.images_done == 100


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_bytes_break_the_reader(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("job")
    (folder / PROGRESS_FILE).write_bytes(b"\n".join(lines))
    assert isinstance(ProgressReader(folder, 100).read(), Progress)


def test_points_are_bounded_and_keep_their_mean():
    progress = Progress(images_total=10**6)
    for number in range(1, 5001):
        progress = advance(progress, point(number * 100, loss=number / 5000))
    assert len(progress.points) <= MAX_POINTS
    total = sum(item.count for item in progress.points)
    assert total == 500_000
    mean = sum(item.loss * item.count for item in progress.points) / total
    assert abs(mean - 5001 / 10_000) < 1e-9


def test_an_epochs_own_mean_is_that_of_all_its_images_and_of_no_others():
    progress = Progress(images_total=400)
    for event in (
        point(100, loss=2.0, accuracy=0.2, count=100),
        point(184, loss=1.0, accuracy=0.5, count=84),
        point(200, loss=0.0, accuracy=1.0, count=16),
    ):
        progress = advance(progress, event)
    # (100 x 2 + 84 x 1 + 16 x 0) / 200 and (20 + 42 + 16) / 200.
    assert progress.since_test == Point(200, pytest.approx(1.42), pytest.approx(0.39), 200)
    tested = {"kind": "epoch", "images": 200, "test_loss": 0.3, "test_accuracy": 0.9, "seconds": 1}
    progress = advance(progress, tested)
    assert progress.since_test is None
    assert progress.epochs[0].loss == pytest.approx(1.42)
    assert progress.epochs[0].accuracy == pytest.approx(0.39)
    progress = advance(progress, point(400, loss=0.5, accuracy=0.75, count=200))
    progress = advance(progress, tested | {"images": 400})
    assert (progress.epochs[1].loss, progress.epochs[1].accuracy) == (0.5, 0.75)


def test_an_epochs_mean_outlives_the_thinning_of_the_points():
    progress = Progress(images_total=10**6)
    for number in range(1, 1001):
        progress = advance(progress, point(number * 100, accuracy=float(number > 500)))
    assert progress.since_test == Point(100_000, 1.0, pytest.approx(0.5), 100_000)


def test_nothing_follows_an_end():
    failed = advance(Progress(), {"kind": "failed", "message": "It broke."})
    assert (failed.state, failed.message, failed.is_running) == ("failed", "It broke.", False)
    assert advance(failed, point(100)) == failed


def test_what_a_run_says_of_itself_is_kept():
    progress = Progress(images_total=1000)
    for event in (
        {"kind": "test_set", "test_set": "synthetic"},
        point(200) | {"learning_rate": 0.004},
        {"kind": "rate", "steps": 2, "learning_rate": 0.01},
    ):
        progress = advance(progress, event)
    assert progress.test_set == "synthetic"
    assert (progress.steps_done, progress.seconds) == (2, 0.2)
    assert progress.learning_rate == 0.004
    assert progress.rate_changes == ((2, 0.01),)


def test_a_single_step_leaves_a_paused_run_paused():
    paused = advance(Progress(images_total=1000), {"kind": "state", "state": "paused"})
    stepped = advance(paused, point(100))
    assert (stepped.state, stepped.images_done) == ("paused", 100)
    assert advance(stepped, {"kind": "state", "state": "training"}).state == "training"


def test_of_a_trainer_that_was_lost_all_after_its_last_state_is_void(tmp_path):
    reader = ProgressReader(tmp_path, 300)
    append_event(tmp_path, "test_set", test_set="synthetic")
    append_event(tmp_path, **point(100))
    append_event(tmp_path, **point(200))  # the state was left before this
    append_event(tmp_path, "epoch", images=200, test_loss=1, test_accuracy=0.5, seconds=0.2)
    assert reader.read().images_done == 200
    append_event(tmp_path, "state", state="building")
    append_event(tmp_path, "resumed", lines=2, own=1, images=100)
    progress = reader.read()
    assert [one.images for one in progress.points] == [100]
    assert (progress.epochs, progress.state, progress.test_set) == ((), "building", "synthetic")
    append_event(tmp_path, **point(150))
    # A second one is lost, too, before it left a state: the first one's holds.
    append_event(tmp_path, "state", state="loading")
    append_event(tmp_path, "resumed", lines=2, own=1, images=100)
    append_event(tmp_path, **point(200))
    progress = reader.read()
    assert [one.images for one in progress.points] == [100, 200]
    assert ProgressReader(tmp_path, 300).read() == progress


@pytest.mark.parametrize("lines", [-1, "2", None, 10**9, True, 0.5])
def test_a_malformed_count_of_lines_breaks_nothing(tmp_path, lines):
    append_event(tmp_path, **point(100))
    append_event(tmp_path, "resumed", lines=lines, own=0, images=100)
    append_event(tmp_path, **point(200))
    assert ProgressReader(tmp_path, 300).read().images_done == 200
