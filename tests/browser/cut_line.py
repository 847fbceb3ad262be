"""A line to the server that can be cut and mended, as of a telephone in a train."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.browser.proxy import CHUNK, Ends, proxying


@dataclass
class CutLine:
    """A port of this machine that leads to the server.

    Attributes:
        url: to open instead of the server's own.
        is_cut: whether nobody gets through.
    """

    url: str = ""
    is_cut: bool = False
    _break_off: Callable[[], None] = lambda: None

    def cut(self) -> None:
        """End all connections, and let no new one through."""
        self.is_cut = True
        self._break_off()

    def mend(self) -> None:
        """Let everyone through again."""
        self.is_cut = False


@contextmanager
def cut_line(server_url: str) -> Iterator[CutLine]:
    """Pass everything on to a server while the line is whole."""
    line = CutLine()

    async def carry(ends: Ends) -> None:
        if line.is_cut:
            return
        await asyncio.gather(
            _pass(ends.reader, ends.far_writer), _pass(ends.far_reader, ends.writer)
        )

    with proxying(server_url, carry) as (port, line._break_off):
        line.url = f"http://127.0.0.1:{port}"
        yield line


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(CHUNK):
            writer.write(piece)
            await writer.drain()
    writer.close()
