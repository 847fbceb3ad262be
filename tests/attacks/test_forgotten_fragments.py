"""A part of a page that the server does not know, or no longer: asking for it draws the page."""

import pytest

from tests.attacks.stranger import Stranger
from tests.load.own_loop import finish

pytestmark = pytest.mark.long


def test_one_who_asks_for_a_part_that_is_none_gets_the_whole_page(server):
    async def ask() -> None:
        stranger = await Stranger.come(server.url)
        await stranger.connection.run(fragment="x" * 32)
        assert stranger.answer == "3"
        assert not stranger.problems
        await stranger.leave()

    finish(ask())
