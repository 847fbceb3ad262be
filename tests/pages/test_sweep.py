"""The Sweep tab: what a sweep will take, its runs as they end, a click, a reload, its stop."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.glossary import without_links
from cnn.network.architecture import Architecture
from cnn.network.design_code import design_code
from cnn.runs import jobs
from cnn.sweeps import sweeps
from cnn.sweeps.results_csv import results_csv
from cnn.sweeps.settings import PRESETS, SETTINGS
from cnn.sweeps.sweeps import Sweep
from pages.parts.sweep import chosen_run, sweep_offer
from pages.parts.sweep import sweep_table as table_module
from tests.pages import test_training_run as training_runs
from tests.pages.opening import chosen_name, figure_data, held, network_picker
from tests.pages.test_train import unmarked
from tests.pages.test_training_run import (
    Trainer,
    again,
    open_new_tab,
    open_tab,
    press,
    train_page,
)

# Its fixtures: no trainer's process, and a tab that keeps the visit's secret.
no_trainer, tab = training_runs.no_trainer, training_runs.tab


@pytest.fixture(autouse=True)
def no_sweeps_left():
    """Other tests find none."""
    yield
    sweeps._sweeps.clear()


@pytest.fixture
def page() -> AppTest:
    """The tab, freshly opened."""
    return sweep_tab()


@pytest.fixture
def sweep(page: AppTest) -> Sweep:
    """Filters 4 and 8, with seeds 0 and 1, begun on the page."""
    choose(page, filters="4, 8", seed="0, 1")
    return begun(page)


def sweep_tab() -> AppTest:
    at = train_page()
    at.session_state["session_secret_told"] = True
    at.session_state["train_tab"] = "sweep"
    return again(at)


def choose(at: AppTest, **values: object) -> None:
    at.session_state["sweep_settings"] = list(values)
    for key, chosen in values.items():
        at.session_state[f"sweep_values_{key}"] = chosen
    again(at)


def begun(at: AppTest) -> Sweep:
    press(at, "start_sweep")
    return next(reversed(sweeps._sweeps.values()))


def bar(at: AppTest) -> str:
    """What stands beside the bar's button."""
    return at.main.caption[-1].value


def finish(sweep: Sweep, number: int, accuracy: float) -> None:
    """A run trains, and ends well."""
    job = sweep.jobs[number - 1]
    jobs.poll(job)
    trainer = Trainer(job)
    trainer.train((0, 25))
    # All its images, so that it was not stopped early.
    trainer.point(math.ceil(job.recipe.images / 64))
    trainer.finish(accuracy)
    jobs.poll(job)


def words(at: AppTest) -> str:
    """All that the page says in sentences; a term is read as any other word."""
    return without_links(training_runs.words(at))


def rows(at: AppTest) -> list[list[str]]:
    return [row["cells"] for row in figure_data(at, "sweep_table")["rows"]]


def test_it_says_how_many_runs_how_long_and_how_much_memory_before_it_starts(page):
    assert "**8 runs**, one after another: about" in bar(page)
    assert "GB of memory" in bar(page)
    choose(page, filters="4, 8, 16", optimizer=["adam", "sgd"], augment=[True])
    assert "**6 runs**" in bar(page)


def test_each_sweep_to_begin_with_can_be_started_and_is_marked(page):
    for preset, settings in PRESETS.items():
        held(page, "sweep_preset").set_value(preset).run()
        assert held(page, "sweep_preset").value == preset
        assert page.session_state["sweep_settings"] == list(settings)
        assert not page.button(key="start_sweep").disabled


def test_each_setting_has_its_values_to_be_chosen(page):
    for setting in SETTINGS:
        page.session_state["sweep_settings"] = [setting.key]
        again(page)
        assert held(page, f"sweep_values_{setting.key}")
        assert f"**{len(setting.offered)} runs**" in bar(page)


def test_what_makes_no_sweep_is_said_and_cannot_be_started(page):
    for values, sentence in (
        ({}, "Choose at least one setting"),
        ({"filters": "4", "units": "4", "depth": "1", "seed": "0"}, "Choose at most 3 settings"),
        ({"filters": ""}, "Filters has no value yet"),
        ({"filters": "4, many"}, "Filters must be a whole number from 1 to 128."),
        ({"learning_rate": "0.1, 99"}, "Learning rate must be a number from 1e-06 to 10."),
        ({"filters": "9" * 160}, "Filters must be a whole number"),
        ({"optimizer": []}, "Optimizer has no value yet"),
        ({"filters": "1 2 3 4 5 6 7", "units": "1;2;3;4;5;6"}, "These would be 42 runs"),
        ({"kernel_size": "7"}, "With kernel size 7 the design does not work."),
    ):
        choose(page, **values)
        assert sentence in page.error[0].value
        assert page.button(key="start_sweep").disabled


def test_a_recipe_out_of_its_range_is_said(page):
    page.session_state["train_epochs"] = 10**6
    again(page)
    assert "epochs" in page.error[0].value
    assert page.button(key="start_sweep").disabled


