"""A port of this machine that leads to a server; what goes through it is in a test's hands."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Bytes that are read at once.
CHUNK = 1 << 16


@dataclass(frozen=True)
class Ends:
    """One connection: what comes from the browser and goes to it, and the same of the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    far_reader: asyncio.StreamReader
    far_writer: asyncio.StreamWriter


@dataclass
class Proxy:
    """A port on which connections to a server are taken.

    Attributes:
        server_url: where the server is.
        carry: passes on what goes through a connection, until both directions have ended.
    """

    server_url: str
    carry: Callable[[Ends], Awaitable[object]]
    _is_over: bool = False
    _carrying: set[asyncio.Task[None]] = field(default_factory=set)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def begin(self) -> asyncio.Server:
        """Take connections from now on."""
        return await asyncio.start_server(self._take, "127.0.0.1", 0)

    def cut(self) -> None:
        """Break all connections off, whatever is still on its way."""
        for writer in self._open:
            writer.transport.abort()

    async def end(self, taking: asyncio.Server) -> None:
        """Take no more, break all off, and wait until no socket is open."""
        taking.close()
        self._is_over = True
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in self._carrying:
                task.cancel()
            await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends, task = {writer}, asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        try:
            if not self._is_over:
                await self._meet(reader, writer, ends)
        except asyncio.CancelledError:
            pass  # at the end of it all
        finally:
            self._carrying.remove(task)
            self._open -= ends
            for end in ends:
                end.transport.abort()
            await asyncio.gather(*(end.wait_closed() for end in ends), return_exceptions=True)

    async def _meet(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        ends: set[asyncio.StreamWriter],
    ) -> None:
        server = urlsplit(self.server_url)
        far_reader, far_writer = await asyncio.open_connection(server.hostname, server.port)
        ends.add(far_writer)
        self._open |= ends
        await self.carry(Ends(reader, writer, far_reader, far_writer))


@contextmanager
def proxying(
    server_url: str, carry: Callable[[Ends], Awaitable[object]]
) -> Iterator[tuple[int, Callable[[], None]]]:
    """Have a port lead to a server until the block ends.

    Yields:
        The port, and what breaks off all connections of this moment.
    """
    proxy, loop = Proxy(server_url, carry), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    taking = asyncio.run_coroutine_threadsafe(proxy.begin(), loop).result()
    port = taking.sockets[0].getsockname()[1]
    try:
        yield port, lambda: loop.call_soon_threadsafe(proxy.cut)
    finally:
        asyncio.run_coroutine_threadsafe(proxy.end(taking), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
