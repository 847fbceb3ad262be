"""A run on the Train page, from the queue to its end and after: no trainer, but its files."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.dense import Dense
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.checkpoints import Checkpoint, CheckpointWriter, available
from cnn.runs.job import Job
from cnn.runs.launcher import LocalTrainer
from cnn.runs.ownership import NOBODY, new_secret, owner_of
from cnn.runs.progress import EpochResult, Point, Progress, append_event
from cnn.runs.store import Run, RunStore
from pages.parts.runs import run_changes, session_runs, session_secret
from pages.parts.runs.first_layer import first_weights
from pages.parts.runs.live_view import advice, describe
from pages.parts.runs.run_line import in_a_line
from pages.parts.runs.run_table import recipe_in_short, runs_html
from pages.parts.runs.session_runs import SessionRun, run_problem
from pages.parts.runs.training_history import (
    LATEST,
    SLIDER_KEY,
    in_words,
)
from tests.conftest import random_network
from tests.pages.opening import chosen_name, held, network_picker
from tests.pages.visit_tab import VisitTab

STEPS = (0, 25, 50, 75)


class StandInProcess:
    """A trainer that does nothing; `exit_code` says whether it still does."""

    def __init__(self) -> None:
        self.exit_code: int | None = None
        self.stdin = SimpleNamespace(close=lambda: None)

    def poll(self) -> int | None:
        return self.exit_code

    def kill(self) -> None:
        self.exit_code = -9

    def wait(self) -> None:
        pass


@dataclass
class Trainer:
    """What a trainer would write into a job's folder."""

    job: Job

    def train(self, steps: tuple[int, ...] = STEPS) -> None:
        """Some steps of the training: points and checkpoints."""
        append_event(self.job.folder, "state", state="training")
        writer = CheckpointWriter(self.job.folder, self.job.architecture, self.job.recipe)
        for step in steps:
            network = random_network(self.job.architecture, seed=step)
            writer.write(Checkpoint(step, 64 * step), network.weights)
        self.point(steps[-1])

    def point(self, step: int) -> None:
        append_event(
            self.job.folder,
            "point",
            images=64 * step,
            loss=0.5,
            accuracy=0.8,
            count=64,
            steps=step,
            seconds=3.0,
            learning_rate=0.001,
            images_per_second=2000.0,
            seconds_left=70.0,
        )

    def state(self, state: str) -> None:
        append_event(self.job.folder, "state", state=state)

    def finish(self, accuracy: float = 0.97, message: str = "") -> None:
        append_event(
            self.job.folder,
            "epoch",
            images=64 * STEPS[-1],
            test_loss=0.1,
            test_accuracy=accuracy,
            seconds=4.0,
        )
        self.save()
        append_event(self.job.folder, "finished", message=message)
        self.job.trainer.process.exit_code = 0

    def save(self) -> None:
        provenance = Provenance(self.job.recipe, mnist_test_accuracy=0.97, training_seconds=4.0)
        network = random_network(self.job.architecture, seed=9)
        replace(network, provenance=provenance).save(self.job.network_path)

    def fail(self, message: str) -> None:
        append_event(self.job.folder, "failed", message=message)
        self.job.trainer.process.exit_code = 1


@pytest.fixture(autouse=True)
def no_trainer(monkeypatch, tmp_path):
    """No process is started, and runs are kept in a folder of the test's own."""

    def spawn(job: Job) -> None:
        job.trainer = LocalTrainer(StandInProcess(), job.folder)
        job.progress = replace(job.progress, state="starting", place=0)

    monkeypatch.setattr(Job, "spawn", spawn)
    monkeypatch.setenv("CONVOSCOPE_RUNS", str(tmp_path / "runs"))
    yield
    for job in list(jobs._jobs.values()):
        jobs.discard(job)


@dataclass
class Tab:
    """The browser's tab, which keeps the visit's secret over a reload.

    Attributes:
        kept: what it has; a new tab has nothing.
        before_telling: what happens just before it tells the secret.
        is_deaf: whether it tells it once more, though it was heard.
    """

    kept: str | None = None
    before_telling: Callable[[], None] = lambda: None
    is_deaf: bool = False

    def mount(self, *, data: dict, key: str, on_kept_change: Callable[[], None]) -> None:
        """What the component's script does, and Streamlit when it is sent something."""
        is_heard = data["is_told"] and not self.is_deaf
        if not self.kept or self.kept == data["secret"] or is_heard:
            self.kept = data["secret"]
            return
        self.is_deaf = False
        self.before_telling()
        st.session_state[key] = SimpleNamespace(kept=self.kept)
        on_kept_change()
        st.rerun()


