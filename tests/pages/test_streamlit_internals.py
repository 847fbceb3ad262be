"""What is used of Streamlit's own parts is there, does what it did, and stands in one file."""

import ast
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from packaging.requirements import Requirement
from packaging.version import Version
from streamlit import runtime
from streamlit.testing.v1 import AppTest

from pages.parts import streamlit_internals
from pages.parts.streamlit_internals import (
    Container,
    PagesManager,
    TabContainer,
    came_by_history,
    is_connected,
    session_id,
)
from tests.serving import ROOT

PUBLIC = {"streamlit", "streamlit.typing", "streamlit.testing.v1", "streamlit.errors"}


def streamlit_imports(path: Path) -> set[str]:
    """What a file names of Streamlit beyond `import streamlit as st`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name != "streamlit"}
        if isinstance(node, ast.ImportFrom) and node.module == "streamlit":
            found |= {f"streamlit.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {name for name in found if name.split(".")[0] == "streamlit"}


def test_one_file_alone_uses_what_is_not_public():
    files = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "tests/pages").glob("*.py")]
    private = {
        path.relative_to(ROOT).as_posix() for path in files if streamlit_imports(path) - PUBLIC
    }
    assert private == {
        "pages/parts/streamlit_internals.py",
        "tests/pages/test_streamlit_internals.py",
    }


def test_streamlit_is_held_below_its_next_minor_version():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    held = next(Requirement(line) for line in lines if line.startswith("streamlit>"))
    installed = Version(st.__version__)
    assert installed in held.specifier
    assert f"{installed.major}.{installed.minor + 1}.0" not in held.specifier


def test_the_file_watcher_is_off():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["server"]["fileWatcherType"] == "none"


def test_containers_and_tabs_are_of_the_types_that_annotations_name():
    assert isinstance(st.container(), Container)
    assert all(isinstance(tab, TabContainer) for tab in st.tabs(["one", "two"]))


def test_outside_a_run_there_is_no_visitor():
    assert session_id() == ""
    assert not came_by_history()


def ask() -> None:
    import streamlit as st

    from pages.parts.streamlit_internals import came_by_history, session_id

    st.text(session_id())
    st.text(str(came_by_history()))


def test_a_run_knows_its_visitor_and_how_they_came():
    app = AppTest.from_function(ask).run()
    assert not app.exception
    visitor, by_history = (text.value for text in app.text)
    assert visitor
    assert by_history == "False"


@pytest.mark.parametrize("is_active", [True, False])
def test_a_connection_is_asked_of_the_server(monkeypatch, is_active):
    class Server:
        def is_active_session(self, session_id: str) -> bool:
            return is_active and session_id == "one"

    assert callable(runtime.Runtime.is_active_session)
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", Server)
    assert is_connected("one") is is_active
    assert not is_connected("another")


def test_without_a_server_nobody_is_connected(monkeypatch):
    monkeypatch.setattr(runtime, "exists", lambda: False)
    assert not is_connected("one")


def test_streamlits_own_menu_is_given_up_and_the_app_runs_again(monkeypatch):
    reruns = []
    monkeypatch.setattr(st, "rerun", lambda: reruns.append(PagesManager.uses_pages_directory))
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    streamlit_internals.ignore_pages_folder()
    streamlit_internals.ignore_pages_folder()
    assert reruns == [False]


def test_streamlit_still_takes_the_folder_for_a_menu(monkeypatch):
    """Once it does not, `ignore_pages_folder` has nothing to do any more."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    PagesManager.__init__.__wrapped__(PagesManager.__new__(PagesManager), str(ROOT / "app.py"))
    assert PagesManager.uses_pages_directory is True
