"""What nginx lets through, to whom, and what it adds; before real replicas."""

import subprocess
from collections.abc import Iterator

import pytest

from deploy.nginx import configuration, nginx_path
from deploy.settings import Settings, settings_from
from tests.conftest import not_at_hand
from tests.deploy.deployed import COOKIE, Deployed, deployed, fetch


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["replicas=1"],
        ["replicas=32"],
        ["hosts=class.example.org,www.example.org"],
        ["address=::1"],
        ["address=0.0.0.0"],
    ],
)
def test_nginx_takes_the_configuration(arguments, tmp_path):
    path = nginx_path()
    if path is None:
        not_at_hand("there is no nginx here: apt-get install nginx-light")
    settings = settings_from([*arguments, "port=18080", "first_port=18600"])
    written = tmp_path / "nginx.conf"
    written.write_text(configuration(settings, tmp_path))
    command = [path, "-e", str(tmp_path / "log"), "-c", str(written), "-t"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_each_replica_is_the_first_of_its_own_visitors_and_the_others_stand_by(tmp_path):
    text = configuration(Settings(replicas=2), tmp_path)
    second = text.partition("upstream replica_2 {")[2].partition("}")[0].splitlines()
    servers = [line.strip() for line in second if "server" in line]
    assert servers[0].startswith("server 127.0.0.1:8602 ")
    assert servers[1].startswith("server 127.0.0.1:8601 ")
    assert [line.endswith("backup;") for line in servers] == [False, True]


@pytest.fixture(scope="module")
def served() -> Iterator[Deployed]:
    with deployed(replicas=2) as running:
        yield running


def replica_of(headers: dict[str, str]) -> str | None:
    cookie = headers.get("set-cookie", "")
    return cookie.partition(f"{COOKIE}=")[2].partition(";")[0] or None


@pytest.mark.long
def test_new_visitors_go_to_each_in_turn_and_stay(served):
    given = {replica_of(fetch(f"{served.url}/")[1]) for _ in range(6)}
    assert given == {"1", "2"}
    for number in "12":
        for _ in range(4):
            # The cookie is right already, so none is set: nobody is sent elsewhere.
            status, headers, _ = fetch(f"{served.url}/train", f"{COOKIE}={number}")
            assert (status, replica_of(headers)) == (200, None)


@pytest.mark.long
@pytest.mark.parametrize("forged", ["3", "0", "any", "replica_1", "1; x=2", "x" * 2000, "../1"])
def test_a_forged_cookie_leads_to_a_replica_all_the_same(served, forged):
    status, headers, _ = fetch(f"{served.url}/", f"{COOKIE}={forged}")
    assert status == 200
    assert replica_of(headers) in {"1", "2", None}


@pytest.mark.long
@pytest.mark.parametrize(
    "path",
    [
        "_stcore/metrics",
        "_stcore/script-health-check",
        "_stcore/agent/openapi.json",
        "_stcore/agent/interact",
        "_stcore/agent/mcp",
        "_stcore/../_stcore/metrics",
        "_stcore//metrics",
        "%5fstcore/metrics",
    ],
)
def test_what_no_page_needs_is_closed(served, path):
    assert fetch(f"{served.url}/{path}")[0] == 404


@pytest.mark.long
@pytest.mark.parametrize("path", ["", "train", "_stcore/health", "_stcore/host-config", "nothing"])
def test_what_pages_need_is_open_and_says_how_it_may_be_used(served, path):
    status, headers, _ = fetch(f"{served.url}/{path}")
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert "/" not in headers["server"]


@pytest.mark.long
def test_the_frontends_files_come_from_any_replica_and_move_nobody(served):
    _, _, page = fetch(f"{served.url}/")
    script = page.partition(b'src="./static/')[2].partition(b'"')[0].decode()
    for _ in range(3):
        status, headers, body = fetch(f"{served.url}/static/{script}")
        assert status == 200
        assert len(body) > 1000
        assert "set-cookie" not in headers
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.long
def test_bodies_are_bounded_before_a_replica_sees_them(served):
    assert fetch(f"{served.url}/", data=bytes(70_000))[0] == 413
    upload = f"{served.url}/_stcore/upload_file/a/b"
    assert fetch(upload, data=bytes(17 * 2**20))[0] == 413
    # What is small enough is a replica's to refuse: it knows no such visit.
    assert fetch(upload, data=bytes(2**20))[0] in {400, 403, 405}


@pytest.mark.long
def test_the_replicas_themselves_answer_this_machine_alone(served):
    for number in (1, 2):
        listening = {
            connection.laddr.ip
            for connection in served.replica(number).net_connections("tcp")
            if connection.status == "LISTEN"
        }
        assert listening == {"127.0.0.1"}
