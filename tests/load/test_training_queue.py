"""A class that presses *Start training*, over the web socket, and the runs of those who leave."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from cnn.runs.store import RunStore
from tests.load.connection import Connection
from tests.load.own_loop import finish
from tests.serving import ROOT, Server, serving

CLASS = 50
PLACE = re.compile(r"place (\d+) in the queue")
# Some seconds of training, so that the others are all there before it ends; and some minutes.
SHORT = "design=d32&data=synthetic&images=2000&epochs=1"
LONG = "design=c16-m2-c32-m2-d32&data=synthetic&images=20000&epochs=30"
PATIENCE_SECONDS = 300.0

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "runs"


@pytest.fixture(scope="module")
def server(kept: Path) -> Iterator[Server]:
    with serving(ROOT / "app.py", CONVOSCOPE_RUNS=str(kept)) as running:
        yield running


class Trainee:
    """A visitor on the Train page."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @classmethod
    async def come(cls, url: str, query: str) -> Trainee:
        connection = await Connection.open(url)
        await connection.run()
        connection.query = query
        await connection.run(page="train")
        return cls(connection)

    async def press(self, label: str, *, times: int = 1) -> None:
        """Press a button, without waiting for the page between two times."""
        (button,) = (
            proto for proto, _ in self.connection.tree.elements("button") if proto.label == label
        )
        for _ in range(times):
            await self.connection.send_run(trigger=WidgetState(id=button.id, trigger_value=True))
        await self.connection.receive_run(time.perf_counter())
        for _ in range(times):  # each press may have had a run of its own
            await self.look()

    async def look(self) -> str:
        """What the bar says of the run, as of now."""
        await self.connection.run()
        return " ".join(proto.text for proto, _ in self.connection.tree.elements("progress"))

    async def place(self) -> int:
        """In the queue; 0 of one that does not wait."""
        found = PLACE.search(await self.look())
        return int(found[1]) if found else 0

    async def leave(self) -> None:
        await self.connection.close()


async def until(is_so: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await is_so():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.2)


def test_of_two_who_train_one_runs_and_one_waits(server):
    finish(two_train(server.url))


async def two_train(url: str) -> None:
    first = await Trainee.come(url, LONG)
    second = await Trainee.come(url, LONG)
    await first.press("Start training")
    await second.press("Start training")
    assert [await first.place(), await second.place()] == [0, 1]
    await first.press("Stop")

    async def has_begun() -> bool:
        return await second.place() == 0

    await until(has_begun, "the second run never began")
    assert "Start training" not in labels(second)
    await second.press("Stop")
    await first.leave()
    await second.leave()


def labels(trainee: Trainee) -> list[str]:
    return [proto.label for proto, _ in trainee.connection.tree.elements("button")]


def test_the_run_of_a_closed_tab_goes_on_and_what_it_learned_is_kept(server, kept):
    finish(a_tab_closes(server.url, kept))


async def a_tab_closes(url: str, kept: Path) -> None:
    visitor = await Trainee.come(url, SHORT)
    await visitor.press("Start training")
    before = {run.token for run in RunStore(kept).runs()}
    await visitor.leave()

    async def is_kept() -> bool:
        return bool({run.token for run in RunStore(kept).runs()} - before)

    await until(is_kept, "the run was not kept")
    (run,) = (run for run in RunStore(kept).runs() if run.token not in before)
    assert run.progress.state == "finished"
    assert run.progress.images_done == 2000


def test_fifty_who_press_start_at_once_and_twice_all_have_their_place(server):
    finish(a_class_trains(server.url))


async def a_class_trains(url: str) -> None:
    everyone = await asyncio.gather(*(Trainee.come(url, LONG) for _ in range(CLASS)))
    await asyncio.gather(*(visitor.press("Start training", times=2) for visitor in everyone))
    said = [await visitor.look() for visitor in everyone]
    places = [int(found[1]) if (found := PLACE.search(words)) else 0 for words in said]
    assert sorted(places) == list(range(CLASS))
    assert sum("It begins in about" in words for words in said) == CLASS - 1
    await asyncio.gather(*(visitor.leave() for visitor in everyone))
