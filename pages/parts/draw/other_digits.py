"""Digits that are not drawn here: examples, pictures, MNIST's test digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.datasets import mnist_available
from cnn.drawing.upload import FILE_TYPES, LIMITS, MAX_BYTES, picture_from_upload
from cnn.errors import VisitorError
from cnn.handwriting.examples import Example
from pages.parts.draw.canvas import load_strokes, mark_as_read
from pages.parts.draw.picture_drop import DROPPED_KEY, picture_drop
from pages.parts.session.digit import Digit, current_digit, example_digit, set_digit
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.session.reading import take_picture
from pages.parts.streamlit_internals import is_released, release_upload

UPLOADED_KEY = "picture"
CAMERA_KEY = "camera"
PHOTO_KEY = "photo"
PROBLEM_KEY = "picture_problem"
TAKEN_KEY = "pictures_taken"


@dataclass(frozen=True)
class PictureProblem:
    """What was wrong with the picture that came last.

    Attributes:
        key: of the widget by which it came.
        sentence: for the visitor.
        kept: the digit of the moment that it left in place; with another, the problem is past.
    """

    key: str
    sentence: str
    kept: Digit


def load_example(example: Example) -> None:
    """Put an example on the canvas and make it the digit of the moment."""
    load_strokes(example.strokes, example)
    mark_as_read()
    set_digit(example_digit(example))


def upload_popover() -> None:
    """Upload a picture or a photo; a bad one is explained and changes nothing."""
    with st.popover("Upload", icon=":material/upload:"):
        st.file_uploader(
            "A picture or a photo of handwritten digits",
            type=FILE_TYPES,
            key=UPLOADED_KEY,
            on_change=_take_picture,
            args=(UPLOADED_KEY,),
            max_upload_size=MAX_BYTES // 1_000_000,
            help=f"{LIMITS} Dark ink on light paper, or the reverse.",
        )
        _problem_with(UPLOADED_KEY)


def camera_popover() -> None:
    """Take a photo; the camera starts when its place is opened, and stops when that is closed."""
    camera = st.popover("Camera", icon=":material/photo_camera:", key=CAMERA_KEY, on_change="rerun")
    if camera.open:
        with camera:
            st.camera_input(
                "Hold the camera close: the digits should fill the picture.",
                key=PHOTO_KEY,
                on_change=_take_picture,
                args=(PHOTO_KEY,),
                resolution="1080p",
            )
            _problem_with(PHOTO_KEY)


def dropped_picture() -> None:
    """Paste a picture, or drop one anywhere on the page."""
    picture_drop(lambda: _take_picture(DROPPED_KEY), st.session_state.get(TAKEN_KEY, 0))


def dropped_picture_problem() -> None:
    """Say what was wrong with the picture that was dropped or pasted last."""
    _problem_with(DROPPED_KEY)


def mnist_button() -> None:
    """Take one of MNIST's test digits at random, where MNIST is at hand."""
    at_hand = mnist_available()
    st.button(
        "MNIST digit",
        icon=":material/casino:",
        on_click=_take_mnist_digit,
        disabled=not at_hand,
        help="Take one of MNIST's 10,000 test digits at random."
        if at_hand
        else "MNIST is not on this server. Whoever runs it can put mnist.npz there and let the "
        "environment variable MNIST_NPZ name it.",
    )


def _take_picture(key: str) -> None:
    upload = st.session_state[key]
    if is_released(upload):
        return
    st.session_state.pop(PROBLEM_KEY, None)
    if upload is None:
        return
    st.session_state[TAKEN_KEY] = st.session_state.get(TAKEN_KEY, 0) + 1
    try:
        take_picture(picture_from_upload(upload.getvalue()))
    except VisitorError as error:
        st.session_state[PROBLEM_KEY] = PictureProblem(key, str(error), current_digit())
        return
    finally:
        release_upload(upload)
    if key == PHOTO_KEY:
        st.session_state[CAMERA_KEY] = False  # the answer lies behind it


def _problem_with(key: str) -> None:
    problem: PictureProblem | None = st.session_state.get(PROBLEM_KEY)
    if problem is None or problem.key != key:
        return
    if problem.kept is current_digit():
        st.error(problem.sentence, icon=":material/error:")
    else:
        del st.session_state[PROBLEM_KEY]


def _take_mnist_digit() -> None:
    try:
        images, labels = mnist_test()
    except VisitorError as error:
        st.toast(str(error), icon=":material/error:")
        return
    index = int(np.random.default_rng().integers(len(images)))
    image = images[index].astype(np.float32) / 255
    set_digit(Digit(image, "mnist", int(labels[index])))