def test_combinations_that_do_not_work_are_left_out(page):
    choose(page, depth="2, 3", kernel_size="3, 5")
    assert "**3 runs**" in bar(page)
    assert "One combination is left out. With depth 3" in words(page)


def test_a_run_past_the_hosts_limits_is_named(page, monkeypatch):
    monkeypatch.setenv("TRAINING_MEMORY_MB", "500")
    again(page)
    assert "Run 1, 4 filters 16 units: This run would take about" in page.error[0].value


def test_short_runs_are_of_one_epoch_and_others_as_the_recipe_says(page):
    page.session_state["train_epochs"] = 7
    again(page)
    short = begun(page)
    assert {job.recipe.epochs for job in short.jobs} == {1}
    assert {job.recipe.training_images for job in short.jobs} == {10_000}
    sweeps.stop_all(short)
    page.session_state["sweep_short"] = False
    again(page)
    whole = begun(page)
    assert {(job.recipe.epochs, job.recipe.training_images) for job in whole.jobs} == {(7, 60_000)}


def test_some_combinations_are_drawn_and_others_on_demand(page):
    choose(page, filters="1, 100", learning_rate="0.0001, 0.1")
    page.get_by_key("sweep_mode").set_value("random").run()
    page.get_by_key("sweep_draws").set_value(5).run()
    assert "**5 runs**" in bar(page)
    first = begun(page)
    assert len({job.architecture for job in first.jobs}) > 2
    press(page, "stop_sweep")
    press(page, "sweep_redraw")
    assert {job.name for job in begun(page).jobs} != {job.name for job in first.jobs}


def test_a_sweep_is_a_run_after_another_of_the_visit(page, sweep):
    assert [design_code(job.architecture.hidden) for job in sweep.jobs[:2]] == [
        "c4-m2-c8-m2-c8-d64",
        "c8-m2-c16-m2-c16-d64",
    ]
    assert [job.recipe.seed for job in sweep.jobs] == [0, 0, 1, 1]
    assert page.session_state["training_job"] is sweep.jobs[0]
    assert [row[0] for row in rows(page)] == ["Run 1", "Run 2", "Run 3", "Run 4"]
    assert [row[-1] for row in rows(page)] == ["starting", "waiting", "waiting", "waiting"]
    assert page.button(key="stop_training").label == "Stop this run"
    finish(sweep, 1, 0.9)
    again(page)
    assert page.session_state["training_job"] is sweep.jobs[1]
    assert "1 of 4 runs has ended. Run 2:" in page.get("progress")[0].proto.text
    assert rows(page)[0][3] == "90.00%"


def test_a_second_click_starts_no_second_sweep(page, sweep):
    assert len(sweeps._sweeps) == 1
    assert "start_sweep" not in {button.key for button in page.button}
    assert len(jobs._jobs) == 4


def test_the_charts_come_with_the_first_run_that_has_ended(page, sweep):
    assert not page.get("plotly_chart")
    assert "as soon as a run has ended" in words(page)
    finish(sweep, 1, 0.9)
    again(page)
    assert len(page.get("plotly_chart")) == 3  # two with a front, and a heat map


def test_of_three_settings_there_are_parallel_coordinates(page):
    choose(page, filters="4, 8", units="8", batch_size="64")
    sweep = begun(page)
    finish(sweep, 1, 0.9)
    again(page)
    assert len(page.get("plotly_chart")) == 3


def test_the_spread_over_seeds_stands_in_a_table(page, sweep):
    for number, accuracy in enumerate((0.90, 0.95, 0.92, 0.96), start=1):
        finish(sweep, number, accuracy)
    again(page)
    assert "| 8 | 2 | 95.50% | 95.00% | 96.00% | 0.71 |" in words(page)
    assert "| 4 | 2 | 91.00% | 90.00% | 92.00% | 1.41 |" in words(page)


def test_the_best_is_named_or_called_a_tie(page, sweep):
    finish(sweep, 1, 0.90)
    finish(sweep, 2, 0.95)
    again(page)
    assert "**Run 2** (Filters 8, Seed 0) reads most of MNIST's" in words(page)
    finish(sweep, 3, 0.951)
    again(page)
    assert "A tie between runs 2, 3" in words(page)


def test_a_click_in_the_table_makes_the_runs_network_the_current_one(page, sweep, monkeypatch):
    finish(sweep, 1, 0.9)
    again(page)
    assert chosen_name(page) == "pen"
    clicks = [0]

    def mount(*, data: dict, key: str, on_chosen_change: Callable[[], None]) -> None:
        """What the component's script does at a click, and Streamlit when it is sent that."""
        shown.append(data["rows"])
        if clicks:
            st.session_state[key] = SimpleNamespace(chosen=clicks.pop())
            on_chosen_change()
            st.rerun()

    shown: list[list[dict]] = []
    monkeypatch.setattr(table_module, "_component", mount)
    again(page)
    assert chosen_name(page) == "4 filters seed 0"
    assert "Its network now reads your digit." in words(page)
    assert [row["chosen"] for row in shown[-1]] == [True, False, False, False]


