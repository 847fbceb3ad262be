"""What is compressed once for all visitors arrives as it was sent, and nothing waits for it."""

import socket
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.protocols.websockets import websockets_sansio_impl
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

from pages.parts.quick_lines import (
    CompressedMessages,
    SharedDeflateFactory,
    compress_once,
    deflated,
    send_at_once,
)

LONG = b"A component's script, " * 400
OTHER = bytes(range(256)) * 40
MESSAGES = st.lists(
    st.one_of(st.sampled_from([LONG, OTHER, b"short", b""]), st.binary(max_size=6000)), max_size=12
)
# Browsers' usual offer, one that looks back only a little, and one that looks back at nothing.
OFFERS = (
    ClientPerMessageDeflateFactory(),
    ClientPerMessageDeflateFactory(server_max_window_bits=9),
    ClientPerMessageDeflateFactory(server_no_context_takeover=True),
)


class Line:
    """One connection: the server's extension and the browser's, as they agree."""

    def __init__(self, offer: ClientPerMessageDeflateFactory) -> None:
        # As uvicorn makes it.
        factory = SharedDeflateFactory(
            server_max_window_bits=12, client_max_window_bits=12, compress_settings={"memLevel": 5}
        )
        answer, self.server = factory.process_request_params(offer.get_request_params(), [])
        self.browser = offer.process_response_params(answer, [])

    def sent(self, message: bytes) -> tuple[bytes, int]:
        """A message as it arrives, and how long it is on the way."""
        frame = self.server.encode(Frame(Opcode.BINARY, message))
        return bytes(self.browser.decode(frame).data), len(frame.data)


@pytest.mark.parametrize("offer", OFFERS, ids=["usual", "narrow", "forgetful"])
@given(messages=MESSAGES)
def test_every_message_arrives_as_it_was_sent(
    offer: ClientPerMessageDeflateFactory, messages: list[bytes]
) -> None:
    line = Line(offer)
    assert [line.sent(message)[0] for message in messages] == messages


def test_the_other_way_is_as_it_was() -> None:
    line = Line(OFFERS[0])
    for message in (b"a report", LONG, b"a report"):
        frame = line.browser.encode(Frame(Opcode.BINARY, message))
        assert line.server.decode(frame).data == message


def test_a_long_message_is_compressed_once_for_all_visitors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compressions: list[int] = []

    def counted(message: bytes, window_bits: int, level: int) -> bytes:
        compressions.append(level)
        return deflated(message, window_bits, level)

    monkeypatch.setattr("pages.parts.quick_lines.deflated", counted)
    kept = CompressedMessages()
    lengths = [len(kept.compressed(LONG, 15)) for _ in range(5)]
    # Quickly at first, since most messages never come again; well as soon as one does.
    assert compressions == [1, zlib.Z_BEST_COMPRESSION]
    assert max(lengths[1:]) <= lengths[0]


def test_what_is_kept_is_bounded() -> None:
    kept = CompressedMessages()
    kept.MOST_BYTES = 500
    kept.MOST_NOTED = 5
    for number in range(20):
        for _ in range(2):
            kept.compressed(number.to_bytes(2) * 5000, 15)
    assert 0 < kept.size <= 500
    assert kept.size == sum(map(len, kept._kept.values()))
    assert len(kept._noted) == 5


def test_short_messages_still_look_back_at_one_another() -> None:
    line = Line(OFFERS[0])
    sentence = b"What each layer makes of your digit, down to the single multiplication."
    first, second = line.sent(sentence)[1], line.sent(sentence)[1]
    assert second < first / 3


def test_uvicorn_takes_our_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "ServerPerMessageDeflateFactory"
    # Put back after the test.
    monkeypatch.setattr(websockets_sansio_impl, name, getattr(websockets_sansio_impl, name))
    compress_once()
    assert getattr(websockets_sansio_impl, name) is SharedDeflateFactory


def test_what_is_accepted_sends_at_once() -> None:
    # As Streamlit opens it: asyncio leaves the delay on where no protocol is named.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
        send_at_once()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
