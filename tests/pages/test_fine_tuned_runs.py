"""A fine-tuning among the runs: its curves, its record, its files, and who may run it again."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.handwriting.own_digits import OwnDigits
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuning, FineTuningPlan
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from cnn.network.weight_edit import WeightEdit
from cnn.runs import jobs
from cnn.runs.checkpoints import Checkpoint, CheckpointWriter
from cnn.runs.job import Job
from cnn.runs.ownership import owner_of
from cnn.runs.progress import EpochResult, Progress, append_event
from cnn.runs.store import Run, RunStore
from pages.parts.runs.run_readout import said_aloud
from pages.parts.runs.training_history import SLIDER_KEY
from pages.parts.session.fine_tuning_words import fine_tuning_lines
from pages.parts.session.network_picker import describe_network
from pages.parts.session.networks import NetworkChoice
from tests.designs import random_network
from tests.pages import test_training_run as training_runs
from tests.pages.test_training_run import again, open_new_tab, open_tab, press, train_page, words

# Its fixtures: no trainer's process, and a tab that keeps the visit's secret.
no_trainer, tab, store = training_runs.no_trainer, training_runs.tab, training_runs.store

SMALL = Architecture((Conv2D(3), MaxPool2D(3), Dense(8)))
PLAN = FineTuningPlan(epochs=2, seed=3)


def own_digits() -> OwnDigits:
    images, labels = synthetic_digits(50, 1)
    marks = np.zeros(50, bool)
    return OwnDigits(images / np.float32(255), labels.astype(np.int64), marks)


def record(digits: OwnDigits, **changes: object) -> FineTuning:
    learned, held_out = digits.split(PLAN.seed)
    found = FineTuning(
        PLAN,
        learned_own=learned.own,
        learned_examples=0,
        held_out_own=held_out.own,
        held_out_examples=0,
        own_before=11,
        own_after=15,
        examples_before=0,
        examples_after=0,
        test_set="mnist",
        test_before=0.9876,
        test_after=0.9765,
        images=PLAN.recipe(len(learned)).images,
        seconds=12.0,
    )
    return replace(found, **changes)


BASE = random_network(SMALL, 1)
TUNED = replace(
    random_network(SMALL, 2),
    provenance=Provenance(mnist_test_accuracy=0.9765, fine_tuning=record(own_digits())),
)


@pytest.fixture
def job(tab) -> Job:
    """A fine-tuning of the tab's visit, as the Experiment page begins it."""
    page = train_page()
    return begun(page)


def begun(page: AppTest) -> Job:
    """Begin one by the visit of a page."""
    return jobs.start_fine_tuning(
        BASE,
        own_digits(),
        PLAN,
        "pen, mine",
        is_watched=lambda: True,
        owner=owner_of(page.session_state["session_secret"]),
    )


def learn(job: Job) -> None:
    """What the trainer writes along the way: a test before the first step, and two epochs."""
    append_event(job.folder, "state", state="training")
    writer = CheckpointWriter(job.folder, job.architecture, job.recipe)
    per_epoch = job.recipe.training_images
    for epoch, accuracy in enumerate((0.9876, 0.98, 0.9765)):
        step, images = epoch * job.recipe.steps_per_epoch, epoch * per_epoch
        writer.write(Checkpoint(step, images), BASE.weights, is_due=True)
        if epoch:
            append_event(
                job.folder,
                "point",
                images=images,
                loss=0.5,
                accuracy=0.8,
                count=per_epoch,
                steps=step,
                seconds=3.0,
                learning_rate=0.0003,
            )
        append_event(
            job.folder,
            "epoch",
            images=images,
            test_loss=0.1,
            test_accuracy=accuracy,
            seconds=4.0,
        )


def finish(job: Job) -> None:
    learn(job)
    TUNED.save(job.network_path)
    append_event(job.folder, "finished", message="")
    job.trainer.process.exit_code = 0


def buttons(page: AppTest) -> dict[str, bool]:
    """Keys of the buttons, and whether each can be pressed."""
    return {button.key: not button.disabled for button in page.button}


def body(html) -> str:
    return html.proto.body


def told(choice: NetworkChoice) -> str:
    """What the picker says, without links to its terms."""
    return re.sub(r"\[(.*?)\]\(#.*?\)", r"\1", describe_network(choice))


@pytest.fixture
def page(job, tab) -> AppTest:
    """The Train page of the visit whose run it is, after a reload."""
    jobs.poll(job)
    return train_page(run=job.token)


def test_the_run_says_what_it_learns_from_and_where_it_began(page, job):
    append_event(job.folder, "state", state="loading")
    assert "Reading the network and the handwritten digits." in words(again(page))
    learn(job)
    said = words(again(page))
    assert "read before the first step" in said
    assert "where it falls, the network forgets" in said
    slider = page.select_slider(key=f"{SLIDER_KEY}_{job.token}")
    assert slider.options[0] == "Before fine-tuning"


def test_at_its_end_it_tells_what_was_gained_and_forgotten(page, job):
    finish(job)
    said = words(again(page))
    assert "reads 97.65% of MNIST's 10,000 test digits right" in said
    assert "before its fine-tuning it read 98.76%" in said
    assert "Of 20 digits of that hand, held out, it read 11 right before and 15 afterwards." in said


def test_it_is_run_again_on_the_same_digits(page, job):
    finish(job)
    again(page)
    press(page, "run_again")
    second = page.session_state["training_job"]
    assert second is not job
    assert (second.plan, second.recipe) == (job.plan, job.recipe)
    first, start = job.fine_tuning_start(), second.fine_tuning_start()
    np.testing.assert_array_equal(first.digits.images, start.digits.images)
    np.testing.assert_array_equal(
        first.network.weights["conv1"]["kernel"], start.network.weights["conv1"]["kernel"]
    )


