"""A line to the server on which everything takes its time, as on a train."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 1 << 16


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
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = asyncio.run_coroutine_threadsafe(_proxy(line, server_url), loop).result()
    line.url = f"http://localhost:{proxy.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(_end(proxy), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _proxy(line: SlowLine, server_url: str) -> asyncio.Server:
    server = urlsplit(server_url)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(server.hostname, server.port)
        # At the end of it all, connections are cut.
        with suppress(asyncio.CancelledError):
            await asyncio.gather(
                _pass(line, reader, far_writer), _pass(line, far_reader, writer, is_answer=True)
            )

    return await asyncio.start_server(take, "127.0.0.1", 0)


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
        delivery.cancel()
    finally:
        writer.close()


async def _end(proxy: asyncio.Server) -> None:
    proxy.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
