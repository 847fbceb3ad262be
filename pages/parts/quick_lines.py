"""The lines to visitors' browsers: nothing on them waits, and what all get is compressed once.

Both are settings of libraries beneath Streamlit that it offers no way to; where they are not to be
had, all works as before, only slower.
"""

from __future__ import annotations

import os
import socket
import stat
import zlib
from collections import OrderedDict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from websockets.extensions.permessage_deflate import (
    PerMessageDeflate,
    ServerPerMessageDeflateFactory,
)
from websockets.frames import Frame, Opcode

# A process's open files, on Linux and macOS.
_OPEN_FILES = (Path("/proc/self/fd"), Path("/dev/fd"))
# Longer messages hold a component's script or a network's numbers.
_LONG_BYTES = 4096
# Of each connection's own compression, as uvicorn sets it: 32 kB of memory.
_OWN_WINDOW_BITS, _OWN_MEMORY_LEVEL = 12, 5
# Of what is sent but once: half the bytes go already at a fifth of the time.
_QUICK_LEVEL = 1
_FACTORY = "ServerPerMessageDeflateFactory"
_END_OF_MESSAGE = b"\x00\x00\xff\xff"


@cache
def quicken_lines() -> None:
    """Once for the whole server."""
    send_at_once()
    compress_once()


def send_at_once() -> None:
    """Let no message to a browser wait until the one before it has been acknowledged.

    That takes 40 ms, at each run. asyncio switches it off for the sockets that it opens itself, but
    Streamlit opens its own; those that it accepts are as the one that it listens at.
    """
    folder = next((folder for folder in _OPEN_FILES if folder.is_dir()), None)
    for name in os.listdir(folder) if folder else ():
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as opened:
                if opened.family in (socket.AF_INET, socket.AF_INET6):
                    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            # Closed meanwhile, or none of TCP's.
            continue


def compress_once() -> None:
    """Have visitors who come from now on get long messages from what is compressed already."""
    try:
        from uvicorn.protocols.websockets import websockets_sansio_impl as implementation
    except ImportError:
        return
    names = vars(implementation)
    if _FACTORY in names:
        names[_FACTORY] = SharedDeflateFactory


class CompressedMessages:
    """Long messages that were sent before, compressed: the same for all visitors.

    One that comes for the first time is only noted: most never come again, as those of a drawing.
    What all visitors get, on all pages with one network, is 0.5 MB, compressed.
    """

    MOST_BYTES = 2_000_000
    MOST_NOTED = 4096

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._noted: OrderedDict[bytes, None] = OrderedDict()
        self.size = 0

    def compressed(self, message: bytes, window_bits: int) -> bytes:
        """A whole message as permessage-deflate sends it, whatever was sent before.

        Args:
            window_bits: the most that the browser looks back, as a power of 2.
        """
        digest = sha256(message)
        digest.update(bytes([window_bits]))
        key = digest.digest()
        if (known := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return known
        if not self._has_been_here(key):
            return deflated(message, window_bits, _QUICK_LEVEL)
        made = deflated(message, window_bits, zlib.Z_BEST_COMPRESSION)
        self._kept[key] = made
        self.size += len(made)
        while self.size > self.MOST_BYTES:
            _, gone = self._kept.popitem(last=False)
            self.size -= len(gone)
        return made

    def _has_been_here(self, noted: bytes) -> bool:
        has_been = noted in self._noted
        self._noted[noted] = None
        self._noted.move_to_end(noted)
        if len(self._noted) > self.MOST_NOTED:
            self._noted.popitem(last=False)
        return has_been


def deflated(message: bytes, window_bits: int, level: int) -> bytes:
    """A whole message as permessage-deflate sends it (RFC 7692, 7.2.1)."""
    encoder = zlib.compressobj(level, wbits=-window_bits)
    return _without_end(encoder.compress(message) + encoder.flush(zlib.Z_SYNC_FLUSH))


def _without_end(content: bytes) -> bytes:
    return content.removesuffix(_END_OF_MESSAGE)


# Sent by the one thread of the server's loop.
_messages = CompressedMessages()


class SharedDeflate(PerMessageDeflate):
    """The extension of one connection: compresses short messages, and takes long ones as kept."""

    def encode(self, frame: Frame) -> Frame:
        """A message as it is sent; frames of control pass."""
        is_whole = frame.opcode is Opcode.BINARY and frame.fin
        if not is_whole or len(frame.data) < _LONG_BYTES:
            return super().encode(frame)
        content = _messages.compressed(bytes(frame.data), self.local_max_window_bits)
        if not self.local_no_context_takeover:
            # What is compressed from here on does not look back over this message.
            self.encoder = _own_encoder(self.local_max_window_bits)
        return Frame(frame.opcode, content, frame.fin, True, frame.rsv2, frame.rsv3)


def _own_encoder(window_bits: int) -> Any:
    return zlib.compressobj(wbits=-min(window_bits, _OWN_WINDOW_BITS), memLevel=_OWN_MEMORY_LEVEL)


class SharedDeflateFactory(ServerPerMessageDeflateFactory):
    """Makes the extension for each connection, in uvicorn's place and as uvicorn makes its own."""

    def __init__(self, *, client_max_window_bits: int | None = None, **_: object) -> None:
        # The browser may look back as far as it can: long messages are compressed but once.
        super().__init__(client_max_window_bits=client_max_window_bits)

    def process_request_params(
        self, params: Any, accepted_extensions: Any
    ) -> tuple[Any, SharedDeflate]:
        """What is answered to a browser's offer, and the extension that follows from it."""
        answer, agreed = super().process_request_params(params, accepted_extensions)
        shared = SharedDeflate(
            agreed.remote_no_context_takeover,
            agreed.local_no_context_takeover,
            agreed.remote_max_window_bits,
            agreed.local_max_window_bits,
            agreed.compress_settings,
        )
        if not shared.local_no_context_takeover:
            shared.encoder = _own_encoder(shared.local_max_window_bits)
        return answer, shared
