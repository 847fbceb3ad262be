"""The smallest change: on one dense layer the smallest is known, deeper down it must do what it
says."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.errors import ExplanationError
from cnn.experiment.least_change import RIVALS, Changed, least_change, nearest_rivals
from cnn.experiment.stroke_change import INK, film, stroke_change, with_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from tests.designs import random_network

PEN = Network.load("pen")
IMAGE = digit_from_strokes(EXAMPLES[0].strokes)
GREY = np.full((28, 28), 0.5, np.float32)


def two_sided(seed: int) -> tuple[Network, np.ndarray, float]:
    """One dense layer that answers 3, or else 5; the weights apart, and 3's lead on grey paper."""
    network = random_network(Architecture(()), seed)
    kernel, bias = network.weights["softmax"]["kernel"], network.weights["softmax"]["bias"]
    bias[:] = -1e3
    apart = kernel[:, 5] - kernel[:, 3]
    bias[3], bias[5] = 1.0, 1.0 - float(GREY.ravel() @ apart) - 0.5
    return network, apart, 0.5


@pytest.mark.parametrize("seed", [0, 1])
def test_of_one_dense_layer_it_is_the_lead_over_the_length_of_the_weights(seed: int):
    network, apart, lead = two_sided(seed)
    *_, last = least_change(network, GREY, 5, "l2")
    assert last.found is not None
    assert last.found.answer == 5
    assert last.found.l2 == pytest.approx(lead / np.linalg.norm(apart), rel=0.02)


@pytest.mark.parametrize("seed", [0, 1])
def test_of_one_dense_layer_the_largest_pixel_is_the_lead_over_the_sum_of_the_weights(seed: int):
    network, apart, lead = two_sided(seed)
    *_, last = least_change(network, GREY, None, "linf")
    assert last.found is not None
    assert last.found.linf == pytest.approx(lead / np.abs(apart).sum(), rel=0.02)


@pytest.mark.parametrize("norm", ["l2", "linf"])
@pytest.mark.parametrize("target", [None, 2, 8])
def test_the_changed_digit_is_read_as_wished_and_half_the_change_is_not_enough(norm, target):
    *_, last = least_change(PEN, IMAGE, target, norm)
    found = last.found
    assert found is not None
    before, after, half = PEN.predict(
        np.stack([IMAGE, found.after, IMAGE + found.change / 2])
    ).argmax(axis=1)
    assert after == found.answer != before
    assert target in (None, after)
    assert half != after
    assert found.after.min() >= 0
    assert found.after.max() <= 1


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_any_other_answer_takes_no_more_than_the_digits_whose_borders_are_nearest(norm):
    rivals = nearest_rivals(PEN, IMAGE, norm)
    assert len(set(rivals)) == RIVALS
    present = int(PEN.predict(IMAGE[np.newaxis]).argmax())
    assert present not in rivals
    *_, last = least_change(PEN, IMAGE, None, norm)
    assert last.found is not None
    sizes = [
        getattr(list(least_change(PEN, IMAGE, rival, norm))[-1].found, norm) for rival in rivals
    ]
    assert getattr(last.found, norm) == pytest.approx(min(sizes))


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_of_one_dense_layer_the_borders_are_where_the_weights_say(norm):
    network = random_network(Architecture(()), 2)
    kernel, bias = network.weights["softmax"]["kernel"], network.weights["softmax"]["bias"]
    logits = GREY.ravel() @ kernel + bias
    present = int(logits.argmax())
    apart = np.abs(kernel - kernel[:, [present]])
    lengths = apart.sum(axis=0) if norm == "linf" else np.sqrt(np.square(apart).sum(axis=0))
    ways = {n: (logits[present] - logits[n]) / lengths[n] for n in range(10) if n != present}
    expected = sorted(ways, key=lambda digit: ways[digit])[:RIVALS]
    assert nearest_rivals(network, GREY, norm) == expected


