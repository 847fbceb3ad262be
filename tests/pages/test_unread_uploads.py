"""Uploaded files that no page reads make room for others, and those on their way never do."""

import pytest

from pages.parts.session.unread_uploads import (
    MOST_BYTES,
    MOST_FILES,
    SECONDS_TO_BE_READ,
    UnreadUploads,
)
from pages.parts.streamlit_internals import UploadKey, UploadRefusedError


class Server:
    """Holds files as Streamlit does."""

    def __init__(self, **bounds: int) -> None:
        self.time = 0.0
        self.held: dict[UploadKey, int] = {}
        self.unread = UnreadUploads(now=lambda: self.time, **bounds)

    def upload(self, session: str, file: str, size: int = 1) -> None:
        key = UploadKey(session, file)
        for gone in self.unread.make_room(self.held, key, size):
            del self.held[gone]
        self.held[key] = size

    def files(self, session: str) -> list[str]:
        return [key.file for key in self.held if key.session == session]


def test_of_one_visitor_the_newest_are_held():
    server = Server()
    for number in range(30):
        server.upload("one", str(number), 13_000_000)
        server.upload("other", str(number), 13_000_000)
    assert server.files("one") == ["27", "28", "29"]
    assert len(server.held) == 2 * MOST_FILES


def test_a_file_that_has_been_read_counts_no_more():
    server = Server(most_files=2)
    for number in range(9):
        server.upload("one", str(number))
        del server.held[UploadKey("one", str(number))]
    server.upload("one", "a")
    server.upload("one", "b")
    assert server.files("one") == ["a", "b"]


def test_the_same_file_sent_again_takes_its_own_place():
    server = Server(most_files=2, most_bytes=10)
    for _ in range(9):
        server.upload("one", "a", 6)
    server.upload("one", "b", 4)
    assert server.held == {UploadKey("one", "a"): 6, UploadKey("one", "b"): 4}


def test_all_together_are_bounded_and_those_on_their_way_are_not_lost():
    server = Server(most_bytes=100)
    for session in "abcde":
        server.upload(session, "first", 20)
    with pytest.raises(UploadRefusedError, match=r"half a minute\.$"):
        server.upload("f", "first", 1)
    assert sum(server.held.values()) == 100
    assert not server.files("f")


def test_what_was_not_read_in_time_makes_room_the_oldest_first():
    server = Server(most_bytes=100)
    for session in "abcde":
        server.upload(session, "first", 20)
        server.time += 1
    server.time = SECONDS_TO_BE_READ + 1.5
    server.upload("f", "first", 30)
    assert [key.session for key in server.held] == ["c", "d", "e", "f"]
    with pytest.raises(UploadRefusedError):
        server.upload("g", "first", 60)
    assert [key.session for key in server.held] == ["c", "d", "e", "f"]


def test_three_visitors_who_send_thirty_files_each_stay_below_what_a_host_promises():
    server = Server()
    for number in range(30):
        for session in "abc":
            server.upload(session, str(number), 13_000_000)
            assert sum(server.held.values()) <= MOST_BYTES
            server.time += 0.2
