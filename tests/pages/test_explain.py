"""The Explain page: its five parts, for any digit asked for, and for networks that allow less."""

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.drawing import digit_from_strokes
from cnn.explain.attribution import completeness, grad_cam, integrated_gradients
from cnn.explain.deletion import Curves
from cnn.explain.many_trials import Scores
from cnn.explain.out_of_distribution import PUBLISHED
from cnn.explain.trials import DRAWS, Spread, Trial
from cnn.explain.votes import behind, votes
from cnn.handwriting.examples import EXAMPLES
from cnn.handwriting.synthetic import synthetic_test
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.fingerprint import fingerprint
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.strangeness import strangeness
from pages.parts.components.overflow import OVERFLOW
from pages.parts.explain import many_digits, score_words, tasks
from pages.parts.explain.many_digits import ranking_verdict
from pages.parts.explain.parts import PARTS
from pages.parts.explain.question import Question
from pages.parts.explain.score_words import Areas
from pages.parts.explain.trial_words import verdict
from pages.parts.explain.which_pixels import Settings
from pages.parts.session.digit import Digit
from tests.designs import random_network
from tests.pages.opening import held, open_page, words

THREE = digit_from_strokes(next(one for one in EXAMPLES if one.digit == 3).strokes)
BLANK = np.zeros((28, 28), np.float32)
PEN = Network.load("pen")
# Nothing in the last convolution of `pen` speaks for it, asked about the first example.
DIGIT_WITHOUT_GRAD_CAM = 3
SMALL = random_network(textbook((2, 3), 4), 1)
ONE_DENSE_LAYER = random_network(Architecture(()), 1)
GLOBAL = random_network(Architecture((Conv2D(3), GlobalAveragePooling2D())), 2)


