"""Neighbours: the test digits in a plane, the current digit among them, and the ten nearest."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.explain.charts.plane_chart import plane_chart
from cnn.explain.neighbours import (
    CHUNK,
    Nearest,
    Neighbourhood,
    layer_numbers,
    nearest,
    neighbourhood,
)
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layers import Layer
from pages.parts.components.digit_gallery import Card, digit_gallery
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.selected_points import selected_points
from pages.parts.components.whole_number import whole_number
from pages.parts.explain.question import Question
from pages.parts.explain.tasks import Slot, Task, result_of
from pages.parts.maps.cell_choice import number_choice
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits
from pages.parts.session.theme import palette
from pages.parts.words import capitalised

_POINT = "explain_point"
# What is smaller has more decimals, and what is much smaller is a power of ten.
SMALL_DISTANCE = 0.1
# In CSS pixels.
NUMBER_WIDTH = 200
# So many times a few digits are usually looked at before none can be nearer.
USUAL_CHUNKS = 4


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Network: fingerprint})
def _neighbourhood_slot(network: Network, layer_name: str, set_key: str) -> Slot[Neighbourhood]:
    """Up to 6 MB each; the usual, of a dense layer, 2.6 MB."""
    return Slot()


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Network: fingerprint})
def _nearest_slot(network: Network, layer_name: str, set_key: str, image: bytes) -> Slot[Nearest]:
    return Slot()


def neighbours(question: Question, texts: ExplainedTexts) -> None:
    """The layer, the plane, and the nearest digits, each of which opens in Feature maps."""
    digits, network = usual_digits(), question.network
    images, set_key = digits.images, digits.set_key
    layer = _layer(network)
    found = result_of(
        Task(
            f"neighbours_{layer.name}",
            f"Place {len(images):,} test digits by {layer.name}",
            (fingerprint(network), layer.name, set_key),
            2 * len(images) * seconds_per_digit(network.architecture),
            _neighbourhood_slot(network, layer.name, set_key),
            lambda: neighbourhood(network, layer.name, images),
            holds_much=True,
        )
    )
    if found is None:
        return
    if not found.shares.any() or not np.isfinite(found.coordinates).all():
        texts.info(
            f"{layer.name} gives every test digit the same numbers, or numbers beyond measure: "
            "there is no plane to place them in. Choose another layer, or another network."
        )
        return
    image = question.image.tobytes()
    near = result_of(
        Task(
            "nearest",
            "Find the ten nearest",
            (fingerprint(network), layer.name, set_key, image),
            USUAL_CHUNKS * CHUNK * seconds_per_digit(network.architecture),
            _nearest_slot(network, layer.name, set_key, image),
            lambda: nearest(network, found, images, question.image),
        )
    )
    if near is None:
        return
    plane_side, near_side = st.columns((3, 2), gap="medium")
    with plane_side:
        _plane(question, found, near, digits, texts)
    with near_side:
        _clicked(found, digits, network, texts)
        _nearest(question, near, digits, layer, texts)


def _layer(network: Network) -> Layer:
    """Of all layers but flatten and dropouts, which only pass on; first the last before softmax."""
    layers = [layer for layer in network.architecture.layers if not layer.spec.passes_on]
    first = layers[-2] if len(layers) > 1 else layers[-1]
    return layer_picker(layers, "explain_layer", lambda layer: layer.shape_text, first=first)


def _plane(
    question: Question,
    found: Neighbourhood,
    near: Nearest,
    digits: LabelledDigits,
    texts: ExplainedTexts,
) -> None:
    own = layer_numbers(question.network, found.layer_name, question.image[np.newaxis])
    here = found.placed(own)[0][0]
    shares = found.shares[:2]
    points = _two(found.coordinates)
    titles = tuple(
        f"component {number + 1}: {share:.1%} of the variance"
        for number, share in enumerate([*shares, 0.0][:2])
    )
    # Otherwise the wheel and fingers scroll the page.
    is_loose = st.toggle(
        "Zoom and move the points",
        key="explain_plane_loose",
        help="The wheel, or two fingers, zoom; dragging moves; a double click goes back.",
    )

    chosen = _chosen(found, digits, question.network)

    # Streamlit keeps callbacks as long as the visitor stays: they hold nothing large.
    who, count = _who(found, digits, question.network), len(points)

    def choose(place: int) -> None:
        st.session_state[_POINT] = (who, place)

    def take_click() -> None:
        clicked = selected_points("explain_plane")
        place = whole_number(clicked[0].get("customdata"), count) if clicked else None
        if place is not None:
            choose(place)

    st.plotly_chart(
        plane_chart(
            points,
            digits.labels,
            palette(),
            here=_two(here[np.newaxis])[0],
            near=near.positions,
            titles=(titles[0], titles[1]),
            is_loose=is_loose,
            chosen=chosen,
        ),
        theme=None,
        config={"displayModeBar": False, "scrollZoom": is_loose},
        key="explain_plane",
        on_select=take_click,
        selection_mode="points",
        alt=f"{len(points):,} test digits by the two principal components of {found.layer_name}; "
        f"yours is at {here[0]:.2f}, {_two(here[np.newaxis])[0][1]:.2f}.",
    )
    texts.caption(
        f"{capitalised(digits.set_in_words)}, by the two principal "
        f"components of {found.layer_name}: the directions in which its numbers vary most. "
        f"Together they hold {float(shares.sum()):.0%} of the variance, so points that lie close "
        "here may be far apart in the other directions. The star is your digit, rings are its ten "
        "neighbours. Click a point to see its digit, or give its number."
    )
    with st.container(width=NUMBER_WIDTH):
        first = int(near.positions[0])
        number_choice(
            "Test digit",
            first if chosen is None else chosen,
            len(points),
            choose,
            "explain_point_number",
        )


def _who(found: Neighbourhood, digits: LabelledDigits, network: Network) -> tuple[str, ...]:
    return fingerprint(network), found.layer_name, digits.set_key


def _chosen(found: Neighbourhood, digits: LabelledDigits, network: Network) -> int | None:
    """The test digit whose point was clicked in this plane."""
    who, place = st.session_state.get(_POINT, (None, None))
    return place if who == _who(found, digits, network) else None


def _clicked(
    found: Neighbourhood, digits: LabelledDigits, network: Network, texts: ExplainedTexts
) -> None:
    place = _chosen(found, digits, network)
    if place is None:
        return
    label, image = int(digits.labels[place]), digits.images[place]
    answer = int(network.predict(image[np.newaxis].astype(np.float32) / 255)[0].argmax())
    texts.markdown(f"**The point you chose**: test digit {place:,}, a {label}, read as {answer}.")
    digit_gallery(
        image[np.newaxis],
        [Card((f"a {label}", f"read as {answer}"), f"Test digit {place}, a {label}")],
        palette(),
        key="explain_clicked",
        label="The digit of the point you chose. It opens in Feature maps.",
        on_open=lambda _: digits.look_inside(place),
    )


def _two(coordinates: np.ndarray) -> np.ndarray:
    """The first two coordinates; the second is 0 where there is but one."""
    if coordinates.shape[1] > 1:
        return coordinates[:, :2]
    return np.concatenate([coordinates, np.zeros_like(coordinates)], axis=1)


def _nearest(
    question: Question, near: Nearest, digits: LabelledDigits, layer: Layer, texts: ExplainedTexts
) -> None:
    images, labels = digits.images, digits.labels
    own = np.rint(question.image * 255).astype(np.uint8)
    is_itself = bool((images[near.positions] == own).all(axis=(1, 2)).any())
    itself = " Your digit is a test digit: it is its own nearest neighbour." if is_itself else ""
    texts.markdown(_neighbours_sentence(labels[near.positions], question.answer))

    digit_gallery(
        images[near.positions],
        [
            Card(
                (f"a {labels[position]}", _distance(distance)),
                f"Test digit {position}, a {labels[position]}, at a distance of {distance:.4g}",
            )
            for position, distance in zip(near.positions, near.distances, strict=True)
        ],
        palette(),
        key="explain_neighbours",
        label="The ten nearest test digits. Each opens in Feature maps.",
        on_open=lambda number: digits.look_inside(int(near.positions[number])),
    )
    texts.caption(
        f"Under each digit: what it is, and its distance from yours among all numbers of "
        f"{layer.name}, not only in the plane. Click one to see it in Feature maps.{itself}"
    )


def _distance(value: float) -> str:
    if value >= SMALL_DISTANCE or not value:
        return f"{value:.2f}"
    return f"{value:.4f}" if value >= SMALL_DISTANCE / 100 else f"{value:.1e}"


def _neighbours_sentence(labels: np.ndarray, answer: int) -> str:
    alike = int((labels == answer).sum())
    if alike == len(labels):
        return f"**All ten nearest test digits are a {answer}**, as the network answers."
    if not alike:
        return f"**None of the ten nearest test digits is a {answer}**, though that is the answer."
    verb = "is" if alike == 1 else "are"
    return f"**{alike} of the ten nearest test digits {verb} a {answer}**, the network's answer."
