"""A download ends, whatever the server does: with the whole file, or with the reason."""

import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from cnn import download as download_module
from cnn.download import DownloadError, TooSlowError, WebPageError, download

FILE = bytes(range(256)) * 4000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"
Answer = Callable[[socket.socket, threading.Event], object]

# Where a header breaks off, urllib leaves the socket to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join()
    gc.collect()


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """An address where each request gets an answer; the event says that the test is over."""
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    if connection.recv(4096) and not is_over.is_set():
                        answer(connection, is_over)
                if is_over.is_set():
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/file"
        finally:
            is_over.set()
            with socket.create_connection(listener.getsockname()) as last:
                last.sendall(b"end")
            thread.join()


def whole(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(HEAD % len(FILE) + FILE)


def without_a_length(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + FILE)


def broken_off(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(HEAD % len(FILE) + FILE[:1000])


def silent(_: socket.socket, is_over: threading.Event) -> None:
    is_over.wait()


def drip(connection: socket.socket, is_over: threading.Event) -> None:
    while not is_over.wait(0.01):
        connection.sendall(b"x")


def dripping(connection: socket.socket, is_over: threading.Event) -> None:
    connection.sendall(HEAD % len(FILE))
    drip(connection, is_over)


def dripping_header(connection: socket.socket, is_over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(connection, is_over)


def halting_after_much(connection: socket.socket, is_over: threading.Event) -> None:
    connection.sendall(HEAD % len(FILE) + FILE[:-1])
    is_over.wait()


def page(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 17\r\n\r\n"
        b"<h1>Log in</h1>\r\n"
    )


def nothing_there(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def no_http(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(b"\x00\xff nonsense\r\n\r\n")


def hung_up(_: socket.socket, __: threading.Event) -> None:
    pass


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(download_module, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(download_module, "_LOOK_SECONDS", 0.05)


@pytest.mark.parametrize("answer", [whole, without_a_length])
def test_a_file_comes_whole(answer):
    with server(answer) as url:
        assert download(url, len(FILE)) == FILE


def test_of_a_file_that_is_too_large_comes_a_byte_more_than_the_most():
    with server(whole) as url:
        assert download(url, 1000) == FILE[:1001]


@pytest.mark.parametrize("answer", [silent, dripping, dripping_header, halting_after_much])
def test_what_stands_still_or_drips_is_given_up(answer, impatient):
    with server(answer) as url, pytest.raises(TooSlowError):
        download(url, len(FILE))


def test_what_goes_on_and_on_is_given_up(impatient, monkeypatch):
    """Each stretch brings enough, but the end does not come."""
    monkeypatch.setattr(download_module, "LEAST_BYTES", 1)
    monkeypatch.setattr(download_module, "MAX_SECONDS", 0.5)
    with server(dripping) as url, pytest.raises(TooSlowError):
        download(url, len(FILE))


@pytest.mark.parametrize("answer", [broken_off, nothing_there, no_http, hung_up])
def test_what_fails_says_so(answer):
    with server(answer) as url, pytest.raises(DownloadError) as caught:
        download(url, len(FILE))
    assert type(caught.value) is DownloadError


def test_a_redirect_to_a_page_is_told_from_the_file():
    with server(page) as page_url:

        def redirect(connection: socket.socket, _: threading.Event) -> None:
            head = f"HTTP/1.1 302 Found\r\nLocation: {page_url}\r\nContent-Length: 0\r\n\r\n"
            connection.sendall(head.encode())

        with server(redirect) as url, pytest.raises(WebPageError):
            download(url, len(FILE))


def test_no_server_at_all():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DownloadError):
        download(f"http://127.0.0.1:{port}/file", 10)
