"""Page 9: the chart's points, what is hidden, and the link that trains a point again."""

import json
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from cnn.lessons import trained_results
from cnn.lessons.fewer_examples.size_questions import sizes_question
from cnn.lessons.fewer_examples.sizes import plan_of, planned_sizes, whole_results
from cnn.lessons.trained_results import LabResults, LabRun
from cnn.network.recipe import Recipe
from cnn.runs.address import settings_from
from tests.cnn.lessons.fewer_examples.test_sizes import all_runs
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import words

NAME = "fewer_examples"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of results that the page reads instead of those that ship."""
    monkeypatch.setattr(trained_results, "TRAINED_FOLDER", tmp_path)
    return tmp_path


def open_with(folder, runs: list[LabRun], **state: object) -> AppTest:
    (folder / "sizes.json").write_bytes(LabResults("made here", tuple(runs)).to_bytes())
    return open_lesson(NAME, **state)


def drawn(app: AppTest) -> dict:
    """The chart as Plotly gets it."""
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def traces(app: AppTest) -> dict[str, dict]:
    """The lines of the chart by name."""
    return {trace["name"]: trace for trace in drawn(app)["data"] if "name" in trace}


def test_the_first_question_hides_nothing_and_leads_a_line_to_the_answer(folder):
    app = open_with(folder, all_runs())
    assert len(traces(app)["Convolutional"]["x"]) == 6
    assert traces(app)["Dense"]["x"] == list(planned_sizes())
    (line,) = (one for one in drawn(app)["data"] if one.get("line", {}).get("dash") == "dash")
    assert (line["x"], line["y"]) == ([1_000, 60_000], pytest.approx([0.9, 0.9]))
    assert "How many times fewer?" not in words(app)
    app = answer(app, "10000")
    assert verdict(app) == "Right: 10,000 (10 times as many)."
    times = app.table[0].value.set_index("Convolutional, trained on")
    assert times.loc["1,000", "Enough for the dense one"] == "10,000 (better): 10 times"
    # 3,000 come to 88 %, 10,000 to 92 %: 90 % is half way, and the root of their product 5,477.
    assert times.loc["1,000", "Estimate"] == "5.5 times"
    assert times.loc["60,000", "Estimate"] == "not reached"
    table = app.table[1].value.set_index("Training digits")
    assert table.loc["300", "Dense"] == "70.00% (69.50% to 70.50%)"


def test_a_later_question_hides_the_dense_line_until_it_is_answered(folder):
    app = open_with(folder, all_runs(), question_number_fewer_examples=2)
    assert traces(app)["Dense"]["x"] == [None]
    assert not app.table
    question = sizes_question(whole_results(all_runs()), 2).question
    app = answer(app, question.answer)
    assert verdict(app).startswith("Right: ")
    assert traces(app)["Dense"]["y"] == pytest.approx([0.6, 0.7, 0.8, 0.88, 0.92, 0.955])


def test_every_seed_is_a_point_and_errors_are_one_less_the_accuracy(folder):
    app = open_with(folder, all_runs(), question_number_fewer_examples=1)
    question = sizes_question(whole_results(all_runs()), 1).question
    app = answer(app, f"{question.answer:.1f}")
    app.segmented_control(key="fewer_share").set_value("wrong").run()
    assert traces(app)["Dense"]["y"] == pytest.approx([0.4, 0.3, 0.2, 0.12, 0.08, 0.045])
    seeds = [trace for trace in drawn(app)["data"] if not trace.get("showlegend", True)]
    assert [len(trace["y"]) for trace in seeds] == [18, 18]
    assert seeds[1]["y"][:3] == pytest.approx([0.405, 0.40, 0.395])


def test_runs_that_are_not_there_are_named_and_have_no_point(folder):
    app = open_with(folder, all_runs()[:-1])
    assert "One of the chart's runs has not been trained yet." in words(app)
    assert "dense on 60,000 (1 of 3 seeds)" in words(app)
    app = open_with(folder, [])
    assert not app.exception
    assert "36 of the chart's runs have not been trained yet." in words(app)
    assert "question is asked when" in words(app)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"not json"])
def test_a_results_file_that_cannot_be_read_is_said_so(folder, content):
    if content is not None:
        (folder / "sizes.json").write_bytes(content)
    app = open_lesson(NAME)
    assert not app.exception
    assert "python -m cnn.training.lab sizes" in app.warning[0].value


@pytest.mark.parametrize(
    ("network", "images", "seed"), [("textbook", 100, 0), ("dense", 3_000, 2), ("dense", 60_000, 1)]
)
def test_the_link_holds_the_very_recipe_of_the_point(folder, network, images, seed):
    app = open_with(folder, all_runs())
    app.selectbox(key="fewer_network").set_value(network).run()
    app.selectbox(key="fewer_images").set_value(images).run()
    app.selectbox(key="fewer_seed").set_value(seed).run()
    links = [element.proto for element in app.get("page_link")]
    (link,) = (one for one in links if one.label == "Open it on the Train page")
    found = settings_from(parse_qs(link.query_string), Recipe(data="synthetic"))
    plan = plan_of(network, images, seed)
    assert (found.hidden, found.recipe) == (plan.architecture.hidden, plan.recipe)
    assert found.problems == ()


def test_the_accuracy_of_a_point_that_is_asked_for_is_not_told_beside_its_link(folder):
    app = open_with(folder, all_runs(), question_number_fewer_examples=1)
    app.selectbox(key="fewer_network").set_value("dense").run()
    assert "How well it reads is what the question asks." in words(app)
    app.selectbox(key="fewer_images").set_value(300).run()
    assert "reads 69.50% of the test digits" in words(app)


def test_what_ships_is_shown():
    app = open_lesson(NAME)
    assert not app.exception
    assert not app.warning
    assert traces(app)["Convolutional"]["x"]
