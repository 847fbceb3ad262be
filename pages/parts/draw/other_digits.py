"""Digits that are not drawn here: examples, uploaded pictures, MNIST's test digits."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.datasets import mnist_available
from cnn.drawing.upload import picture_from_upload
from cnn.errors import VisitorError
from cnn.handwriting.examples import Example
from pages.parts.draw.canvas import load_strokes, mark_as_read
from pages.parts.session.digit import Digit, example_digit, set_digit
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.streamlit_internals import is_released, release_upload

PICTURE_TYPES = ["png", "jpg", "jpeg", "webp"]


def load_example(example: Example) -> None:
    """Put an example on the canvas and make it the digit of the moment."""
    load_strokes(example.strokes)
    mark_as_read()
    set_digit(example_digit(example))


def upload_popover() -> None:
    """Upload a picture or a photo; a bad one is explained and changes nothing."""
    with st.popover("Upload", icon=":material/upload:"):
        st.file_uploader(
            "A picture or a photo of one handwritten digit",
            type=PICTURE_TYPES,
            key="picture",
            on_change=_take_picture,
            help="PNG, JPEG or WebP, at most 5 MB and 8 megapixels; dark on light or the reverse.",
        )
        if "picture_problem" in st.session_state:
            st.error(st.session_state["picture_problem"], icon=":material/error:")


def mnist_button() -> None:
    """Take one of MNIST's test digits at random, where MNIST is at hand."""
    at_hand = mnist_available()
    st.button(
        "MNIST digit",
        icon=":material/casino:",
        on_click=_take_mnist_digit,
        disabled=not at_hand,
        help="One of MNIST's 10,000 test digits, at random."
        if at_hand
        else "MNIST is not on this machine. Put mnist.npz where MNIST_NPZ points to.",
    )


def _take_picture() -> None:
    from cnn.drawing.picture import stages_from_image  # OpenCV: at the first picture only

    upload = st.session_state["picture"]
    if is_released(upload):
        return
    st.session_state.pop("picture_problem", None)
    if upload is None:
        return
    try:
        stages = stages_from_image(picture_from_upload(upload.getvalue()))
    except VisitorError as error:
        st.session_state["picture_problem"] = str(error)
        return
    finally:
        release_upload(upload)
    set_digit(Digit(stages[-1].image, "uploaded", stages=tuple(stages)))


def _take_mnist_digit() -> None:
    try:
        images, labels = mnist_test()
    except VisitorError as error:
        st.toast(str(error), icon=":material/error:")
        return
    index = int(np.random.default_rng().integers(len(images)))
    image = images[index].astype(np.float32) / 255
    set_digit(Digit(image, "mnist", int(labels[index])))
