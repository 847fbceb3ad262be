"""Designing a network by mouse and keyboard in Chromium, and handing it on as a link."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

TEXTBOOK = ["conv1", "pool1", "conv2", "pool2", "conv3", "flatten", "dense", "softmax"]


class Editor:
    """The design editor on a screen.

    Args:
        screen: with the Train page open.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.page = screen.page
        self.undo = self.button("Undo")
        self.start = self.page.get_by_role("button", name="Start training")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def preset(self, name: str) -> Locator:
        """A design to begin with."""
        designs = self.page.get_by_role("radiogroup", name="Start from a design")
        return designs.get_by_role("radio", name=re.compile(f"^{name}:"))

    def row(self, name: str) -> Locator:
        """The row of a layer."""
        names = self.page.locator(".name").filter(has_text=re.compile(f"^{name}$"))
        return self.page.locator(".row").filter(has=names)

    def expect_layers(self, names: list[str]) -> None:
        """Wait until the table shows these layers in this order."""
        expect(self.page.locator(".body .name")).to_have_text(names)

    def expect_address(self, design: str) -> None:
        """Wait until the address holds a design."""
        expect(self.page).to_have_url(re.compile(rf"[?&]design={design}(&|$)"))


@pytest.fixture
def editor(screen):
    """The editor with the textbook network, at its most usual size."""
    screen.open("train")
    editor = Editor(screen)
    editor.expect_layers(TEXTBOOK)
    return editor


@pytest.mark.long
def test_the_first_screen_shows_the_textbook_network_with_its_arithmetic(editor):
    expect(editor.row("conv2")).to_contain_text("3 x 3 x 32 x 64 + 64= 18,496")
    expect(editor.row("pool2")).to_contain_text("the last row and the last column are left over")
    expect(editor.page.get_by_text("93,322 parameters, ")).to_be_visible()
    expect(
        editor.page.get_by_text("The last 2 rows and the last 2 columns of the image")
    ).to_be_visible()


@pytest.mark.each_change
def test_a_design_is_built_reordered_broken_mended_and_undone_by_mouse(editor):
    page = editor.page
    editor.button("Dropout").click()
    editor.expect_layers([*TEXTBOOK[:-1], "dropout", "softmax"])
    editor.button("Move up dropout").click()
    editor.expect_layers(
        ["conv1", "pool1", "conv2", "pool2", "conv3", "dropout", "flatten", "dense", "softmax"]
    )
    editor.expect_address("c32-m2-c64-m2-c64-o25-d64")

    page.get_by_label("conv3 kernel").select_option("7 x 7")
    failing = editor.row("conv3")
    expect(failing).to_have_class(re.compile("failing"))
    expect(failing).to_contain_text("a 7 x 7 kernel does not go on the 5 x 5 map that pool2 gives")
    expect(editor.row("pool2")).to_contain_text("5 x 5 x 64")
    expect(editor.start).to_be_disabled()

    page.get_by_label("conv3 padding").select_option("same")
    expect(editor.row("conv3")).to_contain_text("ceil(5 / 1) = 5")
    expect(editor.start).to_be_enabled()
    editor.expect_address("c32-m2-c64-m2-c64k7p-o25-d64")

    for design in (
        "c32-m2-c64-m2-c64k7-o25-d64",
        "c32-m2-c64-m2-c64-o25-d64",
        "c32-m2-c64-m2-c64-d64-o25",
        "c32-m2-c64-m2-c64-d64",
    ):
        editor.undo.click()
        editor.expect_address(design)
    editor.expect_layers(TEXTBOOK)
    expect(editor.undo).to_be_disabled()


@pytest.mark.long
def test_undos_faster_than_the_answers_are_all_done(editor):
    for button, design in (("Dropout", "d64-o25"), ("Dense", "d64-o25-d64")):
        editor.button(button).click()
        editor.expect_address(f"c32-m2-c64-m2-c64-{design}")
    editor.undo.dblclick()
    editor.expect_layers(TEXTBOOK)
    expect(editor.undo).to_be_disabled()


@pytest.mark.long
def test_typing_keeps_the_place_while_the_table_follows(editor):
    filters = editor.page.get_by_label("conv2 filters")
    filters.fill("1")
    filters.press("End")
    filters.press("6")
    expect(editor.row("conv2")).to_contain_text("11 x 11 x 16")
    editor.expect_address("c32-m2-c16-m2-c64-d64")
    expect(filters).to_be_focused()
    expect(filters).to_have_value("16")
    filters.fill("999")
    filters.press("Enter")
    expect(filters).to_have_value("128")
    expect(editor.row("conv2")).to_contain_text("11 x 11 x 128")
    filters.fill("")
    filters.blur()
    expect(filters).to_have_value("128")


def test_the_keyboard_moves_and_removes_layers(editor):
    window = editor.page.get_by_label("pool2 window")
    window.focus()
    window.press("Alt+ArrowUp")
    editor.expect_address("c32-m2-m2-c64-c64-d64")
    expect(editor.page.get_by_label("pool2 window")).to_be_focused()
    editor.button("Move down pool1").focus()
    editor.page.keyboard.press("Enter")
    editor.page.keyboard.press("Enter")
    editor.expect_address("c32-m2-c64-m2-c64-d64")
    editor.button("Remove conv1").focus()
    editor.page.keyboard.press("Enter")
    editor.expect_address("m2-c64-m2-c64-d64")
    expect(editor.button("Remove pool1")).to_be_focused()