@pytest.fixture
def without_mnist(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "none.npz"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


@pytest.fixture
def impatient(monkeypatch):
    """Whatever takes any time waits for a click."""
    monkeypatch.setattr(tasks, "PATIENCE_SECONDS", -1.0)


def open_part(part: str, network: Network = PEN, image: np.ndarray = THREE, **state) -> AppTest:
    app = open_page("explain", network, part=part, digit=Digit(image, "drawn"), **state)
    assert not app.exception
    return app


def map_names(app: AppTest) -> list[str]:
    """The heads of the pictures that stand side by side."""
    heads = [text.value.strip("*") for text in app.markdown if text.value.startswith("**")]
    return [re.sub(r"\[(.+?)\]\(.+?\)", r"\1", head) for head in heads]


def dead(network: Network) -> Network:
    """The same, its last hidden layer silent for whatever comes."""
    arrays = network.weights["dense"]
    silent = {"kernel": np.zeros_like(arrays["kernel"]), "bias": -np.ones_like(arrays["bias"])}
    return replace(network, weights=network.weights | {"dense": silent})


# Which pixels


def test_five_methods_and_a_random_map_stand_side_by_side_with_what_each_cannot_tell():
    app = open_part("pixels")
    names = map_names(app)
    assert names[:6] == [
        "Gradient",
        "Gradient x input",
        "Integrated gradients",
        "Occlusion",
        "Grad-CAM",
        "Random",
    ]
    assert "Noise that knows neither the network nor your digit." in words(app)
    assert "Blue (+) speaks for 3; orange (\u2212) speaks against 3." in words(app)


def test_the_answer_stands_with_its_probability_and_logit():
    assert "The answer is **3**, with 96.2%. Its logit is 4.46." in words(open_part("pixels"))


def test_integrated_gradients_print_both_numbers_and_the_error():
    found = completeness(PEN, THREE, integrated_gradients(PEN, THREE, 3), 3)
    said = words(open_part("pixels"))
    assert f"All pixels add up to **{found.pixels_sum:+.4f}**." in said
    assert f"the logit changes by **{found.difference:+.4f}**." in said
    assert f"The error is **{found.error:+.4f}**" in said


def test_more_steps_bring_the_sum_nearer():
    errors = [
        abs(float(re.search(r"error is \*\*([-+\d.]+)", words(app))[1]))
        for app in (open_part("pixels", explain_steps=steps) for steps in (10, 200))
    ]
    assert errors[1] < errors[0]


def test_why_not_8_is_the_difference_of_two_logits():
    app = open_part("pixels")
    held(app, "explain_against").set_value("8").run()
    said = words(app)
    assert "Blue (+) speaks for 3, not 8; orange (\u2212) speaks for 8, not 3." in said
    assert "Here the logit is that of 3 less that of 8." in said
    change = completeness(PEN, THREE, integrated_gradients(PEN, THREE, 3, 8), 3, 8).difference
    assert f"the difference of the two logits changes by **{change:+.4f}**" in said


def test_any_digit_can_be_asked_about_and_none_is_compared_with_itself():
    app = open_part("pixels")
    held(app, "explain_against").set_value("5").run()
    held(app, "explain_digit").set_value("5").run()
    assert "Blue (+) speaks for 5; orange (\u2212) speaks against 5." in words(app)


def test_the_window_and_its_stride_are_said_with_the_number_of_places():
    app = open_part("pixels")
    assert "4 x 4 pixels, moved by 2, covers the digit in 169 places" in words(app)
    app.segmented_control(key="explain_window").set_value(2).run()
    app.segmented_control(key="explain_stride").set_value(1).run()
    assert "2 x 2 pixels, moved by 1, covers the digit in 729 places" in words(app)


def test_a_stride_larger_than_the_window_is_not_offered():
    app = open_part("pixels", explain_stride=4)
    app.segmented_control(key="explain_window").set_value(2).run()
    assert app.segmented_control(key="explain_stride").options == ["1", "2"]
    assert "2 x 2 pixels, moved by 2, covers" in words(app)


def test_grad_cam_stands_on_the_grid_of_any_convolution():
    app = open_part("pixels")
    assert "On the 3 x 3 cells of conv3" in words(app)
    app.segmented_control(key="explain_grad_cam").set_value("conv1").run()
    assert "On the 26 x 26 cells of conv1" in words(app)


def test_a_network_of_one_dense_layer_has_no_grad_cam_and_says_so():
    said = words(open_part("pixels", ONE_DENSE_LAYER))
    assert "This network has no convolution, so there is no Grad-CAM" in said
    assert "There is none in this network." in said


def test_a_dead_network_is_said_to_have_no_gradient():
    said = words(open_part("pixels", dead(SMALL)))
    assert (
        "Every number is 0 in the map of the gradient, gradient x input, integrated gradients, "
        "occlusion and Grad-CAM" in said
    )


def test_grad_cam_that_finds_nothing_for_the_digit_is_not_said_to_be_silent():
    image = digit_from_strokes(EXAMPLES[0].strokes)
    assert not grad_cam(PEN, image, DIGIT_WITHOUT_GRAD_CAM).any()
    app = open_part("pixels", image=image, explain_digit=str(DIGIT_WITHOUT_GRAD_CAM))
    assert "Every number of Grad-CAM is 0 here: its weighted maps add up to 0 or less" in words(app)
    assert "fallen silent" not in words(app)


def test_numbers_that_are_too_long_to_read_are_powers_of_ten():
    arrays = PEN.weights["conv2"]
    large = arrays | {"kernel": arrays["kernel"] * np.float32(1e30)}
    said = words(
        open_part("pixels", replace(PEN, weights=PEN.weights | {"conv2": large}, statistics=None))
    )
    assert re.search(r"Its logit is \d\.\d+e\+\d\d\.", said)
    assert re.search(r"All pixels add up to \*\*\+\d\.\d+e\+\d\d\*\*", said)
    assert not re.search(r"\d{7}", said)


# What is asked


@pytest.mark.parametrize("part", PARTS)
def test_why_is_asked_only_where_it_changes_what_is_shown(part):
    app = open_part(part, SMALL)
    asked = {"explain_digit", "explain_against"} & app.session_state["held_widgets"].keys()
    assert len(asked) == (2 if PARTS[part].asks_why else 0)


# Every part, on whatever there is


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "network",
    [SMALL, ONE_DENSE_LAYER, GLOBAL, dead(SMALL)],
    ids=["small", "one dense layer", "global pooling", "dead"],
)
@pytest.mark.usefixtures("without_mnist")
def test_every_part_stands_for_every_network(part, network):
    app = open_part(part, network)
    assert not app.error
    assert "nan" not in words(app)


