"""What the Train page shows of the queue: the wait, whom one may watch meanwhile, leaving it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.progress import Progress, append_event
from pages.parts.runs.live_view import describe
from pages.parts.runs.run_line import in_a_line
from pages.parts.runs.watched_run import NO_LONGER, WATCH_KEY
from pages.parts.words import rough_duration
from tests.pages import test_training_run as training_runs
from tests.pages.opening import held
from tests.pages.test_training_run import (
    Trainer,
    again,
    open_new_tab,
    open_tab,
    press,
    train_page,
    words,
)

# Its fixtures: no trainer's process, and a tab that keeps the visit's secret.
no_trainer, tab = training_runs.no_trainer, training_runs.tab
page, trainer = training_runs.page, training_runs.trainer


@pytest.fixture
def waiting(page: AppTest, trainer: Trainer, tab) -> AppTest:
    """The page of a visitor who waits for the run of the fixture `trainer`."""
    trainer.train()
    # Each page has a tab of its own, which has told what it keeps.
    page.session_state["session_secret_told"] = True
    open_new_tab(tab)
    at = train_page()
    at.session_state["session_secret_told"] = True
    press(at, "start_training")
    return at


def switched(at: AppTest, job: Job, is_on: bool) -> None:
    """Let others watch the visit's run, or no longer."""
    (switch,) = (toggle for toggle in at.toggle if toggle.key == f"watch_switch_{job.token}")
    switch.set_value(is_on).run()
    assert not at.exception


def links(at: AppTest) -> list[str]:
    """The queries of the links to runs that may be watched."""
    found = (link.proto for link in at.get("page_link"))
    return [link.query_string for link in found if WATCH_KEY in link.query_string]


def watching(at: AppTest, token: str) -> AppTest:
    """The page once its visitor has followed the link."""
    at.query_params[WATCH_KEY] = token
    return again(at)


def test_one_who_waits_is_told_the_place_and_how_long_it_takes(waiting):
    assert "place 1 in the queue. It begins in about 1 min." in words(waiting)


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("waiting"), "Waiting for its turn."),
        (Progress("waiting", place=3), "place 3 in the queue."),
        (Progress("waiting", place=2, wait_seconds=720.0), "place 2 in the queue. It begins in "),
    ],
)
def test_what_is_not_known_of_the_wait_is_not_said(progress, said):
    assert said in describe(progress, Recipe())


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds"),
        (10, "about 10 s"),
        (54, "about 50 s"),
        (55, "about 1 min"),
        (250, "about 4 min"),
        (4210, "about 1 h 10 min"),
    ],
)
def test_expected_times_are_said_roughly(seconds, said):
    assert rough_duration(seconds) == said


def test_whoever_would_wait_is_told_before_the_start(page):
    assert "it would begin" not in words(page)
    jobs.start(textbook(), Recipe(), is_watched=lambda: True)
    assert "it would begin in about" in words(again(page))
    assert "from place 1 in the queue" in words(page)


def test_one_who_leaves_the_queue_is_not_told_of_a_failure(waiting):
    press(waiting, "stop_training")
    said = words(waiting)
    assert jobs.NEVER_BEGAN in said
    assert not waiting.error
    assert all("failed" not in toast.value for toast in waiting.toast)
    open_tab(waiting, "compare")
    assert "not begun" in words(waiting)
    assert "failed" not in words(waiting)


def test_one_who_leaves_the_queue_while_another_tab_is_open_is_told_so(waiting):
    open_tab(waiting, "design")
    press(waiting, "stop_training")
    assert "has ended before its training began" in waiting.toast[0].value


def test_a_run_is_watched_only_where_its_visitor_allows_it(page, trainer, waiting):
    assert links(again(waiting)) == []
    switched(page, trainer.job, is_on=True)
    assert links(again(waiting)) == [f"{WATCH_KEY}={trainer.job.watch_token}"]


def test_whoever_watches_sees_the_run_and_controls_nothing(page, trainer, waiting):
    switched(page, trainer.job, is_on=True)
    own = waiting.session_state["training_job"]
    watching(waiting, trainer.job.watch_token)
    said = words(waiting)
    assert f"You are watching **{trainer.job.name}**" in said
    assert "2,000 images/s" in said
    assert waiting.query_params["run"] in (own.token, [own.token])
    # The steering below is of the visit's own run, which waits.
    keys = {widget.key for widget in (*waiting.toggle, *waiting.number_input)}
    assert not any(trainer.job.token in str(key) for key in keys)
    press(waiting, "stop_training")
    assert own.never_began
    assert not trainer.job.is_stopping


def test_watching_gives_nothing_by_which_the_run_is_found_later(page, trainer, waiting):
    switched(page, trainer.job, is_on=True)
    watching(waiting, trainer.job.watch_token)
    assert trainer.job.token not in str(waiting.query_params)
    open_tab(waiting, "compare")
    own = waiting.session_state["training_job"]
    assert held(waiting, "table_run").options == [own.name]


def test_switched_off_watching_ends_at_once_and_the_old_link_is_worth_nothing(
    page, trainer, waiting
):
    switched(page, trainer.job, is_on=True)
    old = trainer.job.watch_token
    watching(waiting, old)
    switched(page, trainer.job, is_on=False)
    again(waiting)
    assert "You are watching" not in words(waiting)
    assert WATCH_KEY not in waiting.query_params
    assert NO_LONGER in words(waiting)
    assert NO_LONGER not in words(again(waiting))
    switched(page, trainer.job, is_on=True)
    assert trainer.job.watch_token != old
    watching(waiting, old)
    assert "You are watching" not in words(waiting)


def test_a_watched_run_tells_its_end(page, trainer, waiting):
    switched(page, trainer.job, is_on=True)
    watching(waiting, trainer.job.watch_token)
    trainer.finish()
    again(waiting)
    assert "which you were watching, has ended. It reads" in words(waiting)
    press(waiting, "stop_watching")
    assert "you were watching" not in words(waiting)


def test_a_forged_link_shows_the_visits_own_run(waiting):
    for token in ("", "no such token", "../..", "x" * 10_000):
        watching(waiting, token)
        assert "place 1 in the queue" in words(waiting)
        assert NO_LONGER in words(waiting)
        assert WATCH_KEY not in waiting.query_params


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "Waiting: place 12"),
        (240.0, "Waiting: place 12, about 4 min"),
        (7200.0, "Waiting: place 12"),
    ],
)
def test_the_sidebars_words_of_the_wait_are_short(seconds, said):
    assert in_a_line(Progress("waiting", place=12, wait_seconds=seconds), Recipe()) == said


def test_a_paused_run_that_gave_way_is_no_run_that_left_the_queue(waiting, trainer):
    append_event(trainer.job.folder, "finished", message="Stopped early.")
    trainer.job.trainer.process.exit_code = 0
    again(waiting)
    assert not trainer.job.never_began