@pytest.fixture(autouse=True)
def tab(monkeypatch) -> Tab:
    """The tab that pages are opened in; `open_new_tab` makes it another visitor's."""
    tab = Tab()
    monkeypatch.setattr(session_secret, "_component", tab.mount)
    return tab


def open_new_tab(tab: Tab) -> None:
    tab.kept = None


@pytest.fixture
def store(tmp_path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def page() -> AppTest:
    return train_page()


@pytest.fixture
def trainer(page) -> Trainer:
    """Of a run that the page has begun."""
    page.button(key="start_training").click().run()
    assert not page.exception
    return Trainer(page.session_state["training_job"])


def opened(**address: str) -> AppTest:
    at = AppTest.from_file("../../app.py", default_timeout=30)
    for key, value in address.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def train_page(**address: str) -> AppTest:
    at = opened(**address)
    at.switch_page("pages/train.py").run()
    assert not at.exception
    return at


def again(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def open_tab(page: AppTest, name: str) -> None:
    page.session_state["train_tab"] = name
    again(page)


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def finished(page: AppTest, trainer: Trainer) -> str:
    """A run trained to its end; the name of its network."""
    trainer.train()
    trainer.finish()
    again(page)
    return trainer.job.name


def chosen(page: AppTest) -> str:
    """The network that every page shows."""
    page.switch_page("pages/draw.py").run()
    value = chosen_name(page)
    page.switch_page("pages/train.py").run()
    assert not page.exception
    return value


def picker(page: AppTest) -> list[str]:
    """The networks that can be chosen."""
    page.switch_page("pages/draw.py").run()
    options = network_picker(page).options
    page.switch_page("pages/train.py").run()
    assert not page.exception
    return options


def words(page: AppTest) -> str:
    """All that the page says in sentences, bars and HTML."""
    kinds = (page.markdown, page.error, page.success, page.warning, page.info, page.caption)
    said = [element.value for kind in kinds for element in kind]
    said += [element.proto.body for element in page.get("html")]
    said += [element.proto.text for element in page.get("progress")]
    return "\n".join(said)


def test_a_waiting_run_tells_its_place(page):
    other = jobs.start(textbook(), Recipe(), is_watched=lambda: True)
    press(page, "start_training")
    assert "place 1 in the queue" in words(page)
    assert page.button(key="pause_training").disabled
    jobs.discard(other)
    assert "Starting the training" in words(again(page))


def test_a_run_that_goes_on_tells_speed_and_time_left_and_can_be_steered(page, trainer):
    trainer.train()
    said = words(again(page))
    assert "Epoch 1 of" in said
    assert "2,000 images/s" in said
    assert "1 min 10 s left" in said
    assert "step_training" not in {button.key for button in page.button}
    press(page, "pause_training")
    assert trainer.job.control.paused
    trainer.state("paused")
    assert "Paused" in words(again(page))
    press(page, "step_training")
    assert trainer.job.control.steps == 1
    press(page, "resume_training")
    assert not trainer.job.control.paused
    press(page, "stop_training")
    assert trainer.job.control.stop
    assert page.button(key="stop_training").disabled


def test_the_learning_rate_is_changed_while_it_runs(page, trainer):
    trainer.train()
    again(page)
    rate = next(field for field in page.number_input if field.key.startswith("live_rate"))
    assert rate.value == trainer.job.recipe.learning_rate
    rate.set_value(0.02).run()
    assert trainer.job.control.learning_rate == 0.02


def test_the_browsers_own_first_value_of_the_learning_rate_is_the_runs(page, trainer):
    trainer.train()
    again(page)
    rate = next(field for field in page.number_input if field.key.startswith("live_rate"))
    # What a browser begins with and sends back where it has not got the value of the server.
    assert rate.proto.default == trainer.job.recipe.learning_rate
    assert not rate.proto.set_value
    rate.set_value(0.02).run()
    page.run()
    rate = next(field for field in page.number_input if field.key.startswith("live_rate"))
    assert rate.value == rate.proto.default == 0.02


def test_a_control_that_cannot_be_written_is_told(page, trainer, monkeypatch):
    trainer.train()
    again(page)

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Job, "wish", full)
    press(page, "pause_training")
    assert "disk is full" in words(page)
    assert not trainer.job.control.paused


def test_an_epoch_is_not_called_whole_before_it_is():
    run = SessionRun("token", "a", textbook(), Recipe(training_images=20_000), 0.0)
    assert in_words(run, Checkpoint(1250, 79_872)) == "Step 1,250, epoch 3.99"
    assert in_words(run, Checkpoint(1252, 80_000)) == "Step 1,252, epoch 4.00"


def moments(page, trainer):
    """The slider over the run's checkpoints."""
    return page.select_slider(key=f"{SLIDER_KEY}_{trainer.job.token}")


def test_the_latest_moment_is_shown_until_another_is_chosen(page, trainer):
    trainer.train()
    again(page)
    slider = moments(page, trainer)
    assert (slider.value, len(slider.options)) == (LATEST, 4)
    latest = random_network(trainer.job.architecture, seed=75)
    image = page.session_state["digit"].image
    best = latest.predict(image[None])[0].argmax()
    assert f"Your digit, read as {best}" in words(page)
    trainer.train((100,))
    slider = moments(again(page), trainer)
    assert (slider.value, len(slider.options)) == (LATEST, 5)
    assert "through the network: step 100" in words(page)
    moments(page, trainer).set_value(0).run()
    assert "through the network: random start" in words(page)
    trainer.train((125,))
    assert moments(again(page), trainer).value == 0


def test_a_moment_that_was_thinned_out_gives_way_to_the_one_before(page, trainer):
    trainer.train()
    again(page)
    moments(page, trainer).set_value(50).run()
    gone = trainer.job.folder / "checkpoints" / Checkpoint(50, 3200).file_name
    gone.unlink()
    assert moments(again(page), trainer).value == 25


def test_a_damaged_moment_gets_a_sentence_and_the_others_are_shown(page, trainer):
    trainer.train()
    last = trainer.job.folder / "checkpoints" / Checkpoint(75, 4800).file_name
    last.write_bytes(last.read_bytes()[:1000])
    assert "This moment cannot be shown" in words(again(page))
    moments(page, trainer).set_value(25).run()
    assert not page.exception
    assert "Your digit, read as" in words(page)


def test_a_moment_becomes_a_network_of_the_picker(page, trainer):
    trainer.train()
    again(page)
    moments(page, trainer).set_value(25).run()
    press(page, "use_moment")
    name = f"{trainer.job.name} step 25"
    assert chosen(page) == name
    taken = page.session_state["own_networks"][page.session_state["network_token"]].holding.value
    expected = random_network(trainer.job.architecture, seed=25)
    kernels = [network.weights["conv1"]["kernel"] for network in (taken, expected)]
    np.testing.assert_array_equal(*kernels)
    assert taken.provenance.images_trained == 1600


def test_a_finished_run_joins_the_picker_and_is_there_on_the_next_visit(page, trainer, store):
    name = finished(page, trainer)
    assert chosen(page) == name
    assert "97.00% of MNIST's 10,000 test digits" in words(page)
    (kept,) = store.runs()
    assert (kept.token, kept.name) == (trainer.job.token, name)
    jobs.discard(trainer.job)
    other = train_page()
    assert name in picker(other)
    open_tab(other, "compare")
    assert name in words(other)
    press(other, "show_run")
    assert other.session_state["train_tab"] == "run"
    assert "97.00%" in words(other)


def test_nothing_is_kept_where_nothing_may_be(page, monkeypatch, tmp_path):
    monkeypatch.setenv("CONVOSCOPE_RUNS", "off")
    press(page, "start_training")
    name = finished(page, Trainer(page.session_state["training_job"]))
    assert chosen(page) == name
    assert not (tmp_path / "runs").exists()


def test_a_full_disk_at_the_end_leaves_the_network_in_this_visit(page, trainer, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("cnn.runs.store.write_atomically", full)
    name = finished(page, trainer)
    assert "disk is full" in words(page)
    assert chosen(page) == name


def test_a_network_that_made_room_is_not_said_to_be_in_the_picker_and_can_come_back(
    page, trainer, monkeypatch
):
    monkeypatch.setenv("CONVOSCOPE_RUNS", "off")
    name = finished(page, trainer)
    open_tab(page, "run")
    assert "You find it in the sidebar's list of networks" in words(page)
    page.session_state["own_networks"][trainer.job.token].holding.value = None
    again(page)
    assert "in the sidebar's list of networks" not in words(page)
    assert "*Use*, under Compare, brings it back" in words(page)
    assert name not in picker(page)
    open_tab(page, "compare")
    press(page, "use_run")
    assert chosen(page) == name
    open_tab(page, "run")
    assert "You find it in the sidebar's list of networks" in words(page)


def test_a_diverged_run_keeps_its_last_good_checkpoint(page, trainer):
    trainer.train()
    trainer.save()
    trainer.fail("The training diverged.")
    again(page)
    assert "diverged" in page.error[0].value
    assert trainer.job.name in page.error[0].value
    assert chosen(page) == trainer.job.name
    open_tab(page, "run")
    press(page, "run_again")
    assert page.session_state["training_job"] is not trainer.job


def test_a_killed_trainer_is_told_its_moments_stay_and_the_next_run_begins(page, trainer):
    trainer.train()
    trainer.job.trainer.process.exit_code = -9
    again(page)
    assert "ended before it had finished" in page.error[0].value
    assert "through the network: step 75" in words(page)
    press(page, "run_again")
    assert page.session_state["training_job"].recipe == trainer.job.recipe
    assert not page.error


def test_a_deleted_folder_is_told_and_the_next_run_begins(page, trainer):
    trainer.train()
    shutil.rmtree(trainer.job.folder)
    again(page)
    assert "deleted" in page.error[0].value
    open_tab(page, "design")
    press(page, "start_training")
    assert page.session_state["training_job"] is not trainer.job


def test_running_again_is_the_same_design_recipe_and_seed_under_another_name(page, trainer):
    name = finished(page, trainer)
    press(page, "run_again")
    job = page.session_state["training_job"]
    assert job is not trainer.job
    assert (job.architecture, job.recipe) == (trainer.job.architecture, trainer.job.recipe)
    assert job.name != name


def test_the_next_name_is_none_of_a_run_that_failed_either(page, trainer):
    assert trainer.job.name == "mine 1"
    trainer.train()
    trainer.fail("It failed.")
    again(page)
    open_tab(page, "design")
    press(page, "start_training")
    assert page.session_state["training_job"].name == "mine 2"


CONTROLS = ("pause_training", "resume_training", "step_training", "stop_training")


def controls(page: AppTest) -> list[str]:
    """What steers the run or changes it, of all that is on the page."""
    keys = [button.key for button in page.button]
    rates = [field.key for field in page.number_input if field.key.startswith("live_rate")]
    return [key for key in keys if key in (*CONTROLS, "rename_run", "delete_run")] + rates


def test_a_reloaded_tab_finds_its_run_on_whatever_page_and_keeps_control(page, trainer):
    trainer.train()
    again(page)
    trainer.job.is_watched = lambda: False  # a reload ends the connection
    reloaded = opened(run=trainer.job.token)
    assert reloaded.session_state["training_job"] is trainer.job
    assert reloaded.query_params["run"] == trainer.job.token
    reloaded.switch_page("pages/train.py").run()
    assert "Epoch 1 of" in words(reloaded)
    press(reloaded, "pause_training")
    assert trainer.job.control.paused
    press(reloaded, "stop_training")
    assert trainer.job.control.stop


def test_a_reloaded_tab_finds_all_its_runs_and_the_network_of_the_last(page, trainer):
    first = finished(page, trainer)
    press(page, "run_again")
    second = Trainer(page.session_state["training_job"])
    second.train()
    second.finish()
    again(page)
    reloaded = train_page(run=second.job.token)
    assert chosen(reloaded) == second.job.name
    assert {first, second.job.name} <= set(picker(reloaded))
    open_tab(reloaded, "compare")
    assert first in words(reloaded)
    assert {"rename_run", "delete_run"} <= set(controls(reloaded))


@pytest.fixture
def visit_tab(monkeypatch) -> VisitTab:
    """What the tab keeps of the visit besides its secret."""
    tab = VisitTab()
    monkeypatch.setattr("pages.parts.visit.kept_visit._component", tab.mount)
    return tab


@pytest.mark.parametrize("is_visit_told_first", [True, False])
def test_a_run_that_ends_while_its_tab_is_away_gives_the_network_that_is_chosen(
    visit_tab, page, trainer, is_visit_told_first
):
    trainer.train()
    again(page)
    kept = dict(visit_tab.kept)
    assert kept["network"] == "pen"
    trainer.job.is_watched = lambda: False
    trainer.finish()
    visit_tab.told = kept if is_visit_told_first else None
    reloaded = opened(run=trainer.job.token)
    visit_tab.told = kept
    again(reloaded)
    assert chosen(reloaded) == trainer.job.name


def test_what_was_chosen_after_the_end_of_a_run_is_chosen_after_a_reload(visit_tab, page, trainer):
    finished(page, trainer)
    network_picker(page).select("textbook").run()
    visit_tab.told = dict(visit_tab.kept)
    reloaded = train_page(run=trainer.job.token)
    assert chosen(reloaded) == "textbook"


def test_a_run_that_ends_just_as_the_tab_tells_its_secret_gives_the_network_that_is_chosen(
    page, trainer, tab
):
    trainer.train()
    again(page)
    # Begun right after a reload, before the tab was heard.
    tab.kept, tab.before_telling = new_secret(), trainer.finish
    again(page)
    assert trainer.job.owner == owner_of(tab.kept)
    assert chosen(page) == trainer.job.name


def test_a_secret_that_is_told_once_more_is_passed_over(page, trainer, tab):
    tab.kept = first = new_secret()
    again(page)
    tab.kept, tab.is_deaf = new_secret(), True
    again(page)
    assert page.session_state["session_secret"] == first
    assert trainer.job.owner == owner_of(first)


@pytest.mark.parametrize("state", ["training", "paused"])
def test_a_link_shows_a_run_and_gives_no_control(page, trainer, tab, state):
    trainer.train()
    trainer.state(state)
    again(page)
    assert controls(page)
    trainer.job.is_watched = lambda: False
    seen = trainer.job.last_seen
    open_new_tab(tab)
    stranger = train_page(run=trainer.job.token)
    assert "Epoch 1 of" in words(stranger)
    assert "Somebody else started this run" in words(stranger)
    assert controls(stranger) == []
    assert trainer.job.last_seen == seen
    assert "training_job" not in stranger.session_state
    moments(stranger, trainer).set_value(25).run()
    assert "through the network: step 25" in words(stranger)
    open_tab(stranger, "compare")
    assert trainer.job.name in words(stranger)
    assert "Only whoever started this run" in words(stranger)
    assert controls(stranger) == []
    # Nor does its end change anything for whoever only watches.
    trainer.finish()
    again(page)
    open_tab(stranger, "run")
    assert "97.00%" in words(stranger)
    assert chosen(stranger) == "pen"


def test_the_address_holds_the_token_and_nothing_of_the_secret(page, trainer, tab):
    again(page)
    assert page.query_params["run"] == trainer.job.token
    assert tab.kept
    for value in (*page.query_params.values(), words(page)):
        assert tab.kept not in str(value)
        assert trainer.job.owner not in str(value)


@pytest.mark.parametrize("kept", ["", "a" * 43, "token", "x" * 10_000])
def test_a_secret_that_is_made_up_gives_no_run(page, trainer, tab, kept):
    tab.kept = kept
    stranger = train_page(run=trainer.job.token)
    assert controls(stranger) == []
    assert "training_job" not in stranger.session_state


def test_one_who_watches_a_link_may_train_too(page, trainer, tab):
    trainer.train()
    open_new_tab(tab)
    other = train_page(run=trainer.job.token)
    open_tab(other, "design")
    press(other, "start_training")
    own = other.session_state["training_job"]
    assert own is not trainer.job
    assert again(other).query_params["run"] == own.token
    assert "place 1 in the queue" in words(other)


def test_a_links_run_and_a_kept_one_of_the_same_name_are_told_apart(page, trainer, store, tab):
    trainer.train()
    keep_a_run(store)
    trainer.job.name = store.runs()[0].name
    open_new_tab(tab)
    stranger = train_page(run=trainer.job.token)
    open_tab(stranger, "compare")
    options = held(stranger, "table_run").options
    assert len(options) == len(set(options)) == 2
    for label in options:
        assert label in words(stranger)
    held(stranger, "table_run").select(options[1]).run()
    press(stranger, "show_run")
    assert stranger.session_state["shown_run"] == store.runs()[0].token


def test_a_run_that_is_gone_leaves_the_address_at_once(page, trainer, tab):
    token = trainer.job.token
    trainer.train()
    again(page)
    open_tab(page, "compare")
    press(page, "delete_run")
    assert "run" not in again(page).query_params
    open_new_tab(tab)
    for address in (token, "nothing-of-ours", ""):
        assert "run" not in opened(run=address).query_params


def test_the_end_of_a_run_is_noted_though_another_run_of_the_page_cuts_it_short(
    page, trainer, monkeypatch
):
    trainer.train()
    trainer.finish()
    with monkeypatch.context() as cutting:

        def cut(token: str) -> None:
            st.stop()

        cutting.setattr(session_runs, "choose_network", cut)
        again(page)
    again(page)
    assert chosen_name(page) == trainer.job.name
    assert network_picker(page).options.count(trainer.job.name) == 1


def test_a_run_that_ends_while_one_looks_elsewhere_is_told_and_not_chosen(page, trainer):
    trainer.train()
    page.switch_page("pages/draw.py").run()
    trainer.finish()
    again(page)
    assert network_picker(page).value == "pen"
    assert trainer.job.name in network_picker(page).options
    assert f"**{trainer.job.name}** has been trained" in page.toast[0].value
    assert not again(page).toast


def test_a_run_that_ends_while_another_tab_is_open_is_told_and_not_chosen(page, trainer):
    trainer.train()
    open_tab(page, "design")
    trainer.finish()
    again(page)
    assert f"**{trainer.job.name}** has been trained" in page.toast[0].value
    assert chosen(page) == "pen"


def test_a_run_that_fails_while_one_looks_elsewhere_is_told(page, trainer):
    page.switch_page("pages/draw.py").run()
    trainer.fail("It failed.")
    assert "has failed" in again(page).toast[0].value


def test_running_a_kept_run_again_while_another_trains_is_refused_with_a_sentence(
    page, trainer, store
):
    network = random_network(textbook())
    other = replace(network, provenance=Provenance(Recipe(seed=7)))
    store.save(Run("yesterday-1", "old", other, ENDED, 1.0))
    trainer.train()
    open_tab(page, "compare")
    held(page, "table_run").set_value("yesterday-1").run()
    press(page, "show_run")
    press(page, "run_again")
    assert f"**{trainer.job.name}** is still training" in words(page)
    assert page.session_state["training_job"] is trainer.job
    assert [*jobs._jobs.values()] == [trainer.job]


def test_a_name_with_nothing_left_of_it_is_refused_with_a_sentence(page, trainer):
    name = finished(page, trainer)
    open_tab(page, "compare")
    page.text_input(key=f"new_name_{trainer.job.token}").set_value("<>/")
    press(page, "rename_run")
    assert "Give the run a name of letters and digits." in words(page)
    assert name in words(page)


def test_a_change_that_cannot_be_written_is_told_where_it_was_asked_for(page, trainer, monkeypatch):
    finished(page, trainer)
    open_tab(page, "compare")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("cnn.runs.store.write_atomically", full)
    page.text_input(key=f"new_name_{trainer.job.token}").set_value("other")
    press(page, "rename_run")
    assert "disk is full" in words(page)


def test_a_run_whose_files_made_room_for_newer_ones_says_so(page, trainer):
    finished(page, trainer)
    jobs.discard(trainer.job)
    assert "of this run are gone: newer runs took their place" in words(again(page))
    press(page, "run_again")
    assert page.session_state["training_job"] is not trainer.job


def test_runs_are_renamed_used_edited_again_and_deleted(page, trainer, store):
    name = finished(page, trainer)
    page.session_state["network_token"] = "pen"
    open_tab(page, "compare")
    assert "97.00%" in words(page)
    press(page, "use_run")
    assert chosen(page) == name
    open_tab(page, "compare")
    page.text_input(key=f"new_name_{trainer.job.token}").set_value("best <b>one")
    press(page, "rename_run")
    assert chosen(page) == "best bone"
    open_tab(page, "compare")
    assert store.runs()[0].name == "best bone"
    press(page, "edit_run")
    assert page.session_state["train_tab"] == "design"
    open_tab(page, "compare")
    press(page, "delete_run")
    assert store.runs() == ()
    assert "No run yet" in words(page)
    assert "best bone" not in picker(page)


def test_what_to_try_after_learning_nothing_depends_on_how_long_it_was_tried():
    assert "8 gradient steps: try more images or epochs" in advice(Progress(steps_done=8))
    assert "one gradient step: try" in advice(Progress(steps_done=1))
    assert "try a smaller learning rate" in advice(Progress(steps_done=938))


ENDED = Progress("finished", epochs=(EpochResult(60_000, 0.1, 0.98),))


def keep_a_run(store: RunStore, owner: str = NOBODY) -> None:
    network = replace(random_network(textbook()), provenance=Provenance(training_seconds=5.0))
    store.save(Run("yesterday-1", "old", network, ENDED, 1.0, owner))


def test_a_kept_run_is_renamed_and_deleted_by_the_tab_that_made_it(store, tab):
    tab.kept = new_secret()
    keep_a_run(store, owner_of(tab.kept))
    page = train_page()
    open_tab(page, "compare")
    press(page, "use_run")
    page.text_input(key="new_name_yesterday-1").set_value("older")
    press(page, "rename_run")
    assert chosen(page) == "older"
    open_tab(page, "compare")
    press(page, "delete_run")
    assert store.runs() == ()
    assert chosen(page) == "pen"


@pytest.mark.parametrize("owner", [NOBODY, owner_of(new_secret())], ids=["nobody", "another"])
def test_a_kept_run_of_another_visit_can_be_used_and_shown_but_not_changed(store, owner):
    keep_a_run(store, owner)
    page = train_page()
    open_tab(page, "compare")
    assert controls(page) == []
    assert run_changes.ONLY_ITS_VISIT in words(page)
    assert "give_passphrase" not in [button.key for button in page.button]
    press(page, "use_run")
    assert chosen(page) == "old"


def test_what_is_not_shown_is_not_done_either(store, monkeypatch):
    keep_a_run(store)
    monkeypatch.setattr(st, "session_state", {})
    run = SessionRun("yesterday-1", "old", textbook(), Recipe(), 1.0, kept=store.runs()[0])
    for change in (
        lambda: run_changes.rename_run(run, "mine"),
        lambda: run_changes.delete_run(run),
    ):
        change()
        assert run_problem() == run_changes.ONLY_ITS_VISIT
    assert [kept.name for kept in store.runs()] == ["old"]


def test_whoever_knows_the_hosts_passphrase_deletes_anyones_run(store, monkeypatch):
    monkeypatch.setenv("CONVOSCOPE_PASSPHRASE", "open sesame")
    keep_a_run(store)
    page = train_page()
    open_tab(page, "compare")
    assert controls(page) == []
    assert run_changes.OR_THE_HOST in words(page)
    page.text_input(key="passphrase_guess").set_value("guess")
    press(page, "give_passphrase")
    assert "That is not the host's passphrase." in words(page)
    assert controls(page) == []
    page.text_input(key="passphrase_guess").set_value("open sesame")
    press(page, "give_passphrase")
    press(page, "delete_run")
    assert store.runs() == ()


def test_the_passphrase_gives_no_control_over_a_run_that_goes_on(
    page, trainer, tab, store, monkeypatch
):
    monkeypatch.setenv("CONVOSCOPE_PASSPHRASE", "open sesame")
    keep_a_run(store)
    trainer.train()
    open_new_tab(tab)
    host = train_page(run=trainer.job.token)
    open_tab(host, "compare")
    held(host, "table_run").set_value("yesterday-1").run()
    host.text_input(key="passphrase_guess").set_value("open sesame")
    press(host, "give_passphrase")
    assert {"rename_run", "delete_run"} <= set(controls(host))
    held(host, "table_run").set_value(trainer.job.token).run()
    assert controls(host) == []
    assert run_changes.ONLY_ITS_VISIT in words(host)
    open_tab(host, "run")
    assert controls(host) == []


def test_a_live_run_stands_in_the_comparison(page, trainer):
    trainer.train()
    again(page)
    open_tab(page, "compare")
    assert trainer.job.name in words(page)
    assert "training" in words(page)
    press(page, "delete_run")
    assert not trainer.job.progress.is_running
    assert "No run yet" in words(page)


def test_the_table_escapes_names_and_tells_best_and_final():
    progress = Progress(
        "finished",
        images_total=200,
        images_done=100,
        points=(Point(100, 0.5, 0.8, 100),),
        epochs=(EpochResult(50, 0.2, 0.96), EpochResult(100, 0.3, 0.91)),
        seconds=65.0,
    )
    job = SimpleNamespace(progress=progress, plan=None, never_began=False, was_lost=False)
    run = SessionRun("token", "<i>", textbook(), Recipe(augment=True), 0.0, job)
    table = runs_html([run], {"token": ("#123456", "2 3")})
    assert "&lt;i&gt;" in table
    assert "<i>" not in table
    for part in ("96.00%", "91.00%", "1 min 5 s", "93,322", "c32-m2-c64-m2-c64-d64"):
        assert part in table
    assert "stopped early" in table
    assert "augmented" in table


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [
        (
            0.95,
            "**new** reads most of MNIST's 10,000 [test digits](#term-test_digits) right: 98.00%",
        ),
        (0.979, "A tie between **new** and **old**: they read about the same share of MNIST's"),
    ],
)
def test_which_run_is_best_is_said_and_a_tie_is_called_a_tie(store, accuracy, said):
    network = replace(
        random_network(textbook((2,), 4), seed=1),
        provenance=Provenance(Recipe(), training_seconds=1),
    )
    older = replace(ENDED, epochs=(EpochResult(60_000, 0.1, accuracy),))
    store.save(Run("yesterday-1", "old", network, older, 1.0))
    store.save(Run("yesterday-2", "new", network, ENDED, 2.0))
    page = train_page()
    open_tab(page, "compare")
    assert said in words(page)
    # sqrt(2 x 0.98 x 0.02 / 10,000) x 1.96 = 0.00388.
    assert "0.39 points" in words(page)


def test_headings_stand_as_their_columns_do():
    table = runs_html([], {})
    numbers = re.findall(r"<th class=number>([^<]+)", table)
    assert numbers == ["Best on test digits", "At the end", "Parameters", "Time"]
    assert re.findall(r"<th>([^<]+)", table) == ["Run", "Design", "Data", "Recipe"]


def line_in_sidebar(page: AppTest) -> list[str]:
    """What the links to the Train page say that are there while a run goes on."""
    links = page.sidebar.get("page_link")
    return [link.proto.label for link in links if link.proto.page == "train"]


def test_while_a_run_goes_on_every_other_page_says_so_with_a_link(page, trainer):
    assert not line_in_sidebar(page)
    trainer.train()
    for name in ("draw", "filters", "padding", "glossary"):
        page.switch_page(f"pages/{name}.py").run()
        assert not page.exception
        assert line_in_sidebar(page) == ["Training: epoch 1 of 5"]
    trainer.finish()
    assert not line_in_sidebar(again(page))
    assert f"**{trainer.job.name}** has been trained" in page.toast[0].value


def test_a_run_that_ends_while_a_page_is_drawn_is_told_of_at_once(page, trainer, monkeypatch):
    trainer.train()
    page.switch_page("pages/glossary.py")
    polls = iter([False, True])
    poll = jobs.poll

    def poll_and_end(job: Job) -> Progress:
        if next(polls, False):
            trainer.finish()
        return poll(job)

    monkeypatch.setattr(jobs, "poll", poll_and_end)
    again(page)
    assert not line_in_sidebar(page)
    assert f"**{trainer.job.name}** has been trained" in page.toast[0].value


def test_no_page_has_a_line_of_somebody_elses_run(tab, trainer):
    trainer.train()
    open_new_tab(tab)
    other = opened(run=trainer.job.token)
    assert not line_in_sidebar(other)


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("waiting", place=2), "Waiting: place 2"),
        (Progress("building"), "Training begins"),
        (Progress("training", images_done=1000), "Training: epoch 1 of 5"),
        (Progress("training", images_done=1001), "Training: epoch 2 of 5"),
        (Progress("paused", images_done=1001), "Training is paused in epoch 2 of 5"),
        (Progress("saving", images_done=5000), "Training is over"),
    ],
)
def test_the_line_says_in_few_words_where_a_run_is(progress, said):
    assert in_a_line(progress, Recipe(training_images=1000)) == said