@pytest.mark.long
def test_global_pooling_takes_flattens_place_and_batch_norm_goes_before_it(editor):
    editor.button("Global pooling").click()
    editor.expect_layers([*TEXTBOOK[:5], "global_pool", "dense", "softmax"])
    editor.button("Batch norm").click()
    editor.expect_layers([*TEXTBOOK[:5], "batch_norm", "global_pool", "dense", "softmax"])
    editor.expect_address("c32-m2-c64-m2-c64-b-g-d64")
    expect(editor.row("batch_norm")).to_contain_text("4 x 64= 256")
    editor.button("Remove global_pool").click()
    editor.expect_layers([*TEXTBOOK[:5], "batch_norm", "flatten", "dense", "softmax"])


@pytest.mark.long
def test_many_quick_clicks_are_all_taken(editor):
    for _ in range(3):
        editor.button("Dense").click(no_wait_after=True)
    for _ in range(3):
        editor.button("Pooling").click(no_wait_after=True)
    editor.expect_address("c32-m2-c64-m2-c64-m2-m2-m2-d64-d64-d64-d64")
    expect(editor.row("pool4")).to_contain_text("a 2 x 2 window does not go on the 1 x 1 map")


@pytest.mark.long
def test_every_setting_of_every_layer_reaches_the_design(editor):
    page = editor.page
    editor.button("Dropout").click()
    editor.expect_address("c32-m2-c64-m2-c64-d64-o25")
    for label, choice in (
        ("conv1 kernel", "5 x 5"),
        ("conv1 padding", "same"),
        ("conv1 stride", "stride 2"),
        ("pool1 of each window", "average"),
        ("pool2 window", "3 x 3"),
    ):
        page.get_by_label(label).select_option(choice)
    for label, number in (
        ("conv2 filters", "10"),
        ("dense units", "20"),
        ("dropout % while training", "40"),
    ):
        page.get_by_label(label).fill(number)
        page.get_by_label(label).press("Enter")
    editor.expect_address("c32k5s2p-a2-c10-m3-c64-d20-o40")


@pytest.mark.long
def test_a_link_shows_another_person_the_same_settings(editor, browser):
    page = editor.page
    editor.preset("Strided").click()
    editor.expect_address("c32s2-c64s2-c64-d64")
    epochs = page.get_by_label("Epochs", exact=True)
    epochs.fill("3")
    epochs.press("Enter")
    expect(page).to_have_url(re.compile("epochs=3"))
    page.get_by_role("button", name="Link to these settings").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    context = browser.new_context(viewport=page.viewport_size)
    other = Screen(context.new_page(), editor.screen.url)
    other.page.goto(link)
    other.wait_until_whole()
    expect(other.page.get_by_label("conv2 stride")).to_have_value("stride 2")
    expect(other.page.get_by_label("Epochs", exact=True)).to_have_value("3")
    expect(Editor(other).undo).to_be_disabled()
    context.close()


@pytest.mark.long
def test_back_and_forward_go_through_the_settings_and_then_off_the_page(screen):
    screen.open("draw")
    screen.go("Train")
    editor, page = Editor(screen), screen.page
    for name, design in (("LeNet-5", "c6k5p-a2-c16k5-a2-c120k5-d84"), ("Dense only", "d109-d64")):
        editor.preset(name).click()
        editor.expect_address(design)
    page.go_back()
    expect(page.get_by_label("conv2 filters")).to_have_value("16")
    page.go_forward()
    editor.expect_layers(["flatten", "dense1", "dense2", "softmax"])
    page.go_back()
    expect(page.get_by_label("conv2 filters")).to_have_value("16")
    for _ in range(2):
        page.go_back()
        screen.wait_until_whole()
    expect(page.get_by_role("heading", name="Draw", level=1)).to_be_visible()
    screen.go("Train")
    expect(page.get_by_label("conv2 filters")).to_have_value("16")


@pytest.mark.long
def test_a_link_of_a_learn_page_brings_its_settings_to_one_who_was_here_before(editor):
    page = editor.page
    editor.preset("LeNet-5").click()
    editor.expect_address("c6k5p-a2-c16k5-a2-c120k5-d84")
    editor.screen.go("9 Fewer examples")
    link = page.get_by_role("link", name="Open it on the Train page")
    expect(link).to_have_attribute("href", re.compile("images=100"))
    link.click()
    editor.expect_layers(TEXTBOOK)
    expect(page.get_by_label("Training images", exact=True)).to_have_value("100")
    editor.undo.click()
    editor.expect_address("c6k5p-a2-c16k5-a2-c120k5-d84")


@pytest.mark.long
def test_back_takes_back_what_was_typed_last_even_where_one_still_types(editor):
    filters = editor.page.get_by_label("conv1 filters")
    filters.fill("9")
    editor.expect_address("c9-m2-c64-m2-c64-d64")
    filters.fill("10")
    editor.expect_address("c10-m2-c64-m2-c64-d64")
    editor.page.go_back()
    expect(filters).to_have_value("9")
    editor.expect_address("c9-m2-c64-m2-c64-d64")


@pytest.mark.long
def test_a_long_name_stays_in_its_column(editor):
    for button in ("Batch norm", "Batch norm", "Global pooling"):
        editor.button(button).click()
    for layer in ("batch_norm1", "batch_norm2", "global_pool"):
        name = editor.page.locator(".body .name").filter(has_text=re.compile(f"^{layer}$"))
        expect(name).to_have_count(1)
        assert name.evaluate("name => name.scrollWidth <= name.clientWidth")
