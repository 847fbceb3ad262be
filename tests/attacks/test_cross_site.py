"""Pages of other sites get no connection, no upload, no answer; noise on the line ends nothing."""

import asyncio
import os
import time
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.attacks.stranger import Stranger
from tests.load.connection import Connection, VisitError
from tests.load.own_loop import finish
from tests.load.uploads import cross_site_token, upload
from tests.serving import ROOT

pytestmark = pytest.mark.long

ELSEWHERE = "http://evil.example"


def test_the_check_of_requests_across_sites_is_not_switched_off():
    config = (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")
    for line in config.splitlines():
        name, _, value = line.partition("=")
        if name.strip() in ("enableXsrfProtection", "enableCORS"):
            assert value.strip() == "true"


def test_a_page_of_another_site_gets_no_web_socket(server):
    async def attack(**options: object) -> None:
        connection = await Connection.open(server.url, **options)
        await connection.send_run()
        await connection.receive_run(time.perf_counter())
        await connection.close()

    finish(attack())
    with pytest.raises((InvalidStatus, ConnectionClosed, VisitError)):
        finish(attack(additional_headers={"Origin": ELSEWHERE}))


def test_an_upload_without_the_servers_own_token_is_refused(server):
    async def attack() -> None:
        stranger = await Stranger.come(server.url)
        for token, status in ((None, 403), ("a", 403), (cross_site_token(server.url), 204)):
            sent = asyncio.to_thread(upload, server.url, stranger.session, "one", b"abc", token)
            assert await sent == status
        await stranger.leave()

    finish(attack())


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config"])
def test_no_page_of_another_site_may_read_an_answer(server, path):
    request = urllib.request.Request(server.url + path, headers={"Origin": ELSEWHERE})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers.get("Access-Control-Allow-Origin") not in ("*", ELSEWHERE)


@pytest.mark.parametrize(
    "noise",
    [b"", b"\x00", os.urandom(100_000), bytes(13_000_000), "text", b"\x5a\x00" * 1000],
    ids=["nothing", "a zero", "random", "13 MB of zeros", "text", "empty requests"],
)
def test_noise_on_the_line_ends_no_other_visit(server, noise):
    async def attack() -> None:
        honest, stranger = await Stranger.come(server.url), await Stranger.come(server.url)
        await stranger.connection.socket.send(noise)
        await honest.send()
        assert honest.answer == "3"
        await stranger.leave()
        await honest.leave()

    finish(attack())


def test_a_run_of_a_page_that_is_not_there_shows_the_first(server):
    async def attack() -> None:
        stranger = await Stranger.come(server.url)
        stranger.connection._page = "0" * 32
        await stranger.send()
        stranger.connection.query = "part=" + "x" * 10_000 + "&experiment=<b>&layer=%00"
        await stranger.connection.run()
        await stranger.leave()

    finish(attack())
