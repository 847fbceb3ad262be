"""My handwriting: what is written is kept and bounded, and a network learns from it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.drawing import digit_from_strokes
from cnn.errors import DrawingError
from cnn.evaluation.evaluation import Evaluation
from cnn.handwriting.compact_strokes import MAX_TEXT, strokes_from_text, text_from_strokes
from cnn.handwriting.example_hand import example_hand_images, example_hand_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.fine_tuning import FineTuning, FineTuningPlan
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.provenance import Provenance
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.launcher import LocalTrainer
from cnn.runs.progress import EpochResult, Progress, append_event
from pages.parts.experiment.handwriting_words import (
    BothReadings,
    forgotten_words,
    gained_words,
    seen_words,
)
from pages.parts.experiment.my_handwriting import forgetting_so_far
from pages.parts.experiment.own_sheet import CELLS, OwnSheet, take_report
from pages.parts.session.memory_budget import Holding, Visitor
from tests.designs import random_network
from tests.pages.opening import give_networks, network_picker, words
from tests.pages.test_training_run import StandInProcess

SMALL = random_network(Architecture((Conv2D(3), MaxPool2D(3), Dense(8))), 1)
ONE_LAYER = random_network(Architecture(()), 3)
SEVEN = text_from_strokes(next(one for one in EXAMPLES if one.digit == 7).strokes)
DOT = base64.b64encode(bytes([90, 90, 90, 91])).decode()


def report(sheet: OwnSheet, sequence: int = 1, **changed: str) -> dict:
    """What the browser sends; cells by `c` and their number."""
    cells = {name[1:]: text for name, text in changed.items()}
    return {"sheet": sheet.name, "sequence": sequence, "changed": cells}


def written(*places: int) -> OwnSheet:
    """A sheet on which some boxes hold what the example hand would write there."""
    sheet = OwnSheet()
    for place in places:
        sheet.write(place, text_from_strokes(example_hand_strokes()[place]))
    return sheet


def held(sheet: OwnSheet) -> Holding[OwnSheet]:
    return Holding(sheet, sheet.size, Visitor(lambda: True))


# The sheet


def test_what_is_written_is_read_as_every_drawing_is():
    sheet = OwnSheet()
    assert take_report(sheet, report(sheet, c35=SEVEN))
    assert np.array_equal(sheet.images[35], digit_from_strokes(strokes_from_text(SEVEN)))
    assert sheet.cells[35] == SEVEN


def test_a_cleared_box_is_the_example_hands_again():
    sheet = OwnSheet()
    take_report(sheet, report(sheet, 1, c35=SEVEN))
    take_report(sheet, report(sheet, 2, c35=""))
    digits = sheet.digits()
    assert digits.own == 0
    assert np.array_equal(digits.images, example_hand_images())


def test_the_digits_are_five_of_each_with_the_visitors_own_in_their_places():
    digits = written(0, 7, 49).digits()
    assert digits.labels.tolist() == [digit for digit in range(10) for _ in range(5)]
    assert np.flatnonzero(~digits.is_example).tolist() == [0, 7, 49]


def test_a_dot_is_marked_and_counts_as_not_written():
    sheet = OwnSheet()
    take_report(sheet, report(sheet, c3=DOT))
    assert sheet.unread == [3]
    assert sheet.digits().own == 0


def test_a_report_that_was_taken_or_is_of_another_sheet_changes_nothing():
    sheet = OwnSheet()
    take_report(sheet, report(sheet, 2, c0=SEVEN))
    assert not take_report(sheet, report(sheet, 2, c0=""))
    assert not take_report(sheet, report(sheet, 1, c0=""))
    assert not take_report(sheet, report(OwnSheet(), 9, c0=""))
    assert not take_report(sheet, None)
    assert sheet.cells[0] == SEVEN


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": -1},
        {"sequence": "1"},
        {"sequence": 2**60},
        {"changed": [SEVEN]},
        {"changed": {"50": SEVEN}},
        {"changed": {"-1": SEVEN}},
        {"changed": {"007": SEVEN}},
        {"changed": {"x": SEVEN}},
        {"changed": {"0": 5}},
        {"changed": {"0": "A" * (MAX_TEXT + 1)}},
        {"changed": {"0": "?"}},
        {"changed": {str(place): "" for place in range(CELLS + 1)}},
        {"more": 1},
    ],
    ids=str,
)
def test_what_our_script_would_never_send_is_refused(change):
    sheet = OwnSheet()
    with pytest.raises(DrawingError):
        take_report(sheet, report(sheet) | change)
    assert sheet.cells == [""] * CELLS


def test_a_box_that_is_refused_is_not_asked_for_again_and_the_others_are_taken():
    sheet = OwnSheet()
    with pytest.raises(DrawingError):
        take_report(sheet, report(sheet, 4, c0="?", c1=SEVEN))
    assert sheet.taken == 4
    assert sheet.cells[:2] == ["", SEVEN]


@pytest.mark.parametrize("sent", ["report", 3, [], {}])
def test_what_is_no_report_at_all_is_refused(sent):
    with pytest.raises(DrawingError):
        take_report(OwnSheet(), sent)


def test_the_fullest_sheet_is_small():
    assert CELLS * (MAX_TEXT + 4 * 28 * 28) < 400_000


def test_a_digit_finds_its_strokes_again_for_the_canvas():
    sheet = written(12)
    assert np.allclose(digit_from_strokes(sheet.strokes_of(sheet.images[12])), sheet.images[12])
    example = example_hand_images()[20]
    assert np.array_equal(digit_from_strokes(sheet.strokes_of(example)), example)
    assert sheet.strokes_of(np.zeros((28, 28), np.float32)) == ()


# What came of it, in words


def result(**values: object) -> FineTuning:
    usual = {
        "plan": FineTuningPlan(),
        "learned_own": 20,
        "learned_examples": 10,
        "held_out_own": 12,
        "held_out_examples": 8,
        "own_before": 6,
        "own_after": 11,
        "examples_before": 8,
        "examples_after": 7,
        "test_set": "mnist",
        "test_before": 0.9937,
        "test_after": 0.9901,
        "images": 3000,
    }
    return FineTuning(**{**usual, **values})


def test_the_share_of_few_digits_is_told_with_its_interval():
    said = gained_words(result(), None)
    assert "Of **12** digits of yours" in said
    assert "**6** right before and reads **11** right now" in said
    # Wilson's interval of 11 of 12.
    assert "11 of 12 is not 92% for sure" in said
    assert "65% to 99%" in said
    assert "8 held-out digits of the example hand" in said


def test_digits_that_it_learned_from_are_said_to_prove_nothing():
    digits = written(0, 1, 12).digits()
    pen = Network.load("pen")
    said = seen_words(BothReadings.of(digits, pen, pen))
    assert "Of the 3 of yours that it did learn from, it read 3 right before" in said
    assert "prove nothing" in said
    assert not seen_words(BothReadings.of(OwnSheet().digits(), pen, pen))


def test_the_digits_that_are_read_differently_come_first():
    digits = OwnSheet().digits()
    readings = BothReadings.of(digits, Network.load("pen"), SMALL)
    is_same = (readings.before.answers == readings.after.answers)[readings.order]
    assert 0 < is_same.sum() < len(digits)
    assert (np.diff(is_same.astype(int)) >= 0).all()


@pytest.mark.parametrize(
    ("changed", "words_of_it"),
    [(0, "nothing to gain"), (1, "that may be chance"), (30, "more than chance explains")],
)
def test_whether_the_change_may_be_chance_is_said(changed, words_of_it):
    digits = written(*range(CELLS)).digits()
    after = np.eye(10, dtype=np.float32)[digits.labels]
    before = after.copy()
    before[:changed] = np.roll(before[:changed], 1, axis=1)
    readings = BothReadings(
        digits, Evaluation(before, digits.labels), Evaluation(after, digits.labels)
    )
    assert words_of_it in gained_words(result(), readings)


def test_without_an_own_digit_held_out_nothing_is_said_of_the_hand():
    said = gained_words(result(held_out_own=1, own_before=1, own_after=1), None)
    assert "Of **1** digit of yours that was held out" in said
    said = gained_words(result(held_out_own=0, own_before=0, own_after=0), None)
    assert said.startswith("You wrote none of the digits that were held out.")
    assert "for sure" not in said


@pytest.mark.parametrize(
    ("after", "change"),
    [(0.9901, "**36 fewer**"), (0.9937, "**as many as before**"), (0.994, "**3 more**")],
)
def test_what_was_forgotten_is_told_in_digits(after, change):
    said = forgotten_words(result(test_after=after))
    assert change in said
    assert "MNIST's 10,000 test digits" in said


def test_synthetic_test_digits_are_called_so():
    said = forgotten_words(result(test_set="synthetic"))
    assert "synthetic" in said
    assert "MNIST is not on this machine" in said


# The page


@pytest.fixture(autouse=True)
def no_trainer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No process is started; test digits are the same everywhere."""

    def spawn(job: Job) -> None:
        job.trainer = LocalTrainer(StandInProcess(), job.folder)
        job.progress = replace(job.progress, state="starting", place=0)

    monkeypatch.setattr(Job, "spawn", spawn)
    monkeypatch.setenv("CONVOSCOPE_RUNS", "off")
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "none.npz"))
    yield
    for job in list(jobs._jobs.values()):
        jobs.discard(job)


