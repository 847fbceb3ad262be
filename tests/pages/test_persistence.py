"""Whose runs are kept where: a visitor on this machine, a classroom, everyone else."""

from pathlib import Path

import pytest

from pages.parts.runs.persistence import is_on_this_machine, runs_folder

LOCAL = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize("address", [None, "127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_a_browser_on_this_machine(address, host):
    assert is_on_this_machine(address, {"Host": host})
    assert is_on_this_machine(address, {"host": host, "origin": f"http://{host}"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "convoscope.example.org", "Origin": "https://convoscope.example.org"},
        {"Host": "convoscope.example.org"},
        {**LOCAL, "X-Forwarded-For": "203.0.113.7"},
        {**LOCAL, "x-forwarded-host": "convoscope.example.org"},
        {**LOCAL, "X-Real-IP": "203.0.113.7"},
        {**LOCAL, "Forwarded": "for=203.0.113.7"},
        {**LOCAL, "Via": "1.1 proxy"},
        {**LOCAL, "X-Forwarded-For": ""},
        # nginx as it comes: its own name for the server in Host, and no forwarding header.
        {"Host": "127.0.0.1:8501", "Origin": "https://convoscope.example.org"},
        {"Host": "localhost:8501", "Origin": "null"},
    ],
    ids=str,
)
def test_a_proxy_on_this_machine_does_not_make_its_visitors_local(headers):
    assert not is_on_this_machine(None, headers)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost.example.org",
        "localhost@example.org",
        "127.0.0.1.example.org",
        "0.0.0.0:8501",
        "192.168.1.5:8501",
        "[::1",
        "[::1].example.org",
    ],
)
def test_a_host_name_that_only_looks_local(host):
    assert not is_on_this_machine(None, {"Host": host})


def test_another_machine_is_not_this_one_whatever_it_says():
    for address in (
        "192.168.1.5",
        "203.0.113.7",
        "172.17.0.1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "?",
    ):
        assert not is_on_this_machine(address, LOCAL)


def test_without_a_request_there_is_no_local_visitor():
    assert not is_on_this_machine(None, {})


def test_a_visitor_on_this_machine_gets_a_folder_of_their_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert runs_folder("", None, LOCAL) == tmp_path / ".convoscope" / "runs"
    assert runs_folder("", "203.0.113.7", LOCAL) is None


def test_a_named_folder_is_every_visitors(tmp_path):
    assert runs_folder(f" {tmp_path} ", "203.0.113.7", {}) == tmp_path
    assert runs_folder("class", None, LOCAL) == Path.cwd() / "class"


@pytest.mark.parametrize("setting", ["off", "OFF", " off "])
def test_off_keeps_nothing(setting):
    assert runs_folder(setting, None, LOCAL) is None
