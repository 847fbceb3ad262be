"""A line to the server on which some of Streamlit's messages are lost, or held back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

Passes = Callable[[bytes], bool]


def choose_messages(
    page: Page, *, to_server: Passes = lambda _: True, to_browser: Passes = lambda _: True
) -> list[WebSocketRoute]:
    """Let through what is chosen, on each line that the page opens from now on.

    Args:
        page: before it is opened.
        to_server: told each message of the browser; whether it arrives.
        to_browser: the same of the server's.

    Returns:
        The lines, the newest last, by which what was held back can be sent on.
    """
    lines: list[WebSocketRoute] = []

    def connect(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        lines.append(line)
        line.on_message(_passing(to_server, server.send))
        server.on_message(_passing(to_browser, line.send))

    page.route_web_socket("**/_stcore/stream", connect)
    return lines


def _passing(passes: Passes, send: Callable[[bytes], None]) -> Callable[[str | bytes], None]:
    def take(message: str | bytes) -> None:
        assert isinstance(message, bytes), "Streamlit writes bytes alone"
        if passes(message):
            send(message)

    return take