@pytest.mark.parametrize("part", PARTS)
def test_a_blank_digit_is_told_of(part):
    assert "The current digit is blank" in words(open_part(part, SMALL, BLANK))


@pytest.mark.parametrize("part", PARTS)
def test_sums_that_overflow_have_no_explanation(part):
    arrays = PEN.weights["conv2"]
    huge = arrays | {"kernel": np.full_like(arrays["kernel"], np.finfo(np.float32).max)}
    app = open_part(part, replace(PEN, weights=PEN.weights | {"conv2": huge}, statistics=None))
    assert OVERFLOW in [warning.value for warning in app.warning]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("lie_detector", "the 2,000 synthetic test digits (MNIST is not on this machine)"),
        ("digit_at_all", "400 of the 2,000 synthetic test digits (MNIST is not on this machine)"),
        ("neighbours", "The 2,000 synthetic test digits (MNIST is not on this machine), by"),
    ],
)
@pytest.mark.usefixtures("without_mnist")
def test_without_mnist_the_digits_are_synthetic_and_it_is_said(part, said):
    assert said in words(open_part(part, SMALL))


@pytest.mark.parametrize("part", ["pixels", "lie_detector", "digit_at_all", "neighbours"])
@pytest.mark.usefixtures("without_mnist", "impatient")
def test_what_takes_long_waits_for_a_click_and_says_how_long_it_takes(part, monkeypatch):
    monkeypatch.setattr(many_digits, "EACH", 1)
    monkeypatch.setattr(many_digits, "DIGITS", 10)
    network = random_network(textbook((2, 3), 4), 100 + list(PARTS).index(part))
    app = open_part(part, network)
    clicked = []
    while waiting := [one for one in app.button if str(one.key).endswith("_start")]:
        (begin,) = waiting
        assert re.search(r"\(about \d+ s\)$", begin.label)
        assert begin.key not in clicked
        clicked.append(begin.key)
        begin.click().run()
        assert not app.exception
    assert clicked


@pytest.mark.usefixtures("without_mnist", "impatient")
def test_what_is_asked_of_another_network_waits_again():
    app = open_part("pixels", random_network(textbook((2, 3), 4), 200))
    app.button(key="explain_maps_start").click().run()
    held(app, "explain_against").set_value("8").run()
    assert app.button(key="explain_maps_start")


def test_what_was_cancelled_begins_again_only_by_a_click():
    network = random_network(textbook((2, 3), 4), 300)
    answer = int(network.predict(THREE[None])[0].argmax())
    asked = (
        fingerprint(network),
        THREE.tobytes(),
        (answer, None),
        Settings(steps=50, window=4, stride=2, layer_name="conv2"),
    )
    app = open_part("pixels", network, explain_maps_wanted=(asked, False))
    assert "Noise that knows" not in words(app)
    app.button(key="explain_maps_start").click().run()
    assert "Noise that knows" in words(app)


# The lie detector