def test_a_run_that_still_trains_can_be_chosen_and_stopped(page, sweep):
    page.session_state["sweep_run"] = sweep.jobs[0].token
    again(page)
    assert "its network is there once it has ended" in words(page)
    page.session_state["sweep_run"] = sweep.jobs[2].token
    again(page)
    press(page, "sweep_run_stop")
    assert rows(page)[2][-1] == "not begun"
    assert sweep.jobs[3].is_waiting


def test_where_a_run_trains_and_why_one_ended_early_is_said(page, sweep, monkeypatch):
    monkeypatch.setattr(sweep.jobs[0].trainer, "where", "on the cluster, node 2")
    again(page)
    assert rows(page)[0][-1] == "starting, on the cluster, node 2"
    Trainer(sweep.jobs[0]).finish(0.5, "Others of its sweep read more digits right.")
    page.session_state["sweep_run"] = sweep.jobs[0].token
    again(page)
    assert rows(page)[0][-1] == "stopped early"
    assert "Others of its sweep read more digits right." in words(page)


def test_runs_that_train_at_once_are_said_so(page, monkeypatch):
    monkeypatch.setattr(sweep_offer, "runs_at_once", lambda: 3)
    again(page)
    assert "**8 runs**, 3 at a time: about" in bar(page)


def test_stopping_the_sweep_begins_none_of_those_that_wait(page, sweep):
    press(page, "stop_sweep")
    assert [row[-1] for row in rows(page)] == ["not begun"] * 4
    assert "start_sweep" in {button.key for button in page.button}


def test_it_is_found_again_after_a_reload_and_by_nobody_else(page, sweep, tab):
    finish(sweep, 1, 0.9)
    again(page)
    reloaded = train_page()
    reloaded.session_state["train_tab"] = "sweep"
    again(reloaded)
    assert rows(reloaded)[0][3] == "90.00%"
    assert reloaded.session_state["training_job"] is sweep.jobs[1]
    open_new_tab(tab)
    stranger = sweep_tab()
    assert "start_sweep" in {button.key for button in stranger.button}
    assert not [part for part in stranger.main if "sweep_table" in str(part)]


def test_it_goes_on_while_one_looks_elsewhere_and_only_its_end_is_told(page, sweep):
    page.switch_page("pages/draw.py").run()
    for number in (1, 2, 3):
        finish(sweep, number, 0.9)
        again(page)
        assert not page.toast
    finish(sweep, 4, 0.9)
    again(page)
    assert "Your sweep has ended" in page.toast[0].value
    assert {job.name for job in sweep.jobs} <= set(network_picker(page).options)


def test_whoever_looks_at_a_sweep_sees_its_end_and_is_not_told_of_it(page, sweep):
    for number in (1, 2, 3, 4):
        finish(sweep, number, 0.9)
        again(page)
        assert not page.toast
    assert "All 4 runs have ended." in page.get("progress")[0].proto.text


def test_its_end_is_told_to_one_who_looks_at_another_tab(page, sweep):
    open_tab(page, "design")
    for number in (1, 2, 3, 4):
        finish(sweep, number, 0.9)
    again(page)
    assert "Your sweep has ended" in page.toast[0].value


def test_its_address_is_no_runs_so_that_the_way_back_does_not_grow(page, sweep):
    assert "run" not in page.query_params
    finish(sweep, 1, 0.9)
    again(page)
    assert "run" not in page.query_params


def test_a_run_can_be_edited_again_and_its_curves_be_seen(page, sweep):
    finish(sweep, 1, 0.9)
    page.session_state["sweep_run"] = sweep.jobs[0].token
    again(page)
    press(page, "sweep_run_edit")
    assert page.session_state["train_tab"] == "design"
    assert Architecture(page.session_state["train_design"]) == sweep.jobs[0].architecture
    page.session_state["train_tab"] = "sweep"
    again(page)
    press(page, "sweep_run_show")
    assert page.session_state["train_tab"] == "run"


def test_a_click_on_what_is_no_run_is_passed_over(sweep, monkeypatch):
    state: dict = {}
    monkeypatch.setattr(chosen_run.st, "session_state", state)
    for token in (7, None, "", "no such token", {"a": 1}):
        chosen_run.choose(sweep, token)
    assert state == {}


def test_the_csv_file_is_of_the_sweep(page, sweep):
    finish(sweep, 1, 0.9)
    again(page)
    assert page.get_by_key("download_sweep")
    first = next(csv.DictReader(io.StringIO(results_csv(sweep.plan.axes, sweep.results))))
    assert (first["varied_filters"], first["varied_seed"]) == ("4", "0")


def test_terms_are_marked_before_a_sweep_and_after(page, sweep):
    assert unmarked(page) == []
    for number in (1, 2, 3, 4):
        finish(sweep, number, 0.9)
    again(page)
    assert unmarked(page) == []


def test_there_is_one_button_that_starts(page):
    labels = [button.label for button in page.button]
    assert labels.count("Start the sweep") == 1
    assert "Start training" not in labels
