"""A line to the server on which everything takes its time, as on a train."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.browser.proxy import CHUNK, Ends, proxying


@dataclass
class SlowLine:
    """A port of this machine behind which the server is far away.

    Attributes:
        url: to open instead of the server's own.
        round_trip: seconds there and back; 0 at first, and to be changed at any time.
        received: bytes that have come from the server, as they travel.
    """

    url: str = ""
    round_trip: float = 0.0
    received: int = 0


@contextmanager
def slow_line(server_url: str) -> Iterator[SlowLine]:
    """Pass everything on to a server, later."""
    line = SlowLine()

    async def carry(ends: Ends) -> None:
        await asyncio.gather(
            _pass(line, ends.reader, ends.far_writer),
            _pass(line, ends.far_reader, ends.writer, is_answer=True),
        )

    with proxying(server_url, carry) as (port, _):
        line.url = f"http://localhost:{port}"
        yield line


async def _pass(
    line: SlowLine,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    is_answer: bool = False,
) -> None:
    """One direction: each piece comes half a round trip later, and none overtakes another."""
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    clock = asyncio.get_running_loop().time

    async def deliver() -> None:
        while True:
            due, piece = await under_way.get()
            await asyncio.sleep(max(due - clock(), 0))
            if not piece:
                break
            writer.write(piece)
            await writer.drain()

    delivery = asyncio.ensure_future(deliver())
    try:
        piece = b"-"
        while piece:
            piece = await reader.read(CHUNK)
            line.received += len(piece) if is_answer else 0
            under_way.put_nowait((clock() + line.round_trip / 2, piece))
        await delivery
    except ConnectionError:
        pass
    finally:
        delivery.cancel()
        writer.close()
