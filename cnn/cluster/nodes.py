"""The nodes of the cluster: their numbers, and which of them can train."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    """A node as Ray tells of it."""

    id: str
    is_alive: bool
    processors: int


def nodes_of(told: list[dict[str, Any]]) -> tuple[Node, ...]:
    """What `ray.nodes()` tells."""
    return tuple(
        Node(node["NodeID"], bool(node["Alive"]), int(node["Resources"].get("CPU", 0)))
        for node in told
    )


class Nodes:
    """What is known of them; several threads ask.

    A node has its number for as long as this process lives, in the order in which they were seen.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._unfit: set[str] = set()
        self._known: tuple[Node, ...] = ()

    def note(self, known: tuple[Node, ...]) -> None:
        """Take these for the nodes as they are now."""
        with self._lock:
            self._known = known
            for node in sorted(known, key=lambda node: node.id):
                if node.is_alive and node.processors:
                    self._number(node.id)

    def number(self, node_id: str) -> int:
        """The node's number, from 1."""
        with self._lock:
            return self._number(node_id)

    def note_unfit(self, node_id: str) -> int:
        """Nothing is to be trained there any more; its number."""
        with self._lock:
            self._unfit.add(node_id)
            return self._number(node_id)

    @property
    def unfit(self) -> tuple[str, ...]:
        """The ids of living nodes that cannot train."""
        with self._lock:
            return tuple(node.id for node in self._training_nodes() if node.id in self._unfit)

    def unfit_names(self) -> str:
        """Those in words."""
        return ", ".join(f"node {self.number(node_id)}" for node_id in self.unfit)

    def are_all_unfit(self) -> bool:
        """Whether there are nodes, and none that can train."""
        with self._lock:
            nodes = self._training_nodes()
            return bool(nodes) and all(node.id in self._unfit for node in nodes)

    def is_alive(self, node_id: str | None) -> bool:
        """Whether it is, as far as is known; a node not yet known is."""
        with self._lock:
            return all(node.is_alive for node in self._known if node.id == node_id)

    def count(self) -> int:
        """How many can train."""
        with self._lock:
            return sum(node.id not in self._unfit for node in self._training_nodes())

    def processors(self) -> int:
        """Of all that can train."""
        with self._lock:
            nodes = self._training_nodes()
            return sum(node.processors for node in nodes if node.id not in self._unfit)

    def _training_nodes(self) -> list[Node]:
        return [node for node in self._known if node.is_alive and node.processors]

    def _number(self, node_id: str) -> int:
        return self._numbers.setdefault(node_id, len(self._numbers) + 1)