def test_only_a_run_on_mnist_speaks_of_its_download():
    loading = Progress("loading")
    assert "MNIST" in describe(loading, Recipe(data="mnist"))
    assert describe(loading, Recipe(data="synthetic")) == "Drawing the synthetic digits."


def test_a_recipe_in_short_leaves_out_what_is_usual():
    assert recipe_in_short(Recipe()) == "RMSprop 0.001, batch 64, 5 epochs, seed 0"
    unusual = Recipe(optimizer="sgd", learning_rate=0.05, epochs=1, schedule="cosine", seed=3)
    assert recipe_in_short(unusual).startswith("SGD with momentum, rate 0.05, cosine schedule")


def test_without_a_convolution_the_first_dense_layers_weights_are_shown_as_images():
    network = random_network(Architecture((Dense(100), Dense(20))))
    layer, weights = first_weights(network)
    assert layer.name == "dense1"
    assert weights.shape == (28, 28, 16)
    kernel = network.weights["dense1"]["kernel"]
    np.testing.assert_array_equal(weights[3, 5], kernel[3 * 28 + 5, :16])


def test_checkpoints_are_whole_networks(page, trainer):
    trainer.train()
    for checkpoint in available(trainer.job.folder):
        path: Path = trainer.job.folder / "checkpoints" / checkpoint.file_name
        assert Network.load(path).architecture == trainer.job.architecture
