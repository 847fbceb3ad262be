"""A class at two replicas: neither is idle, every answer is right, and one may be killed."""

import asyncio
import os
import re
import time
from collections.abc import Iterator

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from tests.conftest import not_at_hand
from tests.deploy.deployed import COOKIE, Deployed, deployed, fetch
from tests.load.connection import Connection, VisitError
from tests.load.own_loop import finish
from tests.load.pen_drawings import PenDrawing, pen_drawings
from tests.load.visitor import Visitor

pytestmark = pytest.mark.long

VISITORS = 8


@pytest.fixture(scope="module")
def served() -> Iterator[Deployed]:
    with deployed(2) as running:
        yield running


@pytest.fixture(scope="module")
def drawings() -> list[PenDrawing]:
    if not os.environ.get("PENDIGITS_TRA"):
        not_at_hand("PENDIGITS_TRA does not say where pendigits-orig.tra is")
    return pen_drawings(VISITORS)


async def come(url: str, seed: int) -> tuple[Visitor, int]:
    """A visitor, as a browser comes: with the cookie that the page gave; and whose it is."""
    _, headers, _ = fetch(f"{url}/")
    number = int(re.search(rf"{COOKIE}=(\d+)", headers["set-cookie"])[1])
    cookie = {"Cookie": f"{COOKIE}={number}"}
    connection = await Connection.open(url, additional_headers=cookie)
    await connection.send_run()
    first_view = await connection.receive_run(time.perf_counter())
    visitor = Visitor(connection, first_view, seed)
    visitor._take_given()
    return visitor, number


async def draw(visitor: Visitor, drawing: PenDrawing) -> None:
    """A whole digit; each answer on the way is checked."""
    for stroke in range(len(drawing.pauses)):
        await visitor.draw(drawing, stroke)


def test_a_class_is_shared_by_both_and_every_answer_is_right(served, drawings):
    async def lesson() -> list[int]:
        came = [await come(served.url, seed) for seed in range(VISITORS)]
        await asyncio.gather(*map(draw, [visitor for visitor, _ in came], drawings))
        for visitor, _ in came:
            await visitor.leave()
        return [number for _, number in came]

    before = processor_seconds(served)
    shared = finish(lesson())
    assert shared.count(1) == shared.count(2) == VISITORS // 2
    spent = [
        after - earlier for earlier, after in zip(before, processor_seconds(served), strict=True)
    ]
    # Neither is idle: half of the work each, and no less than a quarter.
    assert min(spent) > sum(spent) / 4


def test_one_is_killed_and_nobody_at_the_other_notices(served, drawings):
    async def lesson() -> None:
        came = [await come(served.url, seed) for seed in range(VISITORS)]
        served.replica(1).kill()
        work = map(draw, [visitor for visitor, _ in came], drawings)
        ends = await asyncio.gather(*work, return_exceptions=True)
        for (_, number), end in zip(came, ends, strict=True):
            if number == 2:
                assert end is None
            else:
                assert isinstance(end, VisitError | ConnectionClosed)
        # Those of the other come again, and are answered.
        back = [(await come(served.url, seed))[0] for seed in range(VISITORS // 2)]
        await asyncio.gather(*map(draw, back, drawings))
        for visitor in (*back, *(visitor for visitor, _ in came)):
            await visitor.leave()

    finish(lesson())


def processor_seconds(served: Deployed) -> list[float]:
    processes: list[psutil.Process] = [served.replica(number) for number in (1, 2)]
    return [times.user + times.system for times in (one.cpu_times() for one in processes)]
