"""What is used of Streamlit's own parts is there, does what it did, and stands in one file."""

import ast
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from packaging.requirements import Requirement
from packaging.version import Version
from starlette.exceptions import HTTPException
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import StopException, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.state import SafeSessionState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

from pages.parts import streamlit_internals
from pages.parts.streamlit_internals import (
    Container,
    PagesManager,
    TabContainer,
    UploadKey,
    UploadRefusedError,
    bound_uploads,
    came_by_history,
    distrust_widget_states,
    end_overtaken_runs,
    heed_every_wish,
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


def test_one_file_alone_uses_what_is_not_public_and_one_what_ends_a_server():
    folders = ("deploy", "pages", "tests/pages")
    files = [ROOT / "app.py", *(path for one in folders for path in (ROOT / one).rglob("*.py"))]
    private = {
        path.relative_to(ROOT).as_posix() for path in files if streamlit_imports(path) - PUBLIC
    }
    assert private == {
        "deploy/replica.py",
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


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What was told of states that were left out."""
    monkeypatch.setattr(WStates, "__getitem__", _original(WStates.__getitem__))
    found: list[str] = []
    distrust_widget_states(lambda: found.append("left out"))
    return found


def _original(method):
    """A method of Streamlit's as it was before any page of a test has run."""
    return getattr(method, "__wrapped__", method)


def sent(kind: str | None, value: object = None, *, expected: str) -> object:
    """What is read of a widget whose type is expected, and which was sent something."""
    states = WStates()
    states.set_widget_metadata(
        WidgetMetadata(
            "widget",
            deserializer=lambda given: "untouched" if given is None else {"is": given}["is"],
            serializer=lambda shown: shown,
            value_type=expected,
        )
    )
    state = WidgetState(id="widget")
    if kind and kind.endswith("array_value"):
        getattr(state, kind).data.extend(value)
    elif kind:
        setattr(state, kind, value)
    states.set_widget_from_proto(state)
    # It may be found out while all states are gone through.
    (first,) = (states.get(one, "left out") for one in states)
    assert states.get("widget", "left out") == first
    assert ("widget" in states.states) == (first != "left out")
    assert states.widget_metadata["widget"].value_type == expected
    return first


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string_value", "a"),
        ("bool_value", False),
        ("double_value", 0.5),
        ("int_value", 2**60),
        ("bytes_value", b"a"),
        ("json_value", '{"a": [1]}'),
    ],
)
def test_what_a_widget_sends_is_taken(told, kind, value):
    expected = {"a": [1]} if kind == "json_value" else value
    assert sent(kind, value, expected=kind) == expected
    assert not told


def test_a_field_for_numbers_is_sent_whole_ones_as_such(told):
    assert sent("int_value", 7, expected="double_value") == 7
    assert not told


def test_a_widget_that_was_emptied_is_so(told):
    assert sent(None, expected="double_value") == "untouched"
    assert not told


@pytest.mark.parametrize("kind", ["string_value", "int_array_value", "bytes_value"])
def test_what_is_of_another_type_is_left_out_and_told(told, kind):
    value = {"string_value": "a", "int_array_value": [1], "bytes_value": b"a"}[kind]
    assert sent(kind, value, expected="double_value") == "left out"
    assert told == ["left out"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_left_out_and_told(told, value):
    assert sent("double_value", value, expected="double_value") == "left out"
    assert told == ["left out"]


@pytest.mark.parametrize(
    "text", ["{", "", "[" * 100_000, "1" * 5000, '{"a": ' * 50_000], ids=lambda text: text[:3]
)
def test_json_that_cannot_be_read_is_left_out_and_told(told, text):
    assert sent("json_value", text, expected="json_value") == "left out"
    assert told == ["left out"]


def test_states_are_distrusted_once_however_often_it_is_asked_for(told):
    distrust_widget_states(lambda: told.append("again"))
    sent("string_value", "a", expected="double_value")
    assert told == ["left out"]


def test_a_run_ends_while_the_next_one_notes_its_widgets(monkeypatch):
    monkeypatch.setattr(WStates, "__iter__", WStates.__iter__)
    end_overtaken_runs()
    states = WStates()
    for widget in "abc":
        states.set_from_value(widget, widget)
    for widget in states:
        states.set_from_value(f"next {widget}", widget)
    assert len(states) == 6


@pytest.fixture
def heeding(monkeypatch) -> list[ClientState | None]:
    """With every wish heeded: those that Streamlit is then asked for."""
    wishes: list[ClientState | None] = []
    monkeypatch.setattr(AppSession, "request_rerun", lambda _, heard: wishes.append(heard))
    take = _original(SafeSessionState.on_script_will_rerun)
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", take)
    monkeypatch.setattr(script_runner, "ScriptRequests", script_runner.ScriptRequests)
    heed_every_wish()
    heed_every_wish()
    return wishes


class Visit:
    """As much of a session as is asked: one fragment is known, and a runner may be there."""

    def __init__(self, requests: ScriptRequests | None = None) -> None:
        self._scriptrunner = None
        if requests is not None:
            self._scriptrunner = SimpleNamespace(
                _requests=requests, request_stop=requests.request_stop
            )

    def has_fragment(self, fragment: str) -> bool:
        return fragment == "known"


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        (ClientState(fragment_id="known", query_string="layer=pool2"), "known"),
        (ClientState(fragment_id="forgotten", query_string="layer=pool2"), ""),
        (ClientState(fragment_id="forgotten", is_auto_rerun=True), "forgotten"),
        (ClientState(query_string="layer=pool2"), ""),
        (None, None),
    ],
    ids=["known", "forgotten", "by the clock", "the whole page", "nobody's"],
)
def test_a_forgotten_fragment_asks_for_the_whole_page(heeding, wish, asked):
    AppSession.request_rerun(Visit(), wish)
    [heard] = heeding
    assert (heard and heard.fragment_id) == asked
    assert (heard and heard.query_string) == (wish and wish.query_string)


