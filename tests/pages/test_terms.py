"""Every term is explained where it first meets a reader, on every page, and none is unknown."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from cnn.glossary import ADDRESS, TERMS, term, terms_in, without_links
from pages.parts.experiment.choice import TITLES
from pages.parts.explain.parts import PARTS
from pages.parts.lessons import LESSONS

APP = Path(__file__).parents[2] / "app.py"
# The Glossary's own texts are the explanations.
PAGES = (
    "draw",
    "feature_maps",
    "filters",
    *(f"explain?part={part}" for part in PARTS),
    *(f"experiment?experiment={experiment}" for experiment in TITLES),
    "train",
    "evaluate",
    *(lesson.name for lesson in LESSONS),
)
BODY_TEXT = {"markdown", "caption", "info", "success", "warning", "error"}
# What is no sentence: code, formulas and addresses.
NO_WORDS = re.compile(r"`[^`]*`|\$[^$]*\$|:material/\w+:|(?<=\])\((?!#term-)[^)]*\)")
LINK = re.compile(rf"{ADDRESS}([^)\s]*)")
# Terms that are also said of something else on a page, whose texts explain that.
OTHERWISE = {
    "explain?part=lie_detector": {"feature_map"},
    # Circles and squares, among the drawings that are no digit.
    "explain?part=digit_at_all": {"shape"},
}
# The field's words: whichever of them a page uses must be explained.
FIELD = """
    accuracy activation attribution augmentation autoencoder back-propagation backpropagation
    backbone batch batch|normalization bias calibration channel checkpoint confusion|matrix
    convergence convolution cosine|similarity cross-correlation cross-entropy dense|layer dilation
    dot|product downsampling
    dropout early|stopping embedding ensemble entropy epoch equivariance feature|map filter
    fine-tuning flatten fully|connected generalization global|average|pooling Grad-CAM gradient
    gradient|descent gradient|step hyperparameter inference integrated|gradients kernel
    label|smoothing latent learning|rate logit logits loss Mahalanobis|distance max|pooling
    average|pooling minibatch momentum neuron normalization occlusion one-hot optimizer
    overfitting padding parameter patch perceptron pooling pretrained precision
    principal|component rank|correlation recall receptive|field regularization ReLU residual
    ROC|curve saliency seed sigmoid skip|connection softmax
    strangeness stride tanh tensor transfer|learning translation|invariance underfitting upsampling
    validation|set weight|decay
"""
# Named in the app's own promise: each must be in the list, whether or not a page uses it today.
PROMISED = """
    convolution filter kernel feature|map channel pooling stride padding ReLU bias dense flatten
    softmax logit epoch batch seed augmentation receptive|field
"""


def words_of(text: str) -> list[str]:
    """The words of such a list."""
    return [word.replace("|", " ") for word in text.split()]


@cache
def page_texts(name: str) -> tuple[str, ...]:
    """The body texts of a page's main area, as they follow one another for a first visitor."""
    app = AppTest.from_file(APP, default_timeout=60).run()
    page, _, query = name.partition("?")
    for key, value in parse_qsl(query):
        app.query_params[key] = value
    if page != "draw":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return tuple(part.value for part in app.main if part.type in BODY_TEXT)


def read_aloud(text: str) -> str:
    """A body text's words alone."""
    return without_links(NO_WORDS.sub(" ", text))


@pytest.mark.parametrize("name", PAGES)
def test_a_term_is_a_link_in_the_first_text_of_a_page_that_uses_it(name):
    met = set(OTHERWISE.get(name, ()))
    unmarked = []
    for text in page_texts(name):
        linked = set(LINK.findall(text))
        for known in terms_in(read_aloud(text)):
            if known.key not in met | linked:
                unmarked.append(f"{known.key}: {text!r}")
            met.add(known.key)
    assert not unmarked, "\n".join(unmarked)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_to_a_term_names_a_known_one(name):
    known = {one.key for one in TERMS}
    assert {key for text in page_texts(name) for key in LINK.findall(text)} <= known


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_the_field_is_missing_in_the_glossary(name):
    words = " ".join(map(read_aloud, page_texts(name))).lower()
    used = [word for word in words_of(FIELD) if re.search(rf"\b{word.lower()}(s|es)?\b", words)]
    assert [word for word in used if not terms_in(word)] == []


@pytest.mark.parametrize("word", words_of(PROMISED))
def test_the_words_that_nobody_can_do_without_are_explained(word):
    assert word.lower() in {form.lower() for one in terms_in(word) for form in one.all_forms}


def test_a_text_is_read_without_its_code_formulas_and_addresses():
    text = f"A {term('kernel')} of `stride` $bias$, [here](https://pooling.example) :material/map:"
    assert [known.key for known in terms_in(read_aloud(text))] == ["kernel"]
