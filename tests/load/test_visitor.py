"""A visitor notices each answer that is not the own one, and each word of the protocol broken."""

import json

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load.connection import Connection, Received, VisitError
from tests.load.pen_drawings import Answer, Pause
from tests.load.visitor import Visitor, WrongAnswerError

PROBABILITIES = np.full(10, 0.1, np.float32)
DRAWN = Pause({}, {"pen": Answer("3", "an image", PROBABILITIES)})


def connection() -> Connection:
    """Of nobody: messages are put in by hand."""
    return Connection(socket=None)


def visitor_who_sees(**changed: object) -> Visitor:
    """A visitor whose page shows the answer to drawing 5, with something changed."""
    shown = {"drawing": 5, "image": "an image", "digits": "3", "probabilities": [0.1] * 10}
    shown |= changed
    answer = {"digits": shown["digits"], "probabilities": shown["probabilities"]}
    visitor = Visitor(connection(), Received(0, 0, 0), seed=0)
    visitor._number = 5
    take = visitor.connection.take
    component = element()
    component.delta.new_element.bidi_component.component_name = "convoscope_live_answer"
    component.delta.new_element.bidi_component.json = json.dumps(
        {"drawing": shown["drawing"], "image": shown["image"], "answer": answer}
    )
    take(component.SerializeToString())
    block = ForwardMsg()
    block.metadata.delta_path.extend([0, 1])
    block.delta.add_block.id = "$$ID-abc-prediction"
    take(block.SerializeToString())
    heading = element(0, 1, 0)
    heading.delta.new_element.heading.body = shown.get("heading", shown["digits"])
    take(heading.SerializeToString())
    return visitor


def element(*path: int) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path or (0, 0))
    return message


def test_the_own_and_right_answer_passes():
    visitor_who_sees().check(DRAWN)


@pytest.mark.parametrize(
    "changed",
    [
        {"drawing": 6},
        {"image": "another's image"},
        {"digits": "8"},
        {"heading": "8"},
        {"probabilities": [0.2, 0.0, *[0.1] * 8]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_another_answer_is_noticed(changed):
    with pytest.raises(WrongAnswerError):
        visitor_who_sees(**changed).check(DRAWN)


def test_an_answer_that_is_not_there_is_noticed():
    visitor = visitor_who_sees()
    component = element()
    component.delta.new_element.bidi_component.component_name = "convoscope_live_answer"
    component.delta.new_element.bidi_component.json = json.dumps({"answer": None})
    visitor.connection.take(component.SerializeToString())
    with pytest.raises(WrongAnswerError, match="no answer"):
        visitor.check(DRAWN)


def test_a_message_that_was_never_sent_cannot_be_referred_to():
    with pytest.raises(VisitError, match="never sent"):
        connection().take(ForwardMsg(ref_hash="unknown").SerializeToString())


def test_a_message_that_was_sent_can_be_referred_to_at_another_place():
    visit = connection()
    message = element(0, 0)
    message.hash, message.metadata.cacheable = "known", True
    message.delta.new_element.markdown.body = "a long one"
    visit.take(message.SerializeToString())
    reference = element(0, 4)
    reference.ref_hash = "known"
    visit.take(reference.SerializeToString())
    assert [proto.body for proto, _ in visit.tree.elements("markdown")] == ["a long one"] * 2


def test_an_error_box_is_noticed():
    message = element()
    message.delta.new_element.exception.message = "It went wrong."
    with pytest.raises(VisitError, match="It went wrong"):
        connection().take(message.SerializeToString())


def test_only_the_end_of_a_run_ends_it():
    visit = connection()
    ends = {
        ForwardMsg.FINISHED_SUCCESSFULLY: True,
        ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY: True,
        # Another run follows by itself.
        ForwardMsg.FINISHED_EARLY_FOR_RERUN: False,
    }
    for status, is_end in ends.items():
        assert visit.take(ForwardMsg(script_finished=status).SerializeToString()) is is_end
