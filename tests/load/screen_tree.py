"""What a browser would show of a page: the elements that the server's messages put into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element

Path = tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """One element or container of a page.

    Attributes:
        proto: what the server said of it.
        run: of which run it is.
        fragment: the fragment that it belongs to, empty outside of any.
    """

    proto: Element | Block
    run: str
    fragment: str


class ScreenTree:
    """The page of one visitor, by place."""

    def __init__(self) -> None:
        self._nodes: dict[Path, Node] = {}

    def take(self, path: Path, delta: Delta, run: str) -> None:
        """Put what a message brings where it belongs."""
        match delta.WhichOneof("type"):
            case "new_element":
                proto: Element | Block = delta.new_element
            case "add_block":
                proto = delta.add_block
            case _:
                # A spinner, which stands over the page and not in it.
                return
        self._nodes[path] = Node(proto, run, delta.fragment_id)

    def forget_older(self, run: str, fragments: frozenset[str]) -> None:
        """Leave out what the run that has ended did not show again.

        Args:
            run: the one that has ended.
            fragments: those that were run; none where it was the whole page.
        """
        self._nodes = {
            path: node
            for path, node in self._nodes.items()
            if node.run == run or (fragments and node.fragment not in fragments)
        }

    def elements(self, kind: str) -> Iterator[tuple[Message, Node]]:
        """All elements of a kind as Streamlit's protocol names it, from the top down."""
        for path in sorted(self._nodes):
            node = self._nodes[path]
            if isinstance(node.proto, Element) and node.proto.WhichOneof("type") == kind:
                yield getattr(node.proto, kind), node

    def component(self, name: str) -> tuple[Any, Node] | None:
        """Our own component of a name, where it is shown."""
        for proto, node in self.elements("bidi_component"):
            if proto.component_name.endswith(f"convoscope_{name}"):
                return proto, node
        return None

    def component_data(self, name: str) -> dict[str, Any]:
        """What a component is given to show.

        Raises:
            LookupError: it is not on the page.
        """
        found = self.component(name)
        if found is None:
            raise LookupError(f"no component {name} on the page")
        return json.loads(found[0].json)

    def within(self, key: str) -> list[Message]:
        """Elements of a container by its key, in order.

        Raises:
            LookupError: it is not on the page.
        """
        for path, node in self._nodes.items():
            if isinstance(node.proto, Block) and node.proto.id.endswith(f"-{key}"):
                inside = sorted(p for p in self._nodes if p[: len(path)] == path)
                protos = [self._nodes[p].proto for p in inside]
                return [
                    getattr(proto, str(proto.WhichOneof("type")))
                    for proto in protos
                    if isinstance(proto, Element)
                ]
        raise LookupError(f"no container {key} on the page")

    def __len__(self) -> int:
        return len(self._nodes)
