"""Drawing goes on while a network is trained: each drawing is read, and as it was before."""

import itertools

import pytest
from streamlit.testing.v1 import AppTest

from cnn.drawing.canvas import canvas_from_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from tests.cnn.conftest import SMALL, wait_until
from tests.serving import ROOT

pytestmark = pytest.mark.long
pytest.importorskip("keras")

GETTING_READY = ("starting", "loading", "building")
DRAWINGS_IN_TRAINING = 20


@pytest.fixture
def job():
    """A run of the visit, which goes on until the test is over."""
    job = jobs.start(SMALL, Recipe(epochs=50))
    yield job
    jobs.discard(job)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def read(app: AppTest, strokes) -> dict:
    """The answer to a drawing, and how sure it is."""
    app.session_state["canvas"] = {"drawing": {"raw": canvas_from_strokes(strokes), "data": None}}
    app.run()
    assert not app.exception
    assert not app.error
    container = app.container(key="prediction")
    return {"digit": container.subheader[0].value, "words": [m.value for m in container.markdown]}


def test_drawings_are_read_as_before_in_every_phase_of_a_run(app, job):
    app.session_state["training_job"] = job
    quiet = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    expected = {example.key: read(quiet, example.strokes) for example in EXAMPLES}
    assert {answer["digit"] for answer in expected.values()} == set("0123456789")
    in_training = 0
    for example in itertools.cycle(EXAMPLES):
        state = jobs.poll(job).state
        assert read(app, example.strokes) == expected[example.key], (example.key, state)
        in_training += state == "training"
        if in_training == DRAWINGS_IN_TRAINING:
            break
        if state in GETTING_READY and example is EXAMPLES[-1]:
            wait_until(job, lambda progress: progress.state not in GETTING_READY)
    jobs.stop(job)
    wait_until(job, lambda progress: not progress.is_running)
    assert jobs.poll(job).state == "finished"
    first = EXAMPLES[0]
    assert read(app, first.strokes) == expected[first.key]
