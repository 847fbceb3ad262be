"""A visitor who is faster than the page, and one who asks for a part of it that is gone."""

import pytest

from tests.attacks.stranger import Stranger
from tests.load.own_loop import finish

pytestmark = pytest.mark.long


def test_each_of_two_clicks_counts_though_nobody_waits_for_the_run_of_the_first(server):
    async def click() -> None:
        stranger = await Stranger.come(server.url, "experiment")
        for button, silenced in (("Silence all of conv1", 32), ("Bring all back", 0)) * 4:
            await stranger.connection.send_run(trigger=stranger.press(button))
            await stranger.send()
            shown = stranger.connection.tree.component_data("part_toggles")
            assert len(shown["switches"]["pressed"]) == silenced
        await stranger.leave()

    finish(click())


def test_one_who_asks_for_a_part_that_is_none_gets_the_whole_page(server):
    async def ask() -> None:
        stranger = await Stranger.come(server.url)
        await stranger.connection.run(fragment="x" * 32)
        assert stranger.answer == "3"
        assert not stranger.problems
        await stranger.leave()

    finish(ask())
