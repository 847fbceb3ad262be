"""Uploads that nobody reads fill no server, and a class that uploads at once is served."""

import asyncio
import io
import re
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image
from streamlit.proto.WidgetStates_pb2 import WidgetState

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import EXAMPLES, Example
from pages.parts.session.unread_uploads import MOST_BYTES, MOST_FILES
from tests.attacks.stranger import Stranger
from tests.load.own_loop import finish
from tests.load.uploads import cross_site_token, upload
from tests.serving import ROOT, serving

pytestmark = pytest.mark.long

FILE_BYTES = 13_000_000
PATIENCE_SECONDS = 60.0
NINE, SEVEN = (next(one for one in EXAMPLES if one.digit == digit) for digit in (9, 7))


def held(url: str) -> int:
    """Bytes of uploaded files that the server says it holds; it counts anew every few seconds."""
    with urllib.request.urlopen(f"{url}/_stcore/metrics") as answer:
        text = answer.read().decode()
    found = re.search(r'cache_type="UploadedFileManager".*\} (\d+)', text)
    return int(found[1]) if found else 0


async def wait_until_held(url: str, count: int) -> None:
    """Wait until the server has counted so many bytes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (said := held(url)) != count:
        assert time.monotonic() < deadline, f"{said} bytes are held"
        await asyncio.sleep(0.2)


def photo(example: Example = NINE) -> bytes:
    """A digit in dark ink."""
    ink = 255 - np.rint(255 * digit_from_strokes(example.strokes)).astype(np.uint8)
    pixels = np.pad(np.kron(ink, np.ones((6, 6), np.uint8)), 30, constant_values=255)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def picked(stranger: Stranger, file: str) -> WidgetState:
    """That a file is chosen in the page's first place for pictures."""
    uploader = stranger.elements("file_uploader")[0]
    state = WidgetState(id=uploader.id)
    info = state.file_uploader_state_value.uploaded_file_info.add()
    info.file_id, info.name, info.size = file, "nine.png", 1
    return state


def test_thirty_large_files_in_each_of_three_visits_take_what_three_files_each_take(server):
    token = cross_site_token(server.url)

    async def attack() -> None:
        strangers = [await Stranger.come(server.url) for _ in range(3)]
        for number in range(30):
            for one in strangers:
                args = (server.url, one.session, str(number), bytes(FILE_BYTES), token)
                assert await asyncio.to_thread(upload, *args) == 204
            assert held(server.url) <= MOST_BYTES
        await wait_until_held(server.url, 3 * MOST_FILES * FILE_BYTES)
        # Others are served meanwhile.
        honest = await Stranger.come(server.url)
        sent = asyncio.to_thread(upload, server.url, honest.session, "nine", photo(), token)
        assert await sent == 204
        await honest.send(picked(honest, "nine"))
        assert honest.answer == "9"
        for one in (*strangers, honest):
            await one.leave()

    finish(attack())


def test_a_hundred_uploads_at_once_are_each_read_as_their_own(server):
    token, visits, rounds = cross_site_token(server.url), 20, 5
    photos = {example.digit: photo(example) for example in (NINE, SEVEN)}

    async def attack() -> None:
        come = [await Stranger.come(server.url) for _ in range(visits)]
        for round_number in range(rounds):
            file = f"photo-{round_number}"
            digits = [(9, 7)[(place + round_number) % 2] for place in range(visits)]
            with ThreadPoolExecutor(visits) as browsers:
                sent = [
                    browsers.submit(upload, server.url, one.session, file, photos[digit], token)
                    for one, digit in zip(come, digits, strict=True)
                ]
            assert {one.result() for one in sent} == {204}
            await asyncio.gather(*(one.send(picked(one, file)) for one in come))
            assert [one.answer for one in come] == [str(digit) for digit in digits]
            assert not any(one.problems or one.toasts for one in come)
        for one in come:
            await one.leave()

    assert visits * rounds == 100
    finish(attack())


def test_a_file_of_another_visit_cannot_be_taken(server):
    token = cross_site_token(server.url)

    async def attack() -> None:
        honest, stranger = await Stranger.come(server.url), await Stranger.come(server.url)
        args = (server.url, honest.session, "secret", photo(), token)
        assert await asyncio.to_thread(upload, *args) == 204
        await stranger.send(picked(stranger, "secret"))
        assert stranger.answer == "3"
        await honest.send(picked(honest, "secret"))
        assert honest.answer == "9"
        for one in (honest, stranger):
            await one.leave()

    finish(attack())


def test_files_for_no_visit_and_one_past_the_limit_are_not_kept():
    async def attack(url: str) -> None:
        token, visitor = cross_site_token(url), await Stranger.come(url)
        for session in ("", "nobody", "../..", "0" * 10_000):
            assert 400 <= await asyncio.to_thread(upload, url, session, "one", b"abc", token) < 500
        args = (url, visitor.session, "large", bytes(17_000_000), token)
        assert await asyncio.to_thread(upload, *args) in (0, 413)
        # With this one the server counts anew: it is all that is held.
        args = (url, visitor.session, "small", bytes(12_345), token)
        assert await asyncio.to_thread(upload, *args) == 204
        await wait_until_held(url, 12_345)
        await visitor.leave()

    with serving(ROOT / "app.py") as server:
        finish(attack(server.url))
