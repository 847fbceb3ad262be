"""The Learn pages in order: one entry each, whose place is the page's number."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.glossary import term, without_links


@dataclass(frozen=True)
class Lesson:
    """One page of the Learn section.

    Attributes:
        name: of its script in pages, of its folders in cnn/lessons and pages/parts/learn, and of
            its address.
        title: in the menu and above the page, without the number.
        idea: the one idea, in a sentence or two of Markdown, its terms as links.
    """

    name: str
    title: str
    idea: str

    @property
    def plain_idea(self) -> str:
        """The idea without links."""
        return without_links(self.idea)

    @property
    def number(self) -> int:
        """Its place in LESSONS, from 1."""
        return LESSONS.index(self) + 1

    @property
    def numbered_title(self) -> str:
        """The title with the number before it."""
        return f"{self.number} {self.title}"


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "local_patterns",
        "Local patterns",
        f"A {term('dense', 'dense unit')} looks at all 784 pixels at once. A {term('convolution')} "
        f"looks through a small {term('window')}: it multiplies what it sees by a "
        f"{term('kernel')}, adds up and slides on. It uses the same few "
        f"{term('weight', 'weights')} everywhere.",
    ),
    Lesson(
        "patches_to_map",
        "From patches to a map",
        f"Each {term('patch')}, cut through all input {term('feature_map', 'maps')}, becomes one "
        f"{term('vector')}. Put every vector back where its patch was, and you have the output: "
        "what was in the lower right stays there.",
    ),
    Lesson(
        "padding",
        "Borders and padding",
        f"The {term('window')} has to stay inside the image, so the output is smaller than the "
        f"input. {term('padding', 'Padding')} adds a border of zeros that keeps the size.",
    ),
    Lesson(
        "strides",
        "Strides",
        f"A {term('window')} need not stop at every pixel. With a {term('stride')} of 2 it skips "
        f"every other place, and the {term('feature_map', 'map')} has half as many rows and "
        "columns.",
    ),
    Lesson(
        "max_pooling",
        "Max pooling",
        f"{term('max_pooling', 'Max pooling')} keeps only the largest number of each 2 x 2 "
        f"{term('window')}: that a pattern was found stays, exactly where it was is lost. Nothing "
        "is learned here.",
    ),
    Lesson(
        "downsampling",
        "Why downsample",
        f"Without {term('pooling')} the last {term('feature_map', 'maps')} stay large, the "
        f"{term('dense')} after them becomes huge, and each {term('cell')} still sees only a small "
        "part of the digit.",
    ),
    Lesson(
        "translation",
        "Moving the digit",
        f"Every place is read with the same {term('weight', 'weights')}, so a pattern learned in "
        "one place is found in another. How far can a digit move before the network loses it?",
    ),
    Lesson(
        "hierarchy",
        "A hierarchy of patterns",
        "Each layer sees more of the digit than the layer before it: first edges, then corners and "
        "strokes, then whole parts.",
    ),
    Lesson(
        "fewer_examples",
        "Fewer examples",
        f"A {term('convolution', 'convolutional')} network knows from the start that patterns are "
        "small and can be anywhere. So it needs fewer examples to learn from; here you see how "
        "many fewer.",
    ),
)


def lesson_named(name: str) -> Lesson:
    """The entry of one of LESSONS."""
    return next(lesson for lesson in LESSONS if lesson.name == name)


def lesson_link(lesson: Lesson) -> str:
    """What a link from a term to the page that shows it says."""
    return f"Shown in {lesson.numbered_title}"
