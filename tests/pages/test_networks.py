"""A visitor's networks: told apart by tokens, bounded, and what is said when one has to go."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn.glossary import without_links
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.fingerprint import fingerprint
from cnn.network.kinds.dense import Dense
from cnn.network.provenance import Provenance
from cnn.network.recipe import Recipe
from pages.parts.session import networks, shared_memory
from pages.parts.session.memory_budget import MemoryBudget
from tests.designs import random_network
from tests.pages.opening import chosen_name, network_picker

APP = Path(__file__).parents[2] / "app.py"
SMALL = Architecture((Dense(4),))
SMALL_BYTES = 4 * SMALL.parameters
FIRST, SECOND = random_network(SMALL, seed=1), random_network(SMALL, seed=2)


@pytest.fixture
def room(monkeypatch) -> MemoryBudget:
    """All visitors' networks together have room for two small ones."""
    budget = MemoryBudget(2 * SMALL_BYTES)
    monkeypatch.setattr(shared_memory, "network_memory", lambda: budget)
    return budget


def visit() -> AppTest:
    """A visitor who has just come."""
    app = AppTest.from_file(APP, default_timeout=30).run()
    assert not app.exception
    return app


def upload(app: AppTest, name: str, network: Network) -> AppTest:
    """Load a network's file on the Train page, as the visitor does."""
    app.switch_page("pages/train.py")
    app.session_state["train_tab"] = "files"
    app.run()
    app.file_uploader(key="network_file").upload(f"{name}.safetensors", network.to_bytes()).run()
    assert not app.exception
    return app


def options(app: AppTest) -> list[str]:
    return network_picker(app).options


def tokens(app: AppTest) -> list[str]:
    return list(app.session_state["own_networks"])


def network_of(app: AppTest, token: str) -> Network:
    return app.session_state["own_networks"][token].holding.value


def chosen_parameters(app: AppTest) -> Network:
    return network_of(app, app.session_state["network_token"])


def test_two_networks_of_one_name_are_two_entries_and_each_gives_its_own():
    app = visit()
    upload(app, "mine 1", FIRST)
    upload(app, "other", SECOND)
    first, second = tokens(app)
    # However it came to be: a kept run may be renamed by another visitor at any time.
    app.session_state["own_networks"][second].name = "mine 1"
    app.run()
    assert options(app) == ["pen", "textbook", "mine 1", "mine 1 (2)"]
    for token, network in ((first, FIRST), (second, SECOND)):
        # What a browser sends is the label.
        network_picker(app).set_value(token).run()
        assert app.session_state["network_token"] == token
        assert fingerprint(network_of(app, token)) == fingerprint(network)


def test_evaluate_compares_the_one_that_is_chosen_of_two_of_one_name():
    app = visit()
    upload(app, "mine 1", FIRST)
    upload(app, "other", SECOND)
    first, second = tokens(app)
    app.session_state["own_networks"][second].name = "mine 1"
    app.session_state["network_token"] = first
    app.session_state["evaluate_set"] = "synthetic"
    app.switch_page("pages/evaluate.py").run()
    others = app.selectbox(key="evaluate_other")
    assert others.options == ["pen", "textbook", "mine 1 (2)"]
    others.set_value(second).run()
    assert not app.exception
    assert app.session_state["evaluate_other"] == second
    numbers = next(e.proto.body for e in app.get("html") if "numbers" in e.proto.body)
    assert "A: mine 1<" in numbers
    assert "B: mine 1 (2)<" in numbers


def test_a_label_never_repeats_a_name_that_someone_gave():
    app = visit()
    for name in ("a", "b", "c"):
        upload(app, name, FIRST)
    for token, name in zip(tokens(app), ("a", "a (2)", "a"), strict=True):
        app.session_state["own_networks"][token].name = name
    app.run()
    assert len(set(options(app))) == 5


