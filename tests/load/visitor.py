"""One visitor of the app: opens it, draws, looks at other pages, changes a control, leaves."""

from __future__ import annotations

import json
import random
import time
from typing import Any, Self

import numpy as np
from streamlit.proto.WidgetStates_pb2 import WidgetState

from cnn.drawing.canvas import canvas_from_strokes
from cnn.network import PRETRAINED
from tests.load.connection import Connection, Received, VisitError
from tests.load.page_files import fetch_page
from tests.load.pen_drawings import Answer, Pause, PenDrawing

# Probabilities are float32, and the batch that a digit is read in may be another one.
TOLERANCE = 1e-5
NUMBERS = 2**50


class WrongAnswerError(VisitError):
    """The page shows another answer than the network's to this visitor's own drawing."""


class Visitor:
    """A visitor who is there.

    Attributes:
        first_view: what came until the first page stood.
        network: the network that is chosen.
    """

    def __init__(self, connection: Connection, first_view: Received, seed: int) -> None:
        self.connection = connection
        self.first_view = first_view
        self.network = PRETRAINED[0]
        self._random = random.Random(seed)
        self._earlier: list[int] = []
        self._number = 0

    @classmethod
    async def come(cls, url: str, seed: int, *, with_scripts: bool = False) -> Self:
        """Open the app's first page and wait until it stands.

        Args:
            seed: of the numbers that this visitor's drawings get.
            with_scripts: fetch Streamlit's own scripts too, as a browser does that was never here.
        """
        started = time.perf_counter()
        await fetch_page(url, with_scripts=with_scripts)
        connection = await Connection.open(url)
        await connection.send_run()
        visitor = cls(connection, await connection.receive_run(started), seed)
        visitor._take_given()
        return visitor

    async def leave(self) -> None:
        """Close the tab."""
        await self.connection.close()

    async def draw(self, drawing: PenDrawing, stroke: int) -> Received:
        """Draw a digit's next stroke, its first one on an empty canvas, and see it read.

        Returns:
            What came from pen-up to the answer.

        Raises:
            WrongAnswerError: it is another's, or a wrong one.
            VisitError: there is none.
        """
        pause = drawing.pauses[stroke]
        received = await self._report(pause.canvas)
        self.check(pause)
        return received

    async def clear(self) -> Received:
        """Press Clear, which the canvas does at once and then reports."""
        return await self._report(canvas_from_strokes([]))

    async def choose_network(self, network: str) -> Received:
        """Choose another network in the sidebar."""
        for proto, _ in self.connection.tree.elements("selectbox"):
            if proto.label == "Network":
                self.connection.set_widget(WidgetState(id=proto.id, string_value=network))
                self.network = network
                return await self.connection.run()
        raise VisitError("there is no choice of networks on the page")

    async def go(self, page: str) -> Received:
        """Look at another page; the first one's address is empty."""
        received = await self.connection.run(page=page)
        if not page:
            self._take_given()
        return received

    def check(self, drawn: Pause) -> None:
        """See that the page shows the answer to what this visitor has drawn.

        Raises:
            WrongAnswerError: it shows another.
        """
        expected = drawn.answers[self.network]
        shown = self.connection.tree.component_data("live_answer")
        answer = shown["answer"]
        if answer is None:
            raise WrongAnswerError("there is no answer")
        if shown["drawing"] != self._number:
            raise WrongAnswerError(f"drawing {shown['drawing']} is not {self._number}")
        if shown["image"] != expected.image:
            raise WrongAnswerError("the image is not this drawing's")
        self._check_answer(answer, expected)

    def _check_answer(self, answer: dict[str, Any], expected: Answer) -> None:
        (heading, *_) = self.connection.tree.within("prediction")
        for digits in (heading.body, answer["digits"]):
            if digits.replace(" ", "") != expected.digits:
                raise WrongAnswerError(f"read as {digits}, expected {expected.digits}")
        if not np.allclose(answer["probabilities"], expected.probabilities, atol=TOLERANCE):
            raise WrongAnswerError("the probabilities are not this drawing's")

    async def _report(self, raw: dict[str, Any]) -> Received:
        """Say what the canvas holds now, as its script does when the pen is lifted."""
        found = self.connection.tree.component("drawing_canvas")
        if found is None:
            raise VisitError("there is no canvas on the page")
        component, node = found
        self._earlier = [*self._earlier, self._number][-40:]
        self._number = self._random.randrange(NUMBERS)
        report = {"raw": raw, "data": None, "number": self._number, "earlier": self._earlier}
        state = WidgetState(id=component.id, json_value=json.dumps({"drawing": report}))
        self.connection.set_widget(state)
        return await self.connection.run(fragment=node.fragment)

    def _take_given(self) -> None:
        """The canvas shows what the server gave it, as after each opening of its page."""
        given = self.connection.tree.component_data("drawing_canvas")["given"]
        self._number, self._earlier = given["number"], list(given["earlier"])