def page(network: Network = SMALL, sheet: OwnSheet | None = None) -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=30)
    give_networks(app, test=network)
    app.session_state["experiment"] = "my_handwriting"
    if sheet is not None:
        app.session_state["own_sheet"] = held(sheet)
    app.run()
    app.switch_page("pages/experiment.py").run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def begun(app: AppTest) -> Job:
    press(app, "learn_handwriting")
    (job,) = jobs._jobs.values()
    return job


def finish(app: AppTest, job: Job, **values: object) -> str:
    """What the trainer would write; what the page then says."""
    start = job.fine_tuning_start()
    learned, held_out = start.digits.split(start.plan.seed)
    network = random_network(job.architecture, 7)
    held = BothReadings.of(held_out, start.network, network)
    is_own = ~held_out.is_example
    values = {"images": start.recipe.images, **values}
    found = result(
        plan=start.plan,
        learned_own=learned.own,
        learned_examples=learned.examples,
        held_out_own=held_out.own,
        held_out_examples=held_out.examples,
        own_before=int(held.before.is_right[is_own].sum()),
        own_after=int(held.after.is_right[is_own].sum()),
        examples_before=int(held.before.is_right[~is_own].sum()),
        examples_after=int(held.after.is_right[~is_own].sum()),
        test_set="synthetic",
        test_before=0.5,
        test_after=0.4,
        **values,
    )
    provenance = Provenance(start.recipe, fine_tuning=found)
    replace(network, provenance=provenance).save(job.network_path)
    append_event(job.folder, "finished", message="")
    job.trainer.process.exit_code = 0
    app.run()
    assert not app.exception
    return words(app)


