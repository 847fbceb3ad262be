"""Pictures in Chromium: chosen, dropped, pasted, and taken by a camera."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, JSHandle, Page, expect

from cnn.drawing.normalise import draw_strokes
from cnn.drawing.upload import MAX_BYTES
from cnn.handwriting.examples import EXAMPLES
from tests.browser.screen import Screen
from tests.serving import BROWSER_ARGUMENTS, Server, browser_path

CROSSED_SEVEN = next(example for example in EXAMPLES if example.title == "7, crossed")
FILE = """([name, type, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  return transfer;
}"""


def photo_of(example) -> bytes:
    """Dark ink on light paper, 300 x 300."""
    ink = draw_strokes([np.asarray(stroke) / 10 for stroke in example.strokes], 2.0)
    picture = Image.fromarray((255 - ink * 200).astype(np.uint8)).resize((300, 300))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.mark.long
def test_an_uploaded_picture_is_read_and_a_bad_one_changes_nothing(screen):
    screen.open()
    screen.page.get_by_role("button", name="Upload").click()
    chooser = screen.page.locator(".st-key-picture input[type=file]")
    chooser.set_input_files(
        {"name": "seven.png", "mimeType": "image/png", "buffer": photo_of(CROSSED_SEVEN)}
    )
    screen.expect_prediction(7)
    broken = {"name": "half.png", "mimeType": "image/png", "buffer": photo_of(CROSSED_SEVEN)[:90]}
    chooser.set_input_files(broken)
    expect(screen.page.get_by_test_id("stAlert").first).to_be_visible()
    screen.expect_prediction(7)


def carried(page: Page, content: bytes, name: str = "seven.png") -> JSHandle:
    """A file as the mouse carries it."""
    return page.evaluate_handle(FILE, [name, "image/png", base64.b64encode(content).decode()])


def drop(screen: Screen, content: bytes) -> None:
    """Drop a file on the page's title, as far from any field for files as can be."""
    files = carried(screen.page, content)
    target = screen.page.get_by_text("Drop the picture here to have it read")
    screen.page.dispatch_event("h1", "dragover", {"dataTransfer": files})
    expect(target).to_be_visible()
    screen.page.dispatch_event("h1", "drop", {"dataTransfer": files})
    expect(target).to_be_hidden()


@pytest.mark.each_change
def test_a_picture_dropped_anywhere_is_read_and_a_bad_one_changes_nothing(screen):
    screen.open()
    drop(screen, photo_of(CROSSED_SEVEN))
    screen.expect_prediction(7)
    drop(screen, photo_of(CROSSED_SEVEN)[:90])
    expect(screen.page.get_by_text("truncated or damaged")).to_be_visible()
    screen.expect_prediction(7)
    drop(screen, bytes(MAX_BYTES + 1))
    expect(screen.page.get_by_text("The file is too large")).to_be_visible()
    screen.expect_prediction(7)


def test_a_picture_on_the_clipboard_is_pasted_by_key_and_by_button(screen):
    page = screen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen.open()
    page.evaluate(
        f"""async (file) => {{
          const [picture] = ({FILE})(file).files;
          await navigator.clipboard.write([new ClipboardItem({{ "image/png": picture }})]);
        }}""",
        ["seven.png", "image/png", base64.b64encode(photo_of(CROSSED_SEVEN)).decode()],
    )
    page.keyboard.press("Control+v")
    screen.expect_prediction(7)
    # The picture moves what lies below it.
    screen.wait_until_at_rest()
    page.get_by_role("button", name="9, with a curled foot").click()
    screen.expect_prediction(9)
    screen.wait_until_at_rest()
    page.get_by_role("button", name="Paste").click()
    screen.expect_prediction(7)
    page.evaluate("navigator.clipboard.writeText('no picture')")
    page.get_by_role("button", name="Paste").click()
    expect(page.get_by_text("There was no picture to take")).to_be_visible()
    screen.expect_prediction(7)


@pytest.mark.long
def test_a_photo_taken_by_the_camera_is_read_as_it_was_and_not_mirrored(
    server: Server, browser: Browser, tmp_path: Path
):
    scene = Image.new("L", (640, 480), 230)
    scene.paste(Image.open(io.BytesIO(photo_of(CROSSED_SEVEN))), (170, 90))
    frame = io.BytesIO()
    scene.convert("RGB").save(frame, "JPEG")
    (tmp_path / "scene.mjpeg").write_bytes(frame.getvalue() * 30)
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'scene.mjpeg'}",
    ]
    with browser.browser_type.launch(
        executable_path=browser_path(), args=[*BROWSER_ARGUMENTS, *camera]
    ) as with_camera:
        page = with_camera.new_page(viewport={"width": 1280, "height": 900})
        screen = Screen(page, server.url)
        screen.open()
        expect(page.locator("video")).to_have_count(0)
        page.get_by_role("button", name="Camera").click()
        # Before its first picture the camera has none to take.
        page.wait_for_function("() => document.querySelector('video')?.videoWidth > 0")
        page.get_by_role("button", name="Take Photo").click()
        screen.expect_prediction(7)
        expect(page.get_by_test_id("stCameraInput")).to_have_count(0)
