"""One visitor of a bare page, who moves its slider where the app's visitor draws."""

from __future__ import annotations

import random
import time
from typing import Self

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.connection import Connection, Received, VisitError
from tests.load.page_files import fetch_page

BARE_PAGE = """import streamlit as st

st.title("A bare page")
value = st.slider("A number", 0, 1000, 500)
st.write(f"It is {value}.")
"""


class BareVisitor:
    """A visitor who is there.

    Attributes:
        first_view: what came until the page stood.
    """

    def __init__(self, connection: Connection, first_view: Received, seed: int) -> None:
        self.connection = connection
        self.first_view = first_view
        self._random = random.Random(seed)

    @classmethod
    async def come(cls, url: str, seed: int, *, with_scripts: bool = False) -> Self:
        """Open the page and wait until it stands."""
        started = time.perf_counter()
        await fetch_page(url, with_scripts=with_scripts)
        connection = await Connection.open(url)
        await connection.send_run()
        return cls(connection, await connection.receive_run(started), seed)

    async def move(self) -> Received:
        """Move the slider and see what it says.

        Raises:
            VisitError: it says something else.
        """
        (slider, _) = next(self.connection.tree.elements("slider"))
        value = self._random.randrange(1001)
        state = WidgetState(id=slider.id)
        state.double_array_value.data.append(value)
        self.connection.set_widget(state)
        received = await self.connection.run()
        (markdown, _) = next(self.connection.tree.elements("markdown"))
        if markdown.body != f"It is {value}.":
            raise VisitError(f"the page says {markdown.body} of {value}")
        return received

    async def leave(self) -> None:
        """Close the tab."""
        await self.connection.close()
