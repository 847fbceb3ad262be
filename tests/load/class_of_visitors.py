"""A class: its visitors come within some seconds, work at the pace of people, and leave."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol, TypeVar

import psutil

from cnn.network import PRETRAINED
from tests.load.bare_visitor import BareVisitor
from tests.load.connection import Received, VisitError
from tests.load.measured import Measured
from tests.load.pen_drawings import PenDrawing
from tests.load.visitor import Visitor, WrongAnswerError
from tests.serving import Server

# Streamlit keeps who has gone for two minutes, in case they come back.
KEPT_SECONDS = 125
OTHER_PAGES = ("feature_maps", "filters", "explain")
DRAWINGS_EACH = 10

Result = TypeVar("Result")


@dataclass(frozen=True)
class Plan:
    """How a class behaves.

    Attributes:
        visitors: how many come.
        coming_seconds: within this time.
        drawing: so many of them draw, the others only look on.
        minutes: so long.
        stroke_seconds: between the strokes of one visitor.
        passing: visits that come and go afterwards.
        with_scripts: whether browsers were never here and fetch Streamlit's scripts.
        seed: of who comes when and draws what.
    """

    visitors: int = 100
    coming_seconds: float = 10
    drawing: int = 30
    minutes: float = 2
    stroke_seconds: float = 2
    passing: int = 200
    with_scripts: bool = False
    seed: int = 0


class Guest(Protocol):
    """Who comes and leaves, whatever the page."""

    first_view: Received

    async def leave(self) -> None:
        """Close the tab."""


class ClassOfVisitors:
    """One server and its visitors."""

    def __init__(
        self, server: Server, plan: Plan, drawings: Sequence[PenDrawing], *, is_bare: bool
    ) -> None:
        self.measured = Measured()
        self._server = server
        self._plan = plan
        self._drawings = drawings
        self._is_bare = is_bare
        self._process = psutil.Process(server.process.pid)
        self._seeds = count(plan.seed)

    async def go_through(self) -> Measured:
        """All of a class: come, work, leave, and then those who pass by."""
        measured = self.measured
        first = await self._come()
        measured.alone = self._megabytes()
        guests = await self._come_all()
        await self._work(guests)
        measured.together = self._megabytes()
        for guest in guests:
            await guest.leave()
        if self._plan.passing:
            measured.left = await self._forgotten_memory(first)
            await self._pass_by()
            measured.after_many = await self._forgotten_memory(first)
        if first is not None:
            await first.leave()
        return measured

    async def _come(self) -> Guest | None:
        """One visitor comes; None, noted, where that fails."""
        kind = BareVisitor if self._is_bare else Visitor
        coming: Awaitable[Guest] = kind.come(
            self._server.url, next(self._seeds), with_scripts=self._plan.with_scripts
        )
        return await self._noted(coming)

    async def _come_all(self) -> list[Guest]:
        """All come within the time, at random moments; their first views are noted."""
        moments = random.Random(self._plan.seed)
        before = self._processor_seconds()

        async def one(delay: float) -> Guest | None:
            await asyncio.sleep(delay)
            return await self._come()

        delays = [moments.uniform(0, self._plan.coming_seconds) for _ in range(self._plan.visitors)]
        guests = [guest for guest in await asyncio.gather(*map(one, delays)) if guest]
        self.measured.first_view.seconds += [guest.first_view.seconds for guest in guests]
        used = self._processor_seconds() - before
        self.measured.processor = used / max(1, self._plan.visitors)
        return guests

    async def _work(self, guests: Sequence[Guest]) -> None:
        until = time.monotonic() + 60 * self._plan.minutes
        await asyncio.gather(
            *(
                self._noted(self._work_of(guest, number, until))
                for number, guest in enumerate(guests[: self._plan.drawing])
            )
        )

    async def _work_of(self, guest: Guest, number: int, until: float) -> None:
        """One visitor draws ten digits, looks elsewhere, chooses another network, begins anew."""
        pace = random.Random(number)
        await asyncio.sleep(pace.uniform(0, self._plan.stroke_seconds))
        while time.monotonic() < until:
            match guest:
                case Visitor():
                    await self._draw_and_look(guest, pace, until)
                case BareVisitor():
                    self._note(self.measured.answer.seconds, await guest.move())
                    self.measured.right += 1
                    await self._pause(pace)

    async def _draw_and_look(self, guest: Visitor, pace: random.Random, until: float) -> None:
        for drawing in pace.choices(self._drawings, k=DRAWINGS_EACH):
            if time.monotonic() >= until:
                return
            await guest.clear()
            await self._pause(pace)
            for stroke in range(len(drawing.pauses)):
                self._note(self.measured.answer.seconds, await guest.draw(drawing, stroke))
                self.measured.right += 1
                await self._pause(pace)
        self._note(self.measured.page.seconds, await guest.go(pace.choice(OTHER_PAGES)))
        await self._pause(pace)
        self._note(self.measured.page.seconds, await guest.go(""))
        # The digit has come along, and is another network's to read.
        guest.check(drawing.pauses[-1])
        other = next(name for name in PRETRAINED if name != guest.network)
        self._note(self.measured.rerun.seconds, await guest.choose_network(other))
        guest.check(drawing.pauses[-1])
        self.measured.right += 2

    async def _pause(self, pace: random.Random) -> None:
        await asyncio.sleep(self._plan.stroke_seconds * pace.uniform(0.5, 1.5))

    async def _pass_by(self) -> None:
        """Visitors come, draw one stroke and leave, a few at a time."""
        few = asyncio.Semaphore(5)

        async def one(number: int) -> None:
            async with few:
                guest = await self._come()
                if guest is None:
                    return
                if isinstance(guest, Visitor):
                    drawing = self._drawings[number % len(self._drawings)]
                    await self._noted(guest.draw(drawing, 0))
                await guest.leave()

        await asyncio.gather(*map(one, range(self._plan.passing)))

    async def _forgotten_memory(self, stays: Guest | None) -> float:
        """The memory once those who left are forgotten; someone who stays sees to that."""
        await asyncio.sleep(KEPT_SECONDS)
        # Streamlit forgets when the next one comes or goes.
        for _ in range(2):
            guest = await self._come()
            if guest is not None:
                await guest.leave()
        await asyncio.sleep(1)
        return self._megabytes()

    async def _noted(self, work: Awaitable[Result]) -> Result | None:
        """Await it; what goes wrong is counted."""
        try:
            return await work
        except WrongAnswerError as error:
            self.measured.wrong += 1
            self.measured.errors[str(error)[:100]] += 1
        except (VisitError, OSError) as error:
            self.measured.errors[str(error)[:100]] += 1
        return None

    def _note(self, seconds: list[float], received: Received) -> None:
        seconds.append(received.seconds)

    def _megabytes(self) -> float:
        return self._process.memory_info().rss / 1e6

    def _processor_seconds(self) -> float:
        times = self._process.cpu_times()
        return times.user + times.system
