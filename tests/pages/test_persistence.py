"""Where runs are kept: as the host chose at the start, whatever a browser says of itself."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts.runs.persistence import host_passphrase, run_store, runs_folder


@pytest.mark.parametrize("setting", ["", "  ", "off", "OFF", " off "])
def test_off_or_unset_keeps_nothing(setting):
    assert runs_folder(setting) is None


def test_a_named_folder_is_every_visitors(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert runs_folder(f" {tmp_path} ") == tmp_path
    assert runs_folder("class") == Path.cwd() / "class"
    assert runs_folder("~/.convoscope/runs") == tmp_path / ".convoscope" / "runs"


def test_a_visitor_on_this_machine_is_one_like_any_other(tmp_path, monkeypatch):
    """A proxy on the host may make anyone look so: no header and no address is even read."""
    monkeypatch.delenv("CONVOSCOPE_RUNS", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    def asked(_: object) -> None:
        pytest.fail("a browser was asked where it is")

    for name in ("headers", "ip_address"):
        monkeypatch.setattr(type(st.context), name, property(asked))
    page = AppTest.from_file("../../app.py", default_timeout=30).run()
    assert not page.exception
    assert run_store() is None
    assert list(tmp_path.iterdir()) == []


def test_a_host_has_a_passphrase_only_where_one_is_set(monkeypatch):
    monkeypatch.setenv("CONVOSCOPE_PASSPHRASE", "")
    assert host_passphrase() is None
    monkeypatch.setenv("CONVOSCOPE_PASSPHRASE", "open sesame")
    assert host_passphrase() is host_passphrase()
