"""Opening a Learn page within the whole app, answering its question, and reading its menu mark."""

import base64
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.glossary import without_links
from cnn.lessons.question import Question
from cnn.network import Network
from cnn.network.architecture import Architecture
from pages.parts.session.digit import Digit
from tests.designs import random_network
from tests.pages.opening import IMAGE, give_networks, words

APP = Path(__file__).parents[3] / "app.py"


def open_lesson(name: str, network: Network | None = None, **state: object) -> AppTest:
    """A Learn page as a visitor sees it who came to it by the menu.

    Args:
        name: of one of LESSONS.
        network: the chosen one; None for the one that is chosen at first.
        state: what else the session holds; a `digit` takes the place of tests.pages.opening.IMAGE.

    Returns:
        The whole app on that page, run once.
    """
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["digit"] = Digit(IMAGE, "example")
    if network is not None:
        give_networks(app, test=network)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run().switch_page(f"pages/{name}.py").run()


def answer(app: AppTest, given: str) -> AppTest:
    """Answer the page's question with what is typed, or with the key of a choice."""
    fields = [field for field in (*app.text_input, *app.radio) if field.label == "Your answer"]
    fields[0].set_value(given)
    button = next(button for button in app.button if button.label == "Answer")
    return button.click().run()


def verdict(app: AppTest) -> str:
    """What became of the answer: the sentence that is shown; empty before there is one."""
    said = (*app.success, *app.error, *app.warning)
    return said[0].value if said else ""


def plain(app: AppTest) -> str:
    """All that the page says in words, without the links of its terms."""
    return without_links(words(app))


def asks(app: AppTest, question: Question) -> bool:
    """Whether the page asks this question."""
    return without_links(question.text) in plain(app)


def floats(text: str) -> np.ndarray:
    """Numbers as a figure is sent them."""
    return np.frombuffer(base64.b64decode(text), "<f4")


def overflowing_network(architecture: Architecture) -> Network:
    """A network whose sums overflow from its second convolution on, but for a blank digit."""
    network = random_network(architecture)
    for arrays in network.weights.values():
        np.multiply(arrays["kernel"], np.float32(1e30), out=arrays["kernel"])
        arrays["bias"][...] = 0
    return network