def said(**pressed: bool) -> WidgetStates:
    """What a browser says: a slider's place, and which buttons are pressed."""
    slider = WidgetState(id="slider", int_value=len(pressed))
    buttons = [WidgetState(id=name, trigger_value=True) for name in pressed]
    return WidgetStates(widgets=[slider, *buttons])


def values_of(states: WidgetStates) -> dict[str, object]:
    return {one.id: getattr(one, one.WhichOneof("value")) for one in states.widgets}


def heard_after(requests: ScriptRequests, heeding: list[ClientState | None]) -> dict[str, object]:
    """What is told of widgets where the next wish overtakes a run."""
    AppSession.request_rerun(Visit(requests), ClientState(widget_states=said()))
    assert heeding[-1] is not None
    return values_of(heeding[-1].widget_states)


def asked_for(states: WidgetStates | None) -> ScriptRequests:
    requests = script_runner.ScriptRequests()
    assert requests.request_rerun(RerunData(widget_states=states))
    return requests


def test_a_click_counts_though_its_run_was_overtaken_before_it_began(heeding):
    requests = asked_for(said(undo=True))
    assert heard_after(requests, heeding) == {"slider": 0, "undo": True}
    assert requests.on_scriptrunner_ready().type is ScriptRequestType.STOP


def test_a_click_counts_though_its_run_was_overtaken_before_it_took_it(heeding):
    requests = asked_for(said(undo=True))
    requests.on_scriptrunner_ready()
    assert heard_after(requests, heeding) == {"slider": 0, "undo": True}
    with pytest.raises(StopException), requests.taking():
        pytest.fail("it counts twice")


def test_clicks_of_several_runs_that_were_overtaken_all_count(heeding):
    first = asked_for(said(undo=True))
    AppSession.request_rerun(Visit(first), ClientState(widget_states=said(clear=True)))
    second = asked_for(heeding[-1].widget_states)
    second.on_scriptrunner_ready()
    assert second.request_rerun(RerunData(widget_states=said(save=True), fragment_id="known"))
    assert set(heard_after(second, heeding)) == {"slider", "undo", "clear", "save"}


def test_a_click_that_was_taken_does_not_count_again(heeding):
    requests = asked_for(said(undo=True))
    requests.on_scriptrunner_ready()
    with requests.taking():
        pass
    assert heard_after(requests, heeding) == {"slider": 0}


def test_what_a_click_does_is_not_cut_short(heeding):
    requests = asked_for(said(undo=True))
    requests.on_scriptrunner_ready()
    with requests.taking():
        assert heard_after(requests, heeding) == {"slider": 0}
        assert requests.on_scriptrunner_yield() is None
    assert requests.on_scriptrunner_yield().type is ScriptRequestType.STOP


def test_a_fragments_wish_overtakes_nothing(heeding):
    requests = asked_for(said(undo=True))
    wish = ClientState(fragment_id="known", widget_states=said())
    AppSession.request_rerun(Visit(requests), wish)
    assert values_of(heeding[-1].widget_states) == {"slider": 0}
    assert requests.on_scriptrunner_ready().type is ScriptRequestType.RERUN


@pytest.fixture
def uploads(monkeypatch) -> MemoryUploadedFileManager:
    """Where Streamlit keeps files, with nothing bound yet."""
    keep = _original(MemoryUploadedFileManager.add_file)
    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", keep)
    return MemoryUploadedFileManager("/upload")


def add(uploads: MemoryUploadedFileManager, session: str, name: str) -> None:
    uploads.add_file(session, UploadedFileRec(name, "a.png", "image/png", b"abc"))


def test_a_new_upload_takes_the_place_of_those_that_are_given_up(uploads):
    seen = []

    def make_room(held, new, size):
        seen.append((dict(held), new, size))
        return list(held)

    bound_uploads(make_room)
    add(uploads, "one", "first")
    add(uploads, "other", "second")
    first, second = UploadKey("one", "first"), UploadKey("other", "second")
    assert seen == [({}, first, 3), ({first: 3}, second, 3)]
    assert not uploads.get_files("one", ["first"])
    assert len(uploads.get_files("other", ["second"])) == 1


def test_an_upload_for_which_there_is_no_room_is_refused_and_takes_nothing(uploads):
    def make_room(*_):
        raise UploadRefusedError("Full.")

    bound_uploads(make_room)
    with pytest.raises(HTTPException, match="Full") as refused:
        add(uploads, "one", "first")
    assert refused.value.status_code == 503
    assert not uploads.get_files("one", ["first"])


def test_a_page_that_is_run_without_the_app_is_run_again_within_it():
    """Two runs may begin at once on a fresh server; the second has missed the first one's word."""

    def page() -> None:
        from unittest.mock import patch

        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from pages.parts.streamlit_internals import ignore_pages_folder

        with patch.object(st, "rerun") as rerun:
            ignore_pages_folder()
            rerun.assert_not_called()
            with patch.object(get_script_run_ctx(), "main_script_path", "/elsewhere/app.py"):
                ignore_pages_folder()
            rerun.assert_called_once()
        st.write("looked at")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert app.markdown[0].value == "looked at"
