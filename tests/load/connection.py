"""One visit over Streamlit's web socket: what a browser sends, and what it keeps of the answers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.load.screen_tree import ScreenTree

# As the browser sends it: which protocol, then the token against cross-site requests, none here.
SUBPROTOCOLS = ("streamlit", "PLACEHOLDER_AUTH_TOKEN")
# Nothing is measured by it: a run that takes longer is lost.
PATIENCE_SECONDS = 120
ENDED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class VisitError(Exception):
    """A visit did not go as it should."""


@dataclass(frozen=True)
class Received:
    """What came of one run.

    Attributes:
        seconds: from sending until the run had ended.
        bytes: of all messages, unpacked.
        messages: how many.
    """

    seconds: float
    bytes: int
    messages: int


@dataclass
class Connection:
    """A visitor's browser, as far as the server can tell.

    Attributes:
        socket: to the server.
        tree: what is on the page.
        session: what the server said of the newest run.
        pages: hash of each page's script by its address, the first page's is empty.
    """

    socket: ClientConnection
    tree: ScreenTree = field(default_factory=ScreenTree)
    session: NewSession = field(default_factory=NewSession)
    pages: dict[str, str] = field(default_factory=dict)
    query: str = ""
    _page: str = ""
    _run: str = ""
    _widgets: dict[str, WidgetState] = field(default_factory=dict)
    _held: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    _runs: int = 0

    @classmethod
    async def open(cls, url: str, **options: object) -> Self:
        """Connect to a server at http://HOST:PORT.

        Args:
            options: more for the web socket, as headers of the handshake.
        """
        parts = urlsplit(url)
        address = f"ws://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream"
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}"}
        headers.update(options.pop("additional_headers", {}))  # type: ignore[call-overload]
        socket = await connect(
            address,
            subprotocols=SUBPROTOCOLS,  # type: ignore[arg-type]
            additional_headers=headers,
            max_size=None,
            proxy=None,
            open_timeout=PATIENCE_SECONDS,
            # The server asks whether we are there; a browser never asks.
            ping_interval=None,
            **options,  # type: ignore[arg-type]
        )
        return cls(socket)

    async def close(self) -> None:
        """Leave, as a tab that is closed."""
        await self.socket.close()

    def set_widget(self, widget: WidgetState) -> None:
        """Keep a widget's state, which goes with every message from now on."""
        self._widgets[widget.id] = widget

    async def send_run(
        self, *, fragment: str = "", page: str | None = None, trigger: WidgetState | None = None
    ) -> None:
        """Ask for a run, as a browser does after a change.

        Args:
            fragment: the only part of the page that is to run; empty for all of it.
            page: another page's address, whose widgets are new.
            trigger: a state that holds for this run only, as a button's.

        Raises:
            VisitError: the connection broke.
        """
        message = BackMsg()
        run = message.rerun_script
        if page is not None:
            self._page = self.pages[page]
            self._widgets.clear()
        run.page_script_hash = self._page
        run.query_string = self.query
        run.fragment_id = fragment
        run.context_info.timezone = "UTC"
        run.context_info.url = "http://localhost/"
        run.context_info.color_scheme = "light"
        run.widget_states.widgets.extend(self._widgets.values())
        if trigger is not None:
            run.widget_states.widgets.append(trigger)
        run.cached_message_hashes.extend(self._held)
        try:
            await self.socket.send(message.SerializeToString())
        except ConnectionClosed as error:
            raise VisitError(f"the connection broke: {error}") from error

    async def run(
        self, *, fragment: str = "", page: str | None = None, trigger: WidgetState | None = None
    ) -> Received:
        """Ask for a run and wait for its end.

        Raises:
            VisitError: the connection broke, the run failed or never ended.
        """
        started = time.perf_counter()
        await self.send_run(fragment=fragment, page=page, trigger=trigger)
        return await self.receive_run(started)

    async def receive_run(self, started: float) -> Received:
        """Wait for the end of the run that was asked for at a time of `time.perf_counter`."""
        size = messages = 0
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    content = await self.socket.recv(decode=False)
                    size, messages = size + len(content), messages + 1
                    if self.take(content):
                        return Received(time.perf_counter() - started, size, messages)
        except ConnectionClosed as error:
            raise VisitError(f"the connection broke: {error}") from error
        except TimeoutError as error:
            raise VisitError(f"no end of a run in {PATIENCE_SECONDS} seconds") from error

    def take(self, content: bytes) -> bool:
        """Take one message of the server's; whether it says that a run has ended.

        Raises:
            VisitError: it reports an error, or refers to a message that was never sent.
        """
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._recalled(message)
            kind = "delta"
        elif message.metadata.cacheable:
            self._held[message.hash] = (message, self._runs)
        match kind:
            case "new_session":
                self.session = message.new_session
                self._run = message.metadata.run.script_run_id
            case "navigation":
                self.pages = {
                    "" if page.is_default else page.url_pathname: page.page_script_hash
                    for page in message.navigation.app_pages
                }
                self._page = message.navigation.page_script_hash
            case "delta":
                path = tuple(message.metadata.delta_path)
                self.tree.take(path, message.delta, self._run)
                self._check(message)
            case "script_finished":
                return self._end(message)
        return False

    def _end(self, message: ForwardMsg) -> bool:
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise VisitError("a page's source cannot be compiled")
        if message.script_finished not in ENDED:
            return False
        run = message.metadata.run
        self.tree.forget_older(run.script_run_id, frozenset(run.fragment_ids))
        self._runs += 1
        age = self.session.config.max_cached_message_age
        self._held = {
            name: held for name, held in self._held.items() if self._runs - held[1] <= age
        }
        return True

    def _recalled(self, reference: ForwardMsg) -> ForwardMsg:
        held = self._held.get(reference.ref_hash)
        if held is None:
            raise VisitError("the server takes a message for known that it never sent")
        message = ForwardMsg()
        message.CopyFrom(held[0])
        message.metadata.CopyFrom(reference.metadata)
        self._held[reference.ref_hash] = (held[0], self._runs)
        return message

    def _check(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise VisitError(f"an error box: {element.exception.type}: {element.exception.message}")
