"""Replicas that are killed, renewed or told to end, and a line that is cut, in a real browser."""

import re
import signal
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from cnn.handwriting.examples import EXAMPLES
from cnn.network import PRETRAINED
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.browser.cut_line import cut_line
from tests.browser.screen import Screen
from tests.deploy.deployed import COOKIE, Deployed, deployed, wait_until
from tests.serving import ROOT, serving, wait_until_healthy

pytestmark = pytest.mark.long

ONE = next(example for example in EXAMPLES if example.digit == 1)
IS_CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
IS_CUT = "[data-testid=stApp]:not([data-test-connection-state=CONNECTED])"
# Over in seconds.
QUICK_RUN = "train?design=d32&data=synthetic&images=2000&epochs=2"
TRAINING_MILLISECONDS = 180_000
MOST_LETTERS = 4000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Deployed]:
    with deployed(2, CONVOSCOPE_RUNS=str(tmp_path_factory.mktemp("runs"))) as running:
        yield running


@pytest.fixture(autouse=True)
def _traces(served) -> Iterator[None]:
    """What went wrong in a replica stands beside a test that fails: a page does not say it."""
    yield
    for number in (1, 2):
        _, mark, trace = served.log(number).partition("Traceback")
        print(f"replica {number}: {mark}{trace[:MOST_LETTERS]}")


def replica_of(page: Page) -> int:
    (number,) = (one["value"] for one in page.context.cookies() if one["name"] == COOKIE)
    return int(number)


def is_renewed(served: Deployed, before: dict[int, int]) -> bool:
    """Whether each replica of these is another process now."""
    try:
        return all(served.replica(number).pid != pid for number, pid in before.items())
    except (AssertionError, psutil.Error):
        return False


def kill_the_replica_of(page: Page, served: Deployed) -> None:
    """Until the visit is another's, and what was killed has been started again."""
    number = replica_of(page)
    killed = served.replica(number)
    killed.kill()
    wait_until(lambda: replica_of(page) != number)
    page.wait_for_selector(IS_CONNECTED)
    wait_until(lambda: is_renewed(served, {number: killed.pid}))
    wait_until_healthy(served.first_port + number - 1, served.process)


def draw_a_one(screen: Screen) -> None:
    screen.open()
    screen.clear()
    screen.draw(ONE)
    screen.expect_prediction(1)
    screen.wait_until_kept(len(ONE.strokes))


def expect_the_visit(screen: Screen) -> None:
    """What was drawn and chosen is there, on the page that was open and on the others."""
    expect(screen.page.get_by_role("combobox", name="Network")).to_have_value("textbook")
    chosen = screen.page.locator("[class*=st-key-layer_widget] [aria-checked=true]")
    expect(chosen).to_have_text(re.compile("^pool2"))
    screen.go("Draw")
    screen.wait_until_at_rest()
    screen.expect_prediction(1)
    expect(screen.page.get_by_text("Your drawing.")).to_be_visible()


def test_a_visit_goes_on_when_its_replica_is_killed_and_again_when_the_next_one_is(served, page):
    screen = Screen(page, served.url)
    draw_a_one(screen)
    screen.choose_network("textbook")
    screen.go("Feature maps")
    page.locator("[class*=st-key-layer_widget] [role=radio]", has_text="pool2").click()
    expect(page).to_have_url(re.compile("layer=pool2"))
    screen.wait_until_at_rest()
    for _ in range(2):
        kill_the_replica_of(page, served)
        screen.wait_until_at_rest()
        expect_the_visit(screen)
        screen.go("Feature maps")
        screen.wait_until_at_rest()


