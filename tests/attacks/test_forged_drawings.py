"""Drawings that no canvas holds, sent by a web socket: a clear word, and the answer stays."""

import json

import pytest

from cnn.drawing.canvas import canvas_from_strokes
from cnn.handwriting.examples import EXAMPLES
from tests.attacks.stranger import Stranger
from tests.load.own_loop import finish

pytestmark = pytest.mark.long

STROKE = canvas_from_strokes(EXAMPLES[0].strokes)["objects"][0]
LINE = [["M", 10.25, 10.25], *([["L", 123.4567, 76.5432]] * 390_000)]


def numbered(raw: object, number: object = 1, earlier: object = ()) -> dict[str, object]:
    return {"raw": raw, "data": None, "number": number, "earlier": list(earlier)}


FORGED = {
    "a place of 400 digits": numbered({"objects": [STROKE | {"left": 10**400}]}),
    "a point of 400 digits": numbered({"objects": [STROKE | {"path": [["M", 10**400, 1]]}]}),
    "a width below zero": numbered({"objects": [STROKE | {"strokeWidth": -3}]}),
    "a pen of 400 digits": numbered({"objects": [STROKE | {"strokeWidth": 10**400}]}),
    "a place of NaN": numbered({"objects": [STROKE | {"left": float("nan")}]}),
    "a point at infinity": numbered({"objects": [STROKE | {"path": [["M", float("inf"), 1]]}]}),
    "a number of 400 digits": numbered({"objects": [STROKE]}, 10**400),
    "a number of NaN": numbered({"objects": [STROKE]}, float("nan")),
    "earlier drawings without end": numbered({"objects": [STROKE]}, 1, [2] * 100_000),
    "objects that are text": numbered({"objects": "Path"}),
    "a million objects": numbered({"objects": [{}] * 1_000_000}),
    "10 MB of strokes": numbered({"objects": [STROKE | {"path": LINE}]}),
    "10 MB of text": numbered({"objects": [STROKE | {"originX": "left" * 2_500_000}]}),
    "10 MB of numbers": numbered({"objects": [STROKE | {"path": [["M", *range(1_250_000)]]}]}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_drawing_gets_a_clear_word_and_the_next_is_read(server, name):
    if name.startswith("10 MB"):
        assert 9e6 < len(json.dumps(FORGED[name])) < 11e6

    async def attack() -> None:
        stranger = await Stranger.come(server.url)
        await stranger.report(FORGED[name])
        (problem,) = stranger.problems
        assert problem.endswith(".")
        assert "Clear the canvas" in problem
        assert stranger.answer == "3"
        await stranger.report({"raw": canvas_from_strokes(EXAMPLES[-1].strokes), "data": None})
        assert not stranger.problems
        assert stranger.answer == str(EXAMPLES[-1].digit)
        await stranger.leave()

    finish(attack())