def test_whoever_has_its_link_cannot_run_it_on_anothers_digits(page, job, tab):
    finish(job)
    again(page)
    open_new_tab(tab)
    other = train_page(run=job.token)
    assert not buttons(other)["run_again"]
    open_tab(other, "files")
    assert "fine_tuning.npz" not in {button.label for button in other.get("download_button")}


def test_compare_lists_it_with_what_it_learned_from_and_offers_no_design(page, job):
    finish(job)
    again(page)
    open_tab(page, "compare")
    said = words(page)
    assert "Fine-tuned: 30 handwritten digits, each 10 times, augmented" in said
    assert "Adam 0.0003, batch 32, 2 epochs, seed 3, convolutions held fixed" in said
    # The best is of what it came to, not of what it began with.
    table = next(html for html in map(body, page.get("html")) if "<table>" in html)
    assert "98.00%" in table
    assert "98.76%" not in table
    assert not buttons(page)["edit_run"]


def test_its_files_are_offered_with_what_the_script_needs_and_no_link(page, job):
    finish(job)
    again(page)
    open_tab(page, "files")
    offered = [button.label for button in page.get("download_button")]
    assert offered == [".safetensors", "History, CSV", "Keras script", "fine_tuning.npz"]
    said = words(page)
    assert "put fine_tuning.npz beside it" in said
    assert "Whoever opens this link" not in said


def test_one_that_was_kept_is_shown_and_says_why_it_cannot_be_run_again(store, tab):
    progress = Progress(
        "finished",
        images_total=600,
        images_done=600,
        steps_done=20,
        epochs=(EpochResult(0, 0.1, 0.9876), EpochResult(600, 0.2, 0.9765)),
    )
    store.save(Run("yesterday-1", "pen, mine", TUNED, progress, 1.0))
    page = train_page()
    open_tab(page, "compare")
    said = words(page)
    assert "Fine-tuned: 30 handwritten digits" in said
    assert "12 s" in said
    press(page, "show_run")
    assert "kept for the visit that wrote them" in words(page)
    assert "run_again" not in buttons(page)


def test_a_stored_run_keeps_its_test_of_before(tmp_path):
    store = RunStore(tmp_path)
    progress = Progress("finished", epochs=(EpochResult(0, 0.1, 0.9876),))
    store.save(Run("yesterday-1", "mine", TUNED, progress, 1.0))
    assert store.runs()[0].progress.epochs == progress.epochs
    assert store.runs()[0].network.provenance.fine_tuning == record(own_digits())


def test_nothing_is_called_over_before_it_is():
    recipe = PLAN.recipe(30)
    began = Progress("training", epochs=(EpochResult(0, 0.1, 0.9876),))
    assert said_aloud(began, recipe) == "Training: epoch 1."
    later = replace(began, epochs=(*began.epochs, EpochResult(300, 0.2, 0.98)))
    assert said_aloud(later, recipe).startswith("Epoch 1 of 2 is over.")


def test_the_picker_tells_what_was_done_to_it_in_its_order():
    edits = (WeightEdit("zero", "conv1", 0), WeightEdit("zero", "conv1", 1))
    found = record(own_digits(), edits_before=1)
    network = replace(TUNED, provenance=replace(TUNED.provenance, edits=edits, fine_tuning=found))
    said = told(NetworkChoice("t", "mine", network))
    assert [line for line in said.splitlines() if "edited" in line or "fine-tuned" in line] == [
        "Its filters were then edited by hand once: it is no longer as it was trained.  ",
        "Then it was fine-tuned on 30 digits of one hand: 2 epochs, Adam 0.0003, convolutions held "
        "fixed, seed 3.  ",
        "Its filters were then edited by hand once: it is no longer as it was trained.",
    ]


def test_of_a_visitors_file_it_is_a_claim():
    said = told(NetworkChoice("t", "mine", TUNED, is_uploaded=True))
    assert "As its file says, it was then fine-tuned on 30 digits" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rounds": 3}, "Then it was fine-tuned 3 times, last on 30 digits of one hand"),
        ({"learned_own": 28, "learned_examples": 2}, "28 digits of one hand and 2 of an example"),
        ({"learned_own": 0, "learned_examples": 30}, "on 30 digits of an example hand"),
        ({"images": 320}, "stopped after 320 of 600 training images"),
        ({"rate_changes": ((3, 0.01),)}, "changed by hand once on the way"),
        (
            {"held_out_examples": 1, "examples_after": 1},
            "Of 1 digit of an example hand, held out, it read 0 right before and 1 afterwards.",
        ),
    ],
)
def test_its_record_is_told_whole(changes, said):
    assert said in " ".join(fine_tuning_lines(record(own_digits(), **changes), is_uploaded=False))


def test_a_moment_of_a_fine_tuning_is_not_told_as_a_training_from_the_start():
    recipe = PLAN.recipe(30)
    network = Network(SMALL, BASE.weights, Provenance(recipe, images_trained=320))
    said = told(NetworkChoice("t", "mine step 10", network))
    assert "a trained network after 320 of 600 images of one hand's digits" in said
    assert "It learned from" not in said


def test_a_run_from_a_random_start_is_told_as_before():
    network = Network(SMALL, BASE.weights, Provenance(Recipe()))
    assert "fine-tuned" not in told(NetworkChoice("t", "mine", network))
