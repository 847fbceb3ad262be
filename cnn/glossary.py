"""The words of the field that the pages use, each with the sentence that explains it.

In a text that people read, a term is written as a link, `term("kernel")`; the page shows the
sentence where the link stands. Everything is counted in the app's own way: cells, maps and layers
as they stand on the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ADDRESS: Final = "#term-"


@dataclass(frozen=True)
class Term:
    """A word of the field.

    Attributes:
        key: of its link and of `term`, in lower case with underscores.
        word: as a reader looks it up.
        sentence: what it is, in plain words and without Markdown.
        forms: other forms in which it stands in texts, such as the plural; `word` and `word` with
            an s are always among them.
        lesson: the name of the Learn page that shows it; "" where none does.
    """

    key: str
    word: str
    sentence: str
    forms: tuple[str, ...] = ()
    lesson: str = ""

    @property
    def all_forms(self) -> tuple[str, ...]:
        """Every form in which it is recognised, the longest first."""
        forms = {self.word, f"{self.word}s", *self.forms}
        return tuple(sorted(forms, key=lambda form: (-len(form), form)))


TERMS: Final[tuple[Term, ...]] = (
    Term(
        "accuracy",
        "accuracy",
        "The share of digits that a network names correctly: 99 % is 99 of 100.",
        ("accuracies",),
    ),
    Term(
        "activation",
        "activation",
        "What a cell or unit passes on: its sum after an activation function such as ReLU.",
    ),
    Term(
        "attribution",
        "attribution",
        "A map that says of each pixel how much it spoke for an answer, or against it. There are "
        "many methods to make one, and they do not always agree.",
        ("attribution map", "attribution maps"),
    ),
    Term(
        "augmentation",
        "augmentation",
        "Changing each training image a little every time it is shown (moved, turned, thicker, "
        "thinner), so that a network sees more variety than there are images.",
        ("augment", "augmented", "augments"),
    ),
    Term(
        "average_pooling",
        "average pooling",
        "Pooling that keeps the mean of each window.",
        lesson="max_pooling",
    ),
    Term(
        "batch",
        "batch",
        "The few images, 64 for instance, that a network looks at before it changes its weights "
        "once.",
        ("batches", "batch size"),
    ),
    Term(
        "batch_normalization",
        "batch normalization",
        "A layer that shifts and scales each map: to a mean near 0 and a spread near 1, then by "
        "two learned numbers. It makes training steadier.",
    ),
    Term(
        "bias",
        "bias",
        "A learned number that is added to a sum before the activation; each filter and each unit "
        "has one.",
        ("biases",),
        "local_patterns",
    ),
    Term(
        "calibration",
        "calibration",
        "Whether probabilities mean what they say: of all answers given with 90 %, nine in ten "
        "should be right.",
        ("calibrated",),
    ),
    Term(
        "cell",
        "cell",
        "One number of a map: what a layer found at one place.",
    ),
    Term(
        "channel",
        "channel",
        "One of the maps that lie on top of one another in a layer: the last number of its shape, "
        "so 26 x 26 x 32 has 32 channels.",
        lesson="patches_to_map",
    ),
    Term(
        "checkpoint",
        "checkpoint",
        "The weights of a network as they were at one moment of its training.",
    ),
    Term(
        "confusion_matrix",
        "confusion matrix",
        "A table of ten rows and ten columns: which digit it was, and which one the network "
        "answered. Right answers stand on the diagonal.",
        ("confusion matrices",),
    ),
    Term(
        "convolution",
        "convolution",
        "A layer that slides a small window over an image, multiplies every patch by the same "
        "weights and adds up. A network with such layers is convolutional: a CNN.",
        ("convolutional", "convolutions"),
        "local_patterns",
    ),
    Term(
        "cosine",
        "cosine similarity",
        "How far two lists of numbers point the same way: 1 is the same direction, 0 is nothing "
        "in common.",
        ("cosine",),
    ),
    Term(
        "dense",
        "dense layer",
        "A layer in which each unit is joined to every number of the layer before, each by a "
        "weight of its own.",
        ("dense unit", "dense units", "dense network", "dense"),
        "local_patterns",
    ),
    Term(
        "dot_product",
        "dot product",
        "Two lists of numbers multiplied pair by pair, and the products added up.",
        lesson="patches_to_map",
    ),
    Term(
        "downsampling",
        "downsampling",
        "Making maps smaller, by pooling or by a stride, so that later layers see more with less "
        "work.",
        ("downsample",),
        "downsampling",
    ),
    Term(
        "dropout",
        "dropout",
        "While training, a random share of the numbers is set to 0, so that no unit relies on one "
        "other alone. It does nothing once training is over.",
    ),
    Term(
        "epoch",
        "epoch",
        "One pass through all training images.",
    ),
    Term(
        "equivariance",
        "equivariance",
        "When the input moves, the output moves with it and is otherwise the same.",
        ("equivariant",),
        "translation",
    ),
    Term(
        "feature_map",
        "feature map",
        "The grid of numbers that one filter makes: large where it finds its pattern. Pooling "
        "makes a smaller one of it. Called map for short.",
        ("map", "maps"),
        "patches_to_map",
    ),
    Term(
        "filter",
        "filter",
        "The learned weights that make one feature map: a kernel for each input map, and one bias.",
        lesson="patches_to_map",
    ),
    Term(
        "fine_tuning",
        "fine-tuning",
        "Training a network that has learned already a little longer, on a few new digits.",
        ("fine-tune", "fine-tunes", "fine-tuned"),
    ),
    Term(
        "fire",
        "fire",
        "A cell fires when it is above 0: it has found something of what it looks for.",
        ("fires", "firing", "fired"),
    ),
    Term(
        "flatten",
        "flatten",
        "Writing all cells of all maps in one long row, so that a dense layer can read them.",
        ("flattened",),
    ),
    Term(
        "global_pooling",
        "global average pooling",
        "Replacing each map by its mean: one number per map.",
        ("global pooling",),
    ),
    Term(
        "grad_cam",
        "Grad-CAM",
        "An attribution as coarse as a convolution's maps: each map is weighted by its mean "
        "gradient, and they are added up.",
    ),
    Term(
        "gradient",
        "gradient",
        "How fast a number, such as a logit, changes when each of its inputs changes a little: one "
        "slope for every input.",
    ),
    Term(
        "gradient_step",
        "gradient step",
        "One small change of all weights, in the direction in which the loss of a batch falls.",
    ),
    Term(
        "integrated_gradients",
        "integrated gradients",
        "An attribution: the mean of the gradients on the way from blank paper to the image, times "
        "each pixel. Over all pixels it adds up to what the number has gained on that way.",
    ),
    Term(
        "kernel",
        "kernel",
        "A small grid of learned weights, such as 3 x 3: what one filter looks for in one input "
        "map.",
        lesson="local_patterns",
    ),
    Term(
        "label_smoothing",
        "label smoothing",
        "Training towards a little less than 100 % for the right digit, so that a network does "
        "not become too sure.",
    ),
    Term(
        "learning_rate",
        "learning rate",
        "How large a gradient step is: too small is slow, too large never settles.",
    ),
    Term(
        "logit",
        "logit",
        "The sum for one digit before softmax turns the ten of them into probabilities.",
    ),
    Term(
        "loss",
        "loss",
        "The number that training makes small: minus the logarithm of the probability given to the "
        "right digit, averaged over the images. 0 is sure and right.",
        ("losses",),
    ),
    Term(
        "mahalanobis",
        "Mahalanobis distance",
        "How far a point lies from a cloud of points, where each direction is measured by how "
        "widely the cloud spreads along it.",
    ),
    Term(
        "max_pooling",
        "max pooling",
        "Pooling that keeps the largest number of each window.",
        lesson="max_pooling",
    ),
    Term(
        "mnist",
        "MNIST",
        "70,000 handwritten digits of 28 x 28 pixels: 60,000 to learn from and 10,000 to test on.",
    ),
    Term(
        "momentum",
        "momentum",
        "Each gradient step keeps going a little in the direction of the steps before it.",
    ),
    Term(
        "occlusion",
        "occlusion",
        "An attribution: a small window of the image after another is blanked, and how far the "
        "number falls is noted.",
    ),
    Term(
        "optimizer",
        "optimizer",
        "The rule that says how each gradient step changes the weights, such as RMSprop, Adam or "
        "SGD.",
    ),
    Term(
        "overfitting",
        "overfitting",
        "Doing ever better on the training images and no better, or worse, on others.",
        ("overfit", "overfits"),
        "fewer_examples",
    ),
    Term(
        "padding",
        "padding",
        "A border of zeros around an input: same adds enough to keep the size at stride 1, valid "
        "adds none.",
        lesson="padding",
    ),
    Term(
        "parameter",
        "parameter",
        "Any number that training sets: the weights and the biases.",
    ),
    Term(
        "pareto_front",
        "Pareto front",
        "Of several networks those that no other one beats: none reads more digits right at the "
        "same cost or less.",
    ),
    Term(
        "patch",
        "patch",
        "The part of an image or map that lies under the window.",
        ("patches",),
        "local_patterns",
    ),
    Term(
        "pooling",
        "pooling",
        "Replacing each small window by one number, its maximum or its mean; nothing in it is "
        "learned.",
        ("pool", "pools", "pooled"),
        "max_pooling",
    ),
    Term(
        "precision",
        "precision",
        "Of all answers that name one digit, the share that was right.",
    ),
    Term(
        "principal_component",
        "principal component",
        "The direction in which many points spread most widely; the second is the one at right "
        "angles to it in which what is left spreads most.",
    ),
    Term(
        "rank_correlation",
        "rank correlation",
        "How far two lists put the same things in the same order: 1 is the same order, 0 is no "
        "order in common, -1 is the opposite one.",
        ("Spearman's rank correlation",),
    ),
    Term(
        "recall",
        "recall",
        "Of all images of one digit, the share that was found.",
    ),
    Term(
        "receptive_field",
        "receptive field",
        "The part of the image that a cell depends on; it grows from layer to layer.",
        lesson="hierarchy",
    ),
    Term(
        "recipe",
        "recipe",
        "How a network is trained: the data, the number of epochs, the optimizer and the rest.",
    ),
    Term(
        "relu",
        "ReLU",
        "An activation function: what is above 0 passes, what is below becomes 0.",
        lesson="local_patterns",
    ),
    Term(
        "roc_curve",
        "ROC curve",
        "Of a score that is to find strangers: how many of them it finds, over how many digits it "
        "wrongly calls strange, for every bound that one could set.",
    ),
    Term(
        "seed",
        "seed",
        "The number from which all chance of a run follows: the same seed gives the same run "
        "again.",
    ),
    Term(
        "shape",
        "shape",
        "How large something is: rows x columns of one map, rows x columns x maps of a layer, or "
        "how many numbers stand in a row.",
    ),
    Term(
        "softmax",
        "softmax",
        "Turns ten sums into ten probabilities that add up to 100 %: the larger the sum, the "
        "larger its share.",
    ),
    Term(
        "strangeness",
        "strangeness",
        "How unlike the learned digits a drawing looks to the network, whatever it answers; 99 of "
        "100 digits lie below 1.",
    ),
    Term(
        "stride",
        "stride",
        "How many cells a window moves at each step: with stride 2 it skips every other place.",
        ("strided",),
        "strides",
    ),
    Term(
        "synthetic_digits",
        "synthetic digits",
        "Digits that the app draws itself from pen strokes, each a little different.",
        ("synthetic",),
    ),
    Term(
        "test_digits",
        "test digits",
        "Digits that a network never saw while it was trained: only on these does its accuracy "
        "mean anything.",
        ("test digit", "test set"),
    ),
    Term(
        "translation",
        "translation",
        "Moving without turning or resizing: the same digit some pixels to the side.",
        lesson="translation",
    ),
    Term(
        "translation_invariance",
        "translation invariance",
        "When the input moves, the answer stays.",
        ("translation-invariant",),
        "translation",
    ),
    Term(
        "unit",
        "unit",
        "One number of a dense layer, with its weights and its bias; also called a neuron.",
    ),
    Term(
        "vector",
        "vector",
        "A list of numbers, such as all 64 maps' values at one place.",
        lesson="patches_to_map",
    ),
    Term(
        "weight",
        "weight",
        "A learned number by which an input is multiplied.",
    ),
    Term(
        "window",
        "window",
        "The small square that slides over an image or map.",
        lesson="local_patterns",
    ),
)
_BY_KEY: Final = {term.key: term for term in TERMS}
_FORMS: Final = (
    r"(?<![\w-])("
    + "|".join(
        re.escape(form)
        for form in sorted(
            {form for known in TERMS for form in known.all_forms}, key=len, reverse=True
        )
    )
    + r")(?![\w-])"
)
_LINK: Final = re.compile(rf"\[([^]]+)\]\({ADDRESS}\w+\)")
_IN_TEXT: Final = re.compile(_FORMS, re.IGNORECASE)
# Links, code and formulas of a Markdown text are left as they are.
_IN_MARKDOWN: Final = re.compile(r"\[[^\]]*\]\([^)]*\)|`[^`]*`|\$[^$]*\$|" + _FORMS, re.IGNORECASE)
_TERM_LINK: Final = re.compile(r"\]\(" + re.escape(ADDRESS) + r"(\w+)\)$")
_BY_FORM: Final = {form.lower(): known for known in TERMS for form in known.all_forms}


def term(key: str, shown: str = "") -> str:
    """A term as it stands in a text, as a Markdown link to its sentence.

    Args:
        key: of one of TERMS.
        shown: the form in which it is read, such as the plural; its word, if empty.

    Raises:
        KeyError: there is no such term.
    """
    return f"[{shown or _BY_KEY[key].word}]({ADDRESS}{_BY_KEY[key].key})"


def without_links(text: str) -> str:
    """A text with terms as links, without the links: for menus and hints, which can hold none."""
    return _LINK.sub(r"\1", text)


def terms_in(text: str) -> list[Term]:
    """The terms that a plain text uses, each once, in the order of their first use."""
    found = (_BY_FORM[match.lower()] for match in _IN_TEXT.findall(text))
    return list(dict.fromkeys(found))


def matching(sought: str) -> tuple[Term, ...]:
    """The terms whose word, forms or sentence contain what is sought, in any case; all for "".

    Those whose word or forms contain it are enough where there are any.
    """
    text = " ".join(sought.lower().split())
    by_word = tuple(
        known for known in TERMS if any(text in form.lower() for form in known.all_forms)
    )
    return by_word or tuple(known for known in TERMS if text in known.sentence.lower())


def with_terms(text: str, explained: set[str]) -> str:
    """A Markdown text in which each term that has not been explained is a link where it first is.

    Args:
        text: terms that are links already stay so.
        explained: keys of the terms that the page has explained above; those of this text are
            added.
    """

    def linked(match: re.Match[str]) -> str:
        found, form = match[0], match[1]
        if form is None:
            link = _TERM_LINK.search(found)
            explained.update(link.groups() if link else ())
            return found
        known = _BY_FORM[form.lower()]
        if known.key in explained:
            return found
        explained.add(known.key)
        return term(known.key, found)

    return _IN_MARKDOWN.sub(linked, text)
