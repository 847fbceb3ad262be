"""The files that a browser fetches before it opens the web socket, over plain HTTP."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urljoin, urlsplit

# As many connections to one host as browsers open.
CONNECTIONS = 6
_NAMED = re.compile(rb'(?:src|href)="([^"]+\.(?:js|css|woff2))"')


async def fetch_page(url: str, *, with_scripts: bool) -> int:
    """Fetch the page itself; how many bytes that was.

    Args:
        with_scripts: also all files that it names, as a browser does that was never here.
    """
    page = await _fetch(url, ["/"])
    if not with_scripts:
        return len(page[0])
    paths = sorted({urlsplit(urljoin(url, name.decode())).path for name in _NAMED.findall(page[0])})
    shares = [paths[first::CONNECTIONS] for first in range(CONNECTIONS)]
    parts = await asyncio.gather(*(_fetch(url, share) for share in shares if share))
    return len(page[0]) + sum(len(content) for part in parts for content in part)


async def _fetch(url: str, paths: list[str]) -> list[bytes]:
    """The contents of several paths, one after another over one connection."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    contents = []
    try:
        for path in paths:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            contents.append(await _answer(reader, path))
    finally:
        writer.close()
        await writer.wait_closed()
    return contents


async def _answer(reader: asyncio.StreamReader, path: str) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status, *lines = head.splitlines()
    if status.split()[1] != "200":
        raise OSError(f"{path}: {status}")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    content = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        content += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return content
