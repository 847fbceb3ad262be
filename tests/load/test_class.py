"""A class on a server of its own: every answer the visitor's own, and nothing left of who left."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.conftest import not_at_hand
from tests.load.__main__ import bare_page, plan_of, table
from tests.load.bare_visitor import BareVisitor
from tests.load.class_of_visitors import ClassOfVisitors, Plan
from tests.load.connection import Connection
from tests.load.own_loop import finish
from tests.load.page_files import fetch_page
from tests.load.pen_drawings import PenDrawing, pen_drawings
from tests.load.pictures import PHOTO, all_bring
from tests.load.visitor import Visitor
from tests.serving import ROOT, Server, serving

VISITORS, DRAWINGS_EACH = 20, 10
OPENED, MOST_MEGABYTES = 200, 50
CHANGES = 50
PICTURES = 20
PATIENCE_SECONDS = 300
# Minutes of training: it goes on while it is looked at.
DESIGN = "design=c16-m2-d32&data=synthetic&images=20000&epochs=30"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("class") / "log"
    with serving(ROOT / "app.py", log) as running:
        yield running
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def drawings() -> list[PenDrawing]:
    if not os.environ.get("PENDIGITS_TRA"):
        not_at_hand("No pen strokes are at hand: set PENDIGITS_TRA to where pendigits-orig.tra is")
    return pen_drawings(VISITORS * DRAWINGS_EACH)


def test_each_of_20_visitors_gets_the_own_answers_to_10_drawings(server, drawings):
    finish(all_draw(server.url, drawings))


async def all_draw(url: str, drawings: list[PenDrawing]) -> None:
    async def one(number: int) -> int:
        visitor = await Visitor.come(url, number)
        own = drawings[number * DRAWINGS_EACH : (number + 1) * DRAWINGS_EACH]
        for drawing in own:
            await visitor.clear()
            for stroke in range(len(drawing.pauses)):
                await visitor.draw(drawing, stroke)
        await visitor.go("filters")
        await visitor.go("")
        visitor.check(drawing.pauses[-1])
        await visitor.choose_network("textbook")
        visitor.check(drawing.pauses[-1])
        await visitor.leave()
        return len(own)

    assert await asyncio.gather(*map(one, range(VISITORS))) == [DRAWINGS_EACH] * VISITORS


def test_200_visits_leave_little_memory(server, drawings):
    finish(open_and_close(server, drawings))


async def open_and_close(server: Server, drawings: list[PenDrawing]) -> None:
    process = psutil.Process(server.process.pid)
    few = asyncio.Semaphore(5)

    async def one(number: int) -> None:
        async with few:
            visitor = await Visitor.come(server.url, number)
            await visitor.draw(drawings[number % len(drawings)], 0)
            await visitor.go("filters")
            await visitor.leave()

    await asyncio.gather(*map(one, range(10)))
    before = process.memory_info().rss / 1e6
    await asyncio.gather(*map(one, range(OPENED)))
    # Streamlit holds 128 of them for two minutes, in case they come back.
    assert process.memory_info().rss / 1e6 <= before + MOST_MEGABYTES


def test_pictures_that_come_at_the_same_moment_are_all_read(server):
    if not os.environ.get("CASES"):
        not_at_hand("No pictures are at hand: set CASES to where they are")
    photo = Path(os.environ["CASES"]) / PHOTO
    right = str(json.loads(photo.with_name("expected.json").read_text())["one_digit"][photo.name])
    times, answers = finish(all_bring(server.url, PICTURES, photo.read_bytes()))
    assert len(times.seconds) == PICTURES
    assert answers == {right}


def test_50_quick_changes_and_presses_start_one_run(server):
    finish(change_quickly(server))


async def change_quickly(server: Server) -> None:
    visit = await Connection.open(server.url)
    await visit.run()
    visit.query = DESIGN
    await visit.run(page="train")
    (seed,) = (proto for proto, _ in visit.tree.elements("number_input") if "eed" in proto.label)
    (start,) = (
        proto for proto, _ in visit.tree.elements("button") if proto.label == "Start training"
    )
    trainers: set[int] = set()
    for number in range(CHANGES):
        state = WidgetState(id=seed.id)
        state.double_value = number
        visit.set_widget(state)
        press = WidgetState(id=start.id, trigger_value=True)
        await visit.send_run(trigger=press if number % 5 == 0 else None)
        trainers |= {child.pid for child in trainers_of(server)}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not trainers:
        assert time.monotonic() < deadline, "no run has begun"
        await visit.receive_run(time.perf_counter())
        trainers |= {child.pid for child in trainers_of(server)}
    # All that was sent has been answered once a run asked for afterwards has.
    await visit.run()
    await visit.run()
    trainers |= {child.pid for child in trainers_of(server)}
    assert len(trainers) == 1
    await stop(visit, server)
    await visit.close()


async def stop(visit: Connection, server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while trainers_of(server):
        assert time.monotonic() < deadline, "the run goes on"
        for proto, node in visit.tree.elements("button"):
            if proto.label == "Stop":
                press = WidgetState(id=proto.id, trigger_value=True)
                await visit.send_run(fragment=node.fragment, trigger=press)
                break
        await visit.run()


def trainers_of(server: Server) -> list[psutil.Process]:
    children = psutil.Process(server.process.pid).children(recursive=True)
    found = []
    for child in children:
        try:
            if "cnn.training.worker" in child.cmdline():
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def test_a_class_is_measured_beside_a_bare_page(server, drawings, tmp_path: Path):
    plan = Plan(
        visitors=4, coming_seconds=0.5, drawing=4, minutes=0.2, stroke_seconds=0.3, passing=0
    )
    ours = finish(ClassOfVisitors(server, plan, drawings, is_bare=False).go_through())
    with serving(bare_page(tmp_path / "bare", with_our_settings=True)) as other:
        bare = finish(ClassOfVisitors(other, plan, drawings, is_bare=True).go_through())
    for seen in (ours, bare):
        assert not seen.errors
        assert seen.wrong == 0
        assert seen.right > plan.visitors
        assert len(seen.first_view.seconds) == plan.visitors
    words = table(ours, bare, bare, plan)
    assert "4 visitors within 0.5 s" in words
    assert "0 wrong, 0 errors" in words


def test_a_browser_that_was_never_here_fetches_more(server):
    page, all_files = (
        finish(fetch_page(server.url, with_scripts=with_scripts)) for with_scripts in (False, True)
    )
    assert page < 50_000
    assert all_files > 500_000


def test_a_visitor_of_the_bare_page_sees_the_own_number(tmp_path: Path):
    async def move(url: str) -> None:
        visitor = await BareVisitor.come(url, 1)
        for _ in range(3):
            await visitor.move()
        await visitor.leave()

    with serving(bare_page(tmp_path / "bare", with_our_settings=False)) as other:
        finish(move(other.url))


def test_words_of_the_command():
    assert plan_of(["visitors=7", "minutes=0.5"]) == Plan(visitors=7, minutes=0.5)
    with pytest.raises(SystemExit, match="colour"):
        plan_of(["colour=blue"])
