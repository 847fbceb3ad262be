"""Opening a page with a network and a digit in the visit, and reading what it says."""

from collections import OrderedDict
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.network import Network
from pages.parts.session.digit import Digit

IMAGE = np.random.default_rng(0).random((28, 28), dtype=np.float32)
PAGES = Path(__file__).parents[2] / "pages"


def open_page(name: str, network: Network, **state: object) -> AppTest:
    """A page as a visitor with one network of their own sees it.

    Args:
        name: the page's file, without its ending.
        network: the chosen one.
        state: what else the session holds.

    Returns:
        The page, run once.
    """
    app = AppTest.from_file(PAGES / f"{name}.py", default_timeout=30)
    app.session_state["own_networks"] = OrderedDict(test=network)
    app.session_state["network_name"] = "test"
    app.session_state["digit"] = Digit(IMAGE, "example")
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def words(app: AppTest) -> str:
    """All that the page says in words."""
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.info))