def a_trial(
    areas: dict[str, float],
    last: dict[str, float | None],
    *,
    unsigned: float = 0.1,
    random: tuple[float, ...] = (-0.1, 0.0, 0.1),
) -> Trial:
    """Random orders reach 0 \u00b1 0.1; maps keep the rank correlations given."""
    shares = np.array([0.0, 1.0])

    def curve(area: float) -> Curves:
        return Curves(shares, np.zeros(2), np.full(2, area))

    made = Trial(
        ((), ("softmax",)),
        dict.fromkeys(areas, (THREE, THREE)),
        dict.fromkeys(areas, (THREE,)),
        {name: curve(area) for name, area in areas.items()},
        tuple(map(curve, random)),
    )
    made.__dict__["kept"] = {
        name: None if kept is None else Spread(kept, 0.1, abs(kept)) for name, kept in last.items()
    }
    made.__dict__["kept_unsigned"] = dict.fromkeys(areas, Spread(unsigned, 0.1, unsigned))
    return made


QUESTION = Question(PEN, THREE, PEN.forward_with_sums(THREE[None]), 3, 3, None)


def test_one_method_that_leads_is_named_with_its_area():
    said = verdict(
        a_trial(
            {"gradient": 0.1, "occlusion": 0.6, "random": 0.0},
            {"gradient": 0.1, "occlusion": 0.2, "random": 1.0},
        ),
        QUESTION,
    )
    assert said.startswith(
        "**The pixels that matter most are named by occlusion**: the area between its"
    )
    assert "is 0.60, out of 1 at most" in said
    assert (
        "The gradient is no better here than random orders, which reach 0.00 \u00b1 0.10." in said
    )
    assert "all pass the first test" in said


def test_two_that_chance_may_have_put_apart_are_called_equal():
    said = verdict(
        a_trial({"gradient": 0.5, "occlusion": 0.6}, {"gradient": 0.1, "occlusion": 0.2}), QUESTION
    )
    assert said.startswith("**Occlusion and the gradient are about equally good here**") or (
        said.startswith("**The gradient and occlusion are about equally good here**")
    )
    assert "chance may put them 0.28 apart" in said


def test_no_method_better_than_chance_is_said_to_be():
    said = verdict(a_trial({"gradient": 0.1}, {"gradient": 0.1}), QUESTION)
    assert said.startswith("**For this digit no method is better than chance**")


def test_a_map_that_stays_and_one_that_is_flat_are_told_apart():
    said = verdict(
        a_trial({"gradient": 0.5, "grad_cam": 0.1}, {"gradient": 0.9, "grad_cam": None}), QUESTION
    )
    assert "The gradient hardly changes when all weights are random." in said
    assert "Grad-CAM mostly leaves a map that is the same all over" in said
    assert "all pass" not in said


def test_a_map_that_is_strong_in_the_same_places_with_any_weights_is_told_of():
    areas = {"gradient": 0.5, "occlusion": 0.1}
    said = verdict(a_trial(areas, {"gradient": 0.1, "occlusion": 0.9}, unsigned=0.99), QUESTION)
    assert (
        "colours rather than the outlines: the gradient is strong in much the same pixels" in said
    )
    assert "colours" not in verdict(a_trial(areas, dict.fromkeys(areas, 0.1)), QUESTION)


def test_where_no_order_moves_the_probability_no_method_is_called_right():
    tiny = (-0.01, 0.0, 0.01)
    why_6 = replace(QUESTION, digit=6)
    said = verdict(a_trial({"gradient": 0.04}, {"gradient": 0.1}, random=tiny), why_6)
    assert said.startswith("**The second test says nothing here**")
    assert "Ask about the answer, 3, to see" in said
    assert "matter most" not in said
    assert "Ask about" not in verdict(
        a_trial({"gradient": 0.04}, {"gradient": 0.1}, random=tiny), QUESTION
    )


def test_a_digit_that_the_network_rules_out_has_no_order_of_methods():
    app = open_part("lie_detector")
    held(app, "explain_digit").set_value("6").run()
    assert "The second test says nothing here" in words(app)
    assert "| not known |" in words(app)


