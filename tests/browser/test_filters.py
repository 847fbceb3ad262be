"""The Filters page in Chromium, for a digit drawn by mouse."""

from playwright.sync_api import expect

from cnn.handwriting.examples import EXAMPLES

ZERO = next(example for example in EXAMPLES if example.digit == 0)


def test_all_thirty_two_kernels_of_conv1_are_shown(any_screen):
    any_screen.open()
    any_screen.clear()
    any_screen.draw(ZERO)
    any_screen.expect_prediction(0)
    any_screen.go("Filters")
    kernels = any_screen.page.locator("img[alt^='conv1, filter']")
    expect(kernels).to_have_count(32)
    any_screen.expect_no_sideways_scrolling()


def test_a_deeper_filter_shows_its_kernels_strongest_first(screen):
    screen.open("filters")
    screen.page.get_by_text("conv2", exact=True).first.click()
    kernels = screen.page.locator("img[alt^='conv2, filter']")
    expect(kernels.first).to_be_visible()
    expect(screen.page.get_by_text("strongest first").first).to_be_visible()
