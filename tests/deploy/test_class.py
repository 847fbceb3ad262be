"""A class at two replicas: neither is idle, every answer is right, and one may be killed."""

import asyncio
import os
import re
from collections.abc import Iterator

import psutil
import pytest

from tests.conftest import not_at_hand
from tests.deploy.cluster import COOKIE, Deployed, deployed
from tests.load.connection import VisitError
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


def replica_of(visitor: Visitor) -> int:
    """The one whose cookie the web socket was given: it had none before."""
    given = visitor.connection.socket.response.headers["Set-Cookie"]
    return int(re.search(rf"{COOKIE}=(\d+)", given)[1])


async def draw(visitor: Visitor, drawing: PenDrawing) -> None:
    """A whole digit; each answer on the way is checked."""
    for stroke in range(len(drawing.pauses)):
        await visitor.draw(drawing, stroke)


def test_a_class_is_shared_by_both_and_every_answer_is_right(served, drawings):
    async def lesson() -> list[int]:
        visitors = [await Visitor.come(served.url, seed) for seed in range(VISITORS)]
        await asyncio.gather(*map(draw, visitors, drawings))
        shared = [replica_of(visitor) for visitor in visitors]
        for visitor in visitors:
            await visitor.leave()
        return shared

    before = processor_seconds(served)
    shared = asyncio.run(lesson())
    assert {shared.count(1), shared.count(2)} == {VISITORS // 2}
    spent = [
        after - earlier for earlier, after in zip(before, processor_seconds(served), strict=True)
    ]
    # Neither is idle: half of the work each, and no less than a quarter.
    assert min(spent) > sum(spent) / 4


def test_one_is_killed_and_nobody_at_the_other_notices(served, drawings):
    async def lesson() -> None:
        visitors = [await Visitor.come(served.url, seed) for seed in range(VISITORS)]
        killed = served.replica(1)
        killed.kill()
        ends = await asyncio.gather(*map(draw, visitors, drawings), return_exceptions=True)
        for visitor, end in zip(visitors, ends, strict=True):
            if replica_of(visitor) == 2:
                assert end is None
            else:
                assert isinstance(end, VisitError)
        # Those of the other come again, and are answered.
        back = [await Visitor.come(served.url, seed) for seed in range(VISITORS // 2)]
        await asyncio.gather(*map(draw, back, drawings))

    asyncio.run(lesson())


def processor_seconds(served: Deployed) -> list[float]:
    processes: list[psutil.Process] = [served.replica(number) for number in (1, 2)]
    return [times.user + times.system for times in (one.cpu_times() for one in processes)]