def test_a_token_is_no_name():
    app = upload(visit(), "mine 1", FIRST)
    assert "mine" not in tokens(app)[0]
    assert tokens(upload(visit(), "mine 1", FIRST)) != tokens(app)


def test_the_visit_that_has_been_idle_longest_gives_way_and_is_told(room):
    idle, second, third = visit(), visit(), visit()
    upload(idle, "one", FIRST)
    upload(second, "two", FIRST)
    upload(third, "three", FIRST)
    assert room.held_bytes <= 2 * SMALL_BYTES
    idle.run()
    assert not idle.exception
    assert options(idle) == ["pen", "textbook"]
    assert chosen_name(idle) == "pen"
    assert "**one** is no longer here" in idle.sidebar.warning[0].value
    assert "all visitors' networks was full" in idle.sidebar.warning[0].value
    assert "put away to make room" in idle.main.warning[0].value
    assert not idle.main.success
    assert "two" in options(second.run())
    assert not second.sidebar.warning
    idle.button(key="dropped_networks_read").click().run()
    assert not idle.sidebar.warning


def test_who_adds_more_gives_the_own_older_ones_before_what_others_look_at(room):
    other, busy = visit(), visit()
    upload(other, "kept", FIRST)
    for name in ("one", "two", "three"):
        upload(busy, name, FIRST)
    assert "kept" in options(other.run())
    assert options(busy) == ["pen", "textbook", "three"]
    assert "**one** is no longer here" in busy.sidebar.warning[0].value
    assert "**two** is no longer here" in busy.sidebar.warning[0].value


def test_past_one_visits_own_bounds_the_oldest_goes_and_is_told(monkeypatch):
    monkeypatch.setattr(networks, "MAX_OWN_NETWORKS", 2)
    app = visit()
    for name in ("one", "two", "three"):
        upload(app, name, FIRST)
    assert options(app) == ["pen", "textbook", "two", "three"]
    assert "**one** is no longer here: one visit holds at most" in app.sidebar.warning[0].value


def test_past_one_visits_own_parameters_the_oldest_goes(monkeypatch):
    monkeypatch.setattr(networks, "MAX_OWN_PARAMETERS", 2 * SMALL.parameters)
    app = visit()
    for name in ("one", "two", "three"):
        upload(app, name, FIRST)
    assert options(app) == ["pen", "textbook", "two", "three"]


def test_what_a_file_says_of_itself_is_told_as_its_word():
    claimed = replace(
        FIRST, provenance=Provenance(Recipe(label_smoothing=0.1), mnist_test_accuracy=0.991)
    )
    app = upload(visit(), "great", claimed)
    sidebar = without_links(app.sidebar.caption[0].value)
    assert "Its file says that it reads 99.10% of MNIST's test digits right." in sidebar
    assert "Not measured here" in sidebar
    assert "As its file says" in sidebar
    app.session_state["evaluate_set"] = "synthetic"
    app.switch_page("pages/evaluate.py").run()
    words = without_links("\n".join(e.value for e in (*app.main.caption, *app.main.markdown)))
    assert "The file of this network claims that it reads 99.10% of MNIST's test digits" in words
    assert "Its file says that it was trained with label smoothing of 0.1" in words
    app.selectbox(key="evaluate_other").set_value("pen").run()
    words = without_links("\n".join(e.value for e in app.main.caption))
    assert "The file of network A claims that it reads 99.10%" in words
    assert "The file of network B" not in words


def test_what_ships_is_told_as_measured():
    sidebar = without_links(visit().sidebar.caption[0].value)
    assert "file says" not in sidebar
    share = Network.load("pen").provenance.mnist_test_accuracy
    assert f"It reads {share:.2%} of MNIST's test digits right." in sidebar


def test_networks_are_alike_in_content_only():
    same = Network.from_bytes(FIRST.to_bytes())
    assert fingerprint(FIRST) == fingerprint(same)
    assert fingerprint(FIRST) != fingerprint(SECOND)
    assert fingerprint(FIRST) != fingerprint(random_network(textbook()))
