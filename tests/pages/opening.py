"""Opening a page with a network and a digit in the visit, and reading what it says."""

import json
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.glossary import without_links
from cnn.network import Network
from pages.parts.session.digit import Digit
from pages.parts.session.memory_budget import Holding, Visitor
from pages.parts.session.networks import OwnNetwork

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
    give_networks(app, test=network)
    app.session_state["digit"] = Digit(IMAGE, "example")
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def give_networks(app: AppTest, **networks: Network) -> None:
    """Put networks into the visit; the first one is chosen.

    Args:
        app: any page.
        networks: by token, which is their name as well.
    """
    visitor = Visitor(is_connected=lambda: True)
    app.session_state["own_networks"] = OrderedDict(
        (token, OwnNetwork(token, Holding(network, 0, visitor)))
        for token, network in networks.items()
    )
    app.session_state["network_token"] = next(iter(networks))


def held(app: AppTest, name: str) -> Any:
    """A widget that is another one after each change that the server makes, as it is now."""
    return app.get_by_key(app.session_state["held_widgets"][name].key)


def network_picker(app: AppTest) -> Any:
    """The sidebar's picker."""
    return held(app, "network_choice")


def chosen_name(app: AppTest) -> str:
    """The chosen network as the sidebar's picker shows it."""
    picker = network_picker(app)
    return picker.options[picker.index]


def figure_data(app: AppTest, component: str) -> dict:
    """What the page hands to a component of its own, by the name of its file."""
    protos = [item.proto for item in app.main if item.type == "bidi_component"]
    named = [one for one in protos if one.component_name.endswith(f"convoscope_{component}")]
    return json.loads(named[0].json)


def words(app: AppTest) -> str:
    """All that the page says in words; a term is read as any other word."""
    said = "\n".join(element.value for element in (*app.markdown, *app.caption, *app.info))
    return without_links(said)
