"""One process of the app that goes when it is told to without losing an answer.

Streamlit by itself ends at SIGTERM in the middle of whatever runs. Here a replica first takes
nobody new, then lets each visitor go once their answer has been given; their browser goes on with
another replica. What has not ended after some seconds is ended.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from types import FrameType

from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSessionState
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.web import bootstrap, cli
from streamlit.web.server import Server
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

# The whole of it is to end within ten seconds.
DRAIN_SECONDS = 6.0
LOOK_SECONDS = 0.05
# Of web sockets: the browser comes again, as after any loss of the line.
SERVICE_RESTART = 1012


def run(arguments: list[str]) -> None:
    """`streamlit run` with these arguments, until the end."""
    # Else a visitor who comes from another replica could be shown a page without app.py: Streamlit
    # takes the folder pages for its automatic menu until app.py has run.
    PagesManager.uses_pages_directory = False
    bootstrap._set_up_signal_handler = _drain_at_a_signal
    sys.argv = ["streamlit", "run", *arguments]
    cli.main(prog_name="streamlit")


def _drain_at_a_signal(server: Server) -> None:
    loop = asyncio.get_running_loop()
    draining: list[asyncio.Task[None]] = []

    def begin() -> None:
        if not draining:
            draining.append(loop.create_task(_drain(server)))

    def told(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)


async def _drain(server: Server) -> None:
    """Take nobody new, let each visitor go between two answers, then end."""
    try:
        await _take_nobody_new(server)
        deadline = asyncio.get_running_loop().time() + DRAIN_SECONDS
        while (visits := get_instance()._session_mgr.list_active_sessions()) and (
            asyncio.get_running_loop().time() < deadline
        ):
            for visit in filter(_is_at_rest, visits):
                await _let_go(visit)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        server.stop()


async def _take_nobody_new(server: Server) -> None:
    """nginx is refused at once and asks another replica."""
    serving = server._starlette_server and server._starlette_server._server
    listeners = serving.servers if serving else ()
    # Whoever has just been let in is still served: with the listener gone, asyncio would hold the
    # line open and never answer.
    for socket in (socket for listener in listeners for socket in listener.sockets):
        with suppress(RuntimeError):
            asyncio.get_running_loop().remove_reader(socket.fileno())
    await asyncio.sleep(LOOK_SECONDS)
    for listener in listeners:
        listener.close()


def _is_at_rest(visit: ActiveSessionInfo) -> bool:
    """Whether nothing is being worked out for a visitor, and all that was has been sent."""
    session, client = visit.session, visit.client
    return (
        isinstance(client, StarletteSessionClient)
        and client._send_queue.empty()
        and session._state is AppSessionState.APP_NOT_RUNNING
        and session._browser_queue.is_empty()
    )


async def _let_go(visit: ActiveSessionInfo) -> None:
    # Whoever has just gone by themselves is gone.
    with suppress(RuntimeError):
        if isinstance(visit.client, StarletteSessionClient):
            await visit.client._websocket.close(code=SERVICE_RESTART)


if __name__ == "__main__":
    run(sys.argv[1:])