def test_a_network_that_was_trained_in_the_visit_reads_on_at_the_next_replica(served, page):
    screen = Screen(page, served.url)
    draw_a_one(screen)
    page.goto(f"{served.url}/{QUICK_RUN}")
    screen.wait_until_at_rest()
    page.get_by_role("button", name="Start training").click()
    trained = page.get_by_test_id("stMain").get_by_text("test digits right")
    expect(trained).to_be_visible(timeout=TRAINING_MILLISECONDS)
    # Whoever looks elsewhere before it is there does not have it chosen.
    network = page.get_by_role("combobox", name="Network")
    expect(network).not_to_have_value(re.compile("|".join(PRETRAINED)))
    screen.go("Draw")
    screen.wait_until_at_rest()
    name, answer = network.input_value(), screen.prediction.inner_text()
    screen.go("Train")
    kill_the_replica_of(page, served)
    screen.wait_until_at_rest()
    expect(trained).to_be_visible()
    screen.go("Draw")
    for is_killed in (False, True):
        if is_killed:
            kill_the_replica_of(page, served)
        screen.wait_until_at_rest()
        expect(network).to_have_value(name)
        expect(screen.prediction).to_have_text(answer, use_inner_text=True)
        expect(page.get_by_text("Your drawing.")).to_be_visible()


def test_a_plain_reload_keeps_the_visit_too(served, page):
    screen = Screen(page, served.url)
    draw_a_one(screen)
    screen.choose_network("textbook")
    page.reload()
    screen.wait_until_at_rest()
    screen.expect_prediction(1)
    expect(page.get_by_role("combobox", name="Network")).to_have_value("textbook")
    # A further stroke joins what was there.
    screen.stroke([[120, 240], [160, 240]])
    screen.wait_until_kept(len(ONE.strokes) + 1)


def test_another_tab_is_another_visit(served, page):
    screen = Screen(page, served.url)
    draw_a_one(screen)
    other = Screen(page.context.new_page(), served.url)
    other.open()
    other.wait_until_at_rest()
    other.expect_prediction(3)


def test_a_replica_told_to_end_hands_its_visitors_on_and_another_takes_its_place(served, page):
    screen = Screen(page, served.url)
    draw_a_one(screen)
    number = replica_of(page)
    told = served.replica(number)
    told.terminate()
    wait_until(lambda: replica_of(page) != number)
    screen.wait_until_at_rest()
    screen.expect_prediction(1)
    wait_until(lambda: is_renewed(served, {number: told.pid}))
    assert f"replica {number} ended with 0" in (served.folder / "log").read_text()


def test_each_is_renewed_in_turn_and_no_visit_is_lost(served, page):
    screen = Screen(page, served.url)
    draw_a_one(screen)
    before = {number: served.replica(number).pid for number in (1, 2)}
    served.process.send_signal(signal.SIGHUP)
    wait_until(lambda: is_renewed(served, before))
    page.wait_for_selector(IS_CONNECTED)
    screen.wait_until_at_rest()
    screen.expect_prediction(1)


def test_ten_seconds_without_a_network_lose_nothing(served, page):
    with cut_line(served.url) as line:
        screen = Screen(page, line.url)
        draw_a_one(screen)
        screen.wait_until_at_rest()
        line.cut()
        page.wait_for_selector(IS_CUT)
        # What is drawn meanwhile is read in the browser, and by the server afterwards.
        screen.stroke([[120, 240], [160, 240]])
        page.wait_for_timeout(10_000)
        assert page.locator(IS_CUT).count() == 1
        line.mend()
        page.wait_for_selector(IS_CONNECTED)
        screen.wait_until_kept(len(ONE.strokes) + 1)
        screen.wait_until_at_rest()
        expect(page.get_by_text("Your drawing.")).to_be_visible()


def test_when_what_looks_after_them_is_killed_nothing_is_left_behind():
    with deployed(2) as running:
        children = psutil.Process(running.process.pid).children(recursive=True)
        # Two replicas, and nginx with at least one worker.
        assert len(children) >= 4
        running.process.kill()
        running.process.wait()
        _, alive = psutil.wait_procs(children, timeout=60)
        assert not alive


def test_the_app_without_replicas_ends_cleanly_too(tmp_path):
    """`streamlit run` as the README starts it."""
    log = tmp_path / "log"
    with serving(ROOT / "app.py", log, TMPDIR=str(tmp_path)) as server:
        server.process.terminate()
        assert server.process.wait(60) == 0
    assert "Traceback" not in log.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
