"""A line to the server that can be cut and mended, as of a telephone in a train."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 1 << 16


@dataclass
class CutLine:
    """A port of this machine that leads to the server.

    Attributes:
        url: to open instead of the server's own.
        is_cut: whether nobody gets through.
    """

    url: str = ""
    is_cut: bool = False
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def cut(self) -> None:
        """End all connections, and let no new one through."""
        self._loop.call_soon_threadsafe(self._cut)

    def mend(self) -> None:
        """Let everyone through again."""
        self.is_cut = False

    def _cut(self) -> None:
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()


@contextmanager
def cut_line(server_url: str) -> Iterator[CutLine]:
    """Pass everything on to a server while the line is whole."""
    line = CutLine()
    thread = threading.Thread(target=line._loop.run_forever, daemon=True)
    thread.start()
    proxy = asyncio.run_coroutine_threadsafe(_proxy(line, server_url), line._loop).result()
    line.url = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(_end(proxy), line._loop).result()
        line._loop.call_soon_threadsafe(line._loop.stop)
        thread.join()
        line._loop.close()


async def _proxy(line: CutLine, server_url: str) -> asyncio.Server:
    server = urlsplit(server_url)

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if line.is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(server.hostname, server.port)
        ends = {writer, far_writer}
        line._open |= ends
        try:
            await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer))
        except asyncio.CancelledError:
            pass  # at the end of it all
        finally:
            line._open -= ends
            for end in ends:
                end.transport.abort()

    return await asyncio.start_server(take, "127.0.0.1", 0)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(CHUNK):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def _end(proxy: asyncio.Server) -> None:
    proxy.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # for what was aborted to be closed