@pytest.mark.usefixtures("without_mnist")
def test_maps_without_a_number_name_no_pixels():
    said = words(open_part("lie_detector", dead(SMALL)))
    assert "Grad-CAM are the same all over, so they name no pixels" in said


def test_the_table_ranks_every_method_by_its_area():
    app = open_part("lie_detector")
    (table,) = (text.value for text in app.markdown if text.value.startswith("| Method | Area |"))
    areas = [float(row.split("|")[2]) for row in table.splitlines()[2:]]
    assert len(areas) == 6
    assert areas == sorted(areas, reverse=True)
    assert re.search(r"\| Random \|.*(\| \+1\.00 ± 0\.00 ){2}\| no: failed \|", table)


def test_shapes_that_come_from_the_ink_are_told_from_signs_that_were_learned():
    said = words(open_part("lie_detector"))
    assert (
        "gradient x input, integrated gradients and occlusion are strong in much the same "
        "pixels with any weights" in said
    )
    assert f"the mean of {DRAWS} draws" in said


def test_a_digit_without_ink_has_nothing_to_take_away():
    assert "there is nothing to take away" in words(open_part("lie_detector", SMALL, BLANK))


@pytest.mark.usefixtures("without_mnist")
def test_many_digits_are_tested_when_asked_and_kept(monkeypatch):
    monkeypatch.setattr(many_digits, "EACH", 1)
    monkeypatch.setattr(many_digits, "DIGITS", 10)
    network = random_network(textbook((2, 3), 4), 400)
    app = open_part("lie_detector", network)
    assert "Mean area" not in words(app)
    app.button(key="explain_many_start").click().run()
    assert not app.exception
    assert "half of a 95% interval over 10 digits" in words(app)
    again = open_part("lie_detector", network)
    assert "half of a 95% interval over 10 digits" in words(again)
    assert not [one for one in again.button if one.key == "explain_many_start"]


def many(areas: dict[str, list[float]], last: float = 0.1, unsigned: float = 0.2) -> Scores:
    count = len(next(iter(areas.values())))
    return Scores(
        {name: np.array(values) for name, values in areas.items()},
        np.zeros(count),
        {name: np.full(count, last) for name in areas},
        {name: np.full(count, unsigned) for name in areas},
    )


def test_over_many_digits_a_difference_that_may_be_chance_is_a_tie():
    said = ranking_verdict(many({"gradient": [0.5, 0.3, 0.4], "occlusion": [0.4, 0.5, 0.36]}))
    assert "about equally good over 3 digits" in said
    assert "that difference may be chance" in said


def test_over_many_digits_the_best_and_those_no_better_than_chance_are_named():
    said = ranking_verdict(
        many({"gradient": [0.01, -0.02, 0.0], "occlusion": [0.4, 0.5, 0.45], "random": [0, 0, 0]})
    )
    assert said.startswith("**Occlusion is the best over 3 digits**: the mean area is 0.45")
    assert "The gradient does no better than random orders of the pixels." in said


def test_over_many_digits_maps_that_stay_are_named():
    said = ranking_verdict(many({"gradient": [0.4, 0.5, 0.45]}, last=0.9))
    assert "The gradient stays much the same when all weights are random." in said


def test_over_many_digits_shapes_that_stay_are_named():
    said = ranking_verdict(many({"gradient": [0.4, 0.5, 0.45]}, unsigned=0.9))
    assert "its signs tell what was learned, its outline does not." in said


# Which parts voted


def test_the_waterfall_ends_in_the_logit():
    app = open_part("votes")
    found = votes(PEN, PEN.forward_with_sums(THREE[None]), 3)
    assert f"**The logit of 3 is {found.logit:.4f}.**" in words(app)
    assert f"that makes {found.total:.4f}." in words(app)
    assert f"{found.total:.4f}" == f"{found.logit:.4f}"