def test_each_norm_finds_the_smaller_change_by_its_own_measure():
    found = {norm: list(least_change(PEN, IMAGE, 2, norm))[-1].found for norm in ("l2", "linf")}
    assert found["l2"].l2 < found["linf"].l2
    assert found["linf"].linf < found["l2"].linf


def test_sizes_of_a_change_by_hand():
    before = np.zeros((28, 28), np.float32)
    before[0, :4] = 0.5
    after = before.copy()
    after[0, 0], after[1, 1] = 0.1, 0.3
    changed = Changed(before, after, 1, 0.5)
    assert changed.l2 == pytest.approx(0.5)
    assert changed.linf == pytest.approx(0.4)
    assert changed.ink == pytest.approx(0.35)
    assert Changed(np.zeros((28, 28)), after, 1, 0.5).ink == np.inf


def test_what_is_read_as_wished_already_needs_no_change():
    answer = int(PEN.predict(IMAGE[np.newaxis]).argmax())
    *_, last = least_change(PEN, IMAGE, answer, "l2")
    assert last.found is not None
    assert last.found.l2 == 0
    *_, drawn = stroke_change(PEN, IMAGE, answer)
    assert drawn.found is not None
    assert drawn.strokes == ()


def test_a_dead_network_is_stuck_and_a_network_that_overflows_is_told_of():
    network = random_network(Architecture((Conv2D(2), Dense(3))), 0)
    network.weights["conv1"]["bias"][:] = -1e3
    for search in (least_change(network, IMAGE, None, "l2"), stroke_change(network, IMAGE, None)):
        *_, last = search
        assert (last.found, last.is_stuck) == (None, True)
    network.weights["conv1"]["kernel"][:] = 3e38
    for search in (least_change(network, IMAGE, None, "l2"), stroke_change(network, IMAGE, None)):
        with pytest.raises(ExplanationError, match="overflow"):
            list(search)


@pytest.mark.parametrize("target", [None, 3])
def test_a_few_strokes_near_the_ink_are_read_as_wished_and_none_can_be_left_out(target):
    *_, last = stroke_change(PEN, IMAGE, target)
    assert last.found is not None
    assert last.strokes
    pictures = film(last.found, last.strokes)
    np.testing.assert_array_equal(pictures[0], IMAGE)
    np.testing.assert_array_equal(pictures[-1], last.found.after)
    answers = PEN.predict(pictures).argmax(axis=1)
    assert answers[-1] == last.found.answer != answers[0]
    assert target in (None, answers[-1])
    for left_out in range(len(last.strokes)):
        fewer = [*last.strokes[:left_out], *last.strokes[left_out + 1 :]]
        image = with_strokes(IMAGE, fewer)
        assert PEN.predict(image[np.newaxis]).argmax() != last.found.answer
    ink = np.argwhere(IMAGE > INK)
    for stroke in last.strokes:
        touched = np.argwhere(stroke.ink > 0)
        apart = np.abs(ink[:, np.newaxis] - touched).max(axis=-1).min()
        assert apart <= 4, "no part of a stroke lies near the ink"


def test_strokes_of_less_ink_take_the_place_of_those_found_first(monkeypatch):
    *_, less = stroke_change(PEN, IMAGE, 8)
    monkeypatch.setattr("cnn.experiment.stroke_change.ROUNDS", 0)
    *_, first = stroke_change(PEN, IMAGE, 8)
    assert less.found is not None
    assert first.found is not None
    assert less.found.answer == first.found.answer == 8
    assert less.found.ink < first.found.ink


def test_on_blank_paper_there_is_no_ink_to_draw_near_to():
    *_, last = stroke_change(PEN, np.zeros((28, 28), np.float32), None)
    assert last.found is None
    *_, pixels = least_change(PEN, np.zeros((28, 28), np.float32), None, "l2")
    assert pixels.found is not None


def test_a_search_tells_how_far_it_is():
    shares = [step.share_done for step in least_change(PEN, IMAGE, None, "l2", steps=10)]
    assert shares == sorted(shares)
    assert shares[-1] == 1
