"""Someone who speaks Streamlit's protocol and sends what no browser would."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Self

from google.protobuf.message import Message
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.connection import Connection

# How Streamlit calls what a component sends as an event.
_EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"


@dataclass
class Stranger:
    """One visit, whose web socket is in our own hands."""

    connection: Connection

    @classmethod
    async def come(cls, url: str, page: str = "", query: str = "") -> Self:
        """Open a page by its address, as a browser does.

        Raises:
            VisitError: the page shows an error box.
        """
        stranger = cls(await Connection.open(url))
        await stranger.connection.send_run()
        await stranger.connection.receive_run(time.perf_counter())
        stranger.connection.query = query
        if page or query:
            await stranger.connection.run(page=page)
        return stranger

    async def leave(self) -> None:
        """Close the tab."""
        await self.connection.close()

    def widgets(self) -> dict[str, str]:
        """The kind of each element on the page that can send something, by its name."""
        found = {}
        for node in self.connection.tree._nodes.values():
            if not isinstance(node.proto, Element):
                continue
            kind = str(node.proto.WhichOneof("type"))
            name = getattr(getattr(node.proto, kind), "id", "")
            if name:
                found[name] = kind
        return found

    def tab(self, name: str) -> WidgetState:
        """What says that a tab of the page is open; to be sent along with all that is in it."""
        blocks = (node.proto for node in self.connection.tree._nodes.values())
        (tabs,) = {
            block.tab_container.id
            for block in blocks
            if isinstance(block, Block) and block.tab_container.id
        }
        return WidgetState(id=tabs, string_value=name)

    def press(self, label: str) -> WidgetState:
        """What says that a button of the page is pressed."""
        (button,) = (one for one in self.elements("button") if one.label == label)
        return WidgetState(id=button.id, trigger_value=True)

    async def send(self, *states: WidgetState) -> None:
        """Say something in the name of widgets, and wait for the run that it brings about.

        Raises:
            VisitError: the page shows an error box, or there was no end of the run.
        """
        for state in states:
            self.connection.set_widget(state)
        await self.connection.run()
        self.connection._widgets.clear()

    async def report(self, drawing: Any) -> None:
        """Say that the canvas holds a drawing, JSON or anything else."""
        found = self.connection.tree.component("drawing_canvas")
        assert found is not None
        await self.send(WidgetState(id=found[0].id, json_value=json.dumps({"drawing": drawing})))

    @property
    def session(self) -> str:
        """What the server calls this visit."""
        return self.connection.session.initialize.session_id

    def elements(self, kind: str) -> list[Message]:
        """What the page shows of a kind, from the top down."""
        return [proto for proto, _ in self.connection.tree.elements(kind)]

    @property
    def problems(self) -> list[str]:
        """What the page says in red."""
        return [proto.body for proto in self.elements("alert") if proto.format == proto.ERROR]

    @property
    def toasts(self) -> list[str]:
        """What it says at the window's edge."""
        return [proto.body for proto in self.elements("toast")]

    @property
    def answer(self) -> str:
        """The digits that the page names."""
        return self.connection.tree.within("prediction")[0].body


def state_of(widget: str, kind: str, value: Any) -> WidgetState:
    """A widget's state, by the field of Streamlit's protocol that holds it."""
    state = WidgetState(id=widget)
    if kind.endswith("array_value"):
        getattr(state, kind).data.extend(value)
        getattr(state, kind).SetInParent()
    else:
        setattr(state, kind, value)
    return state


def event_of(component: str, text: str) -> WidgetState:
    """What a component sends as an event, as text."""
    return WidgetState(id=_EVENTS.format(component), json_trigger_value=text)