def test_the_strongest_unit_is_chosen_first_and_any_other_by_its_number():
    app = open_part("votes")
    found = votes(PEN, PEN.forward_with_sums(THREE[None]), 3)
    first = found.strongest_first[0]
    assert f"**Unit {first}** gives {found.values[first]:.4f}." in words(app)
    silent = int(np.flatnonzero(found.products == 0)[0])
    held(app, "explain_voter_number").set_value(silent).run()
    assert f"**Unit {silent}** gives 0.0000." in words(app)
    assert "ReLU makes that 0, so the unit is silent." in words(app)
    assert "**0.0000**: it has no say here." in words(app)


def test_of_the_chosen_map_it_is_said_what_its_strongest_cell_sees():
    app = open_part("votes")
    unit = votes(PEN, PEN.forward_with_sums(THREE[None]), 3).strongest_first[0]
    below = behind(PEN, THREE, unit, 3)
    number = below.strongest_first[0]
    row, column = below.strongest_place(number)
    assert (
        f"in row {row}, column {column}, brings {below.places[row, column, number]:+.4f}. Of the "
        f"digit it sees rows {4 * row} to {4 * row + 17}, columns {4 * column} to {4 * column + 17}"
    ) in words(app)


def test_another_question_begins_with_its_own_strongest_unit():
    app = open_part("votes")
    held(app, "explain_voter_number").set_value(0).run()
    held(app, "explain_digit").set_value("8").run()
    found = votes(PEN, PEN.forward_with_sums(THREE[None]), 8)
    assert f"**Unit {found.strongest_first[0]}** gives" in words(app)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (GLOBAL, "Of the 3 maps' means in global_pool"),
        (random_network(Architecture((Conv2D(3),)), 1), "Of the 3 maps of conv1"),
        (ONE_DENSE_LAYER, "The pixels themselves vote"),
    ],
)
def test_without_hidden_units_maps_or_pixels_vote(network, said):
    assert said in words(open_part("votes", network))


def test_pixels_that_vote_are_not_called_a_map_and_there_is_none_to_choose():
    app = open_part("votes", ONE_DENSE_LAYER)
    said = words(app)
    assert "**The pixels** bring" in said
    assert "map 0" not in said.lower()
    assert "Click a map" not in said
    assert not [one for one in app.number_input if one.key.startswith("explain_voter_number")]


# Is this a digit at all


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.999, 0.995, 1.0), "**All three scores call this strange**"),
        ((0.5, 0.99, 0.1), "**By all three scores this may well be a digit**"),
        ((0.5, 0.995, 0.1), "Mahalanobis distance calls this strange"),
    ],
)
def test_what_three_scores_say_together(shares, said):
    assert said in score_words.verdict(dict(zip(PUBLISHED, shares, strict=True)))


def areas(*found: float, draws: float | None = None, chance: float = 0.01) -> Areas:
    names = PUBLISHED if draws is None else (*PUBLISHED, "strangeness")
    both = dict(zip(names, (*found, draws), strict=False))
    return Areas(both, dict.fromkeys(both, chance))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            (0.9, 0.95, 0.8),
            "**Mahalanobis distance finds these strangers best** of the three: area 0.950, against "
            "energy 0.900 and maximum probability 0.800.",
        ),
        (
            (0.9, 0.905, 0.8),
            "**Mahalanobis distance and energy find these strangers best**, about equally well: "
            "Mahalanobis distance 0.905 and energy 0.900; what lies between them may be chance. "
            "Against them stands maximum probability 0.800.",
        ),
        ((0.9, 0.905, 0.899), "**All three find these strangers about equally well**"),
    ],
)
def test_which_score_finds_strangers_best(found, said):
    assert said in score_words.roc_verdict(areas(*found))