def test_before_anything_is_written_the_page_says_whose_digits_would_be_learned():
    said = words(page())
    assert "You have not written any digit yet" in said
    assert "the example hand" in said


def test_the_page_says_how_many_the_example_hand_fills():
    assert "The example hand fills 47 of the 50 boxes" in words(page(sheet=written(0, 1, 2)))


def test_where_runs_are_kept_for_all_it_is_said(monkeypatch, tmp_path):
    kept = "The network that learns them is kept on this server for every visitor"
    assert kept not in words(page())
    monkeypatch.setenv("CONVOSCOPE_RUNS", str(tmp_path / "runs"))
    assert kept in words(page())


def test_a_full_sheet_needs_no_example_hand():
    said = words(page(sheet=written(*range(CELLS))))
    assert "example hand" not in said.split("The network learns from")[1]
    assert "The network learns from 30 of the 50 digits" in said
    assert "the other 20: these judge it" in said


def test_without_any_own_digit_all_that_judge_are_the_example_hands():
    assert "the other 20, all the example hand's: these judge it" in words(page())


def test_a_network_without_convolutions_offers_no_choice_of_what_learns():
    assert "What learns" in [one.label for one in page().get("button_group")]
    app = page(ONE_LAYER)
    assert "What learns" not in [one.label for one in app.get("button_group")]
    assert begun(app).plan.held_fixed == "nothing"