@pytest.mark.parametrize(
    ("area", "said"),
    [
        (0.97, "finds them better still: 0.970"),
        (0.955, "does about as well as the best of them: 0.955"),
        (0.8, "is worse than the best of them here: 0.800"),
    ],
)
def test_draws_strangeness_is_compared_with_the_best_of_the_published(area, said):
    assert said in score_words.roc_verdict(areas(0.9, 0.95, 0.8, draws=area))


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.0002, "0.1%"), (0.5, "50.0%"), (0.9998, "99.9%"), (1, "100%")]
)
def test_only_what_is_past_all_digits_is_past_100_percent(share, said):
    assert score_words.share_in_words(share) == said


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (GLOBAL, "is measured in global_pool,"),
        (random_network(Architecture((Conv2D(3),)), 1), "in the mean of each map of conv1,"),
        (ONE_DENSE_LAYER, "in the image's pixels,"),
    ],
)
def test_it_is_said_between_what_the_mahalanobis_distance_is(network, said):
    assert said in words(open_part("digit_at_all", network))


def test_a_score_too_large_to_be_read_is_a_power_of_ten():
    assert score_words.shown("energy", -4.5) == "-4.50"
    assert score_words.shown("energy", -1251535104.0) == "-1.252e+09"
    assert score_words.shown("mahalanobis", float("inf")) == "beyond measure"


@pytest.mark.usefixtures("without_mnist")
def test_draws_strangeness_stands_beside_the_published_scores_as_draw_has_it():
    said = words(open_part("digit_at_all"))
    value = float(strangeness(PEN, THREE[None])[0])
    assert f"**Draw's strangeness**: {value:.2f}, stranger than" in said
    assert "The Mahalanobis distance is measured in dense" in said
    assert "(scribbles, random walks, spirals, lines and dots, shapes)" in said


@pytest.mark.usefixtures("without_mnist")
def test_a_network_without_statistics_has_the_published_scores_alone():
    said = words(open_part("digit_at_all", replace(PEN, statistics=None)))
    assert "**Mahalanobis distance**:" in said
    assert "**Draw's strangeness**:" not in said
    assert "This network's file holds no statistics of digits" in said


@pytest.mark.usefixtures("without_mnist")
def test_a_place_of_a_score_that_was_chosen_can_be_left_again():
    app = open_part("digit_at_all")
    assert "**Who else is as strange as yours?**" in words(app)
    app.session_state["explain_score"] = (fingerprint(PEN), "energy", -3.0)
    app.run()
    assert "It is of energy, -3.00." in words(app)
    app.button(key="explain_score_back").click().run()
    assert "**Who else is as strange as yours?**" in words(app)


# Neighbours


@pytest.mark.usefixtures("without_mnist")
def test_the_ten_nearest_are_counted_and_the_layer_is_any():
    app = open_part("neighbours")
    assert re.search(r"ten nearest test digits", words(app))
    assert "components of dense" in words(app)
    held(app, "explain_layer").set_value("softmax").run()
    assert "components of softmax" in words(app)


@pytest.mark.usefixtures("without_mnist")
def test_a_test_digit_is_said_to_be_its_own_neighbour():
    image = synthetic_test()[0][7].astype(np.float32) / 255
    assert "it is its own nearest neighbour" in words(open_part("neighbours", SMALL, image))
    assert "its own nearest" not in words(open_part("neighbours", SMALL))


@pytest.mark.usefixtures("without_mnist")
def test_a_point_that_was_chosen_shows_its_digit_in_this_plane_alone():
    app = open_part("neighbours", SMALL)
    assert "The point you chose" not in words(app)
    held(app, "explain_point_number").set_value(1234).run()
    label = synthetic_test()[1][1234]
    assert f"**The point you chose**: test digit 1,234, a {label}, read as" in words(app)
    held(app, "explain_layer").set_value("softmax").run()
    assert "The point you chose" not in words(app)


@pytest.mark.usefixtures("without_mnist")
def test_a_layer_that_always_gives_the_same_has_no_plane():
    app = open_part("neighbours", dead(SMALL))
    assert "gives every test digit the same numbers" in words(app)