def test_a_run_begins_with_the_chosen_network_and_the_digits():
    sheet = written(0, 1, 2)
    app = page(sheet=sheet)
    job = begun(app)
    start = job.fine_tuning_start()
    assert np.array_equal(start.digits.images, sheet.digits().images)
    assert start.digits.own == 3
    assert job.name == "test - my handwriting"
    assert app.button(key="learn_handwriting").disabled


def test_a_run_is_cancelled_and_found_again_on_other_pages():
    app = page()
    job = begun(app)
    app.switch_page("pages/draw.py").run()
    app.switch_page("pages/experiment.py").run()
    assert not app.button(key="cancel_handwriting").disabled
    press(app, "cancel_handwriting")
    assert job.never_began


def test_another_training_of_the_visit_keeps_it_from_beginning():
    app = page()
    app.switch_page("pages/train.py").run()
    press(app, "start_training")
    app.switch_page("pages/experiment.py").run()
    assert app.button(key="learn_handwriting").disabled
    assert "is still training" in words(app)


def test_what_was_gained_and_forgotten_is_told_and_the_network_is_in_the_picker():
    app = page(sheet=written(*range(CELLS)))
    said = finish(app, begun(app))
    assert "Of **20** digits of yours" in said
    assert "**200 fewer**" in said
    assert "test - my handwriting" in network_picker(app).options
    press(app, "use_handwriting")
    assert network_picker(app).value == next(iter(jobs._jobs))


def test_a_run_that_was_stopped_early_says_so():
    app = page()
    assert "It had learned from 40 of 3,000 images" in finish(app, begun(app), images=40)


def test_a_run_that_failed_says_why():
    app = page()
    job = begun(app)
    append_event(job.folder, "failed", message="The disk is full.")
    job.trainer.process.exit_code = 1
    app.run()
    assert "The disk is full." in [one.value for one in app.warning]


def test_a_network_says_of_each_digit_what_it_takes_it_for():
    sheet = written(0, 1, 12)
    sheet.ask(SMALL)
    answers = SMALL.predict(np.stack([sheet.images[place] for place in (0, 1, 12)])).argmax(axis=1)
    assert sheet.answers == dict(zip((0, 1, 12), answers.tolist(), strict=True))
    assert sheet.misread == {p: a for p, a in sheet.answers.items() if a != p // 5}


def test_what_is_written_anew_and_another_network_are_asked_again():
    sheet = written(0, 1)
    sheet.ask(Network.load("pen"))
    assert sheet.misread == {}
    take_report(sheet, report(sheet, c0=SEVEN))
    assert sheet.answers == {1: 0}
    sheet.ask(Network.load("pen"))
    assert sheet.misread == {0: 7}
    sheet.ask(SMALL)
    assert sheet.answers[0] == SMALL.predict(sheet.images[0][np.newaxis]).argmax()


def test_a_slow_network_is_not_asked_at_each_stroke():
    slow = random_network(Architecture((Conv2D(128, 5), Conv2D(128, 5), MaxPool2D(3))), 0)
    sheet = written(*range(CELLS))
    sheet.ask(slow)
    assert sheet.answers == {}


def test_while_it_learns_the_page_says_what_it_has_forgotten_so_far():
    epochs = tuple(EpochResult(images, 0.1, right) for images, right in ((0, 0.99), (300, 0.985)))
    progress = Progress(state="training", epochs=epochs)
    assert forgetting_so_far(replace(progress, epochs=epochs[:1])) == ""
    assert "**99.00%** right before" in forgetting_so_far(progress)
    assert "**98.50%** right after 1 epoch." in forgetting_so_far(progress)
