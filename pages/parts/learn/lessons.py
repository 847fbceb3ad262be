"""The Learn pages in order: one entry each, whose place is the page's number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One page of the Learn section.

    Attributes:
        name: of its script in pages, of its folders in cnn/lessons and pages/parts/learn, and of
            its address.
        title: in the menu and above the page, without the number.
        idea: the one idea, in a sentence or two.
    """

    name: str
    title: str
    idea: str

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
        "A dense unit looks at all 784 pixels at once. A convolution looks at a small window, "
        "multiplies it by a kernel, and slides on: the same few weights at every place.",
    ),
    Lesson(
        "patches_to_map",
        "From patches to a map",
        "Each patch, through all its input maps, becomes one vector; the vectors, put back in "
        "place, are the output. What was seen in the lower right stands in the lower right.",
    ),
    Lesson(
        "padding",
        "Borders and padding",
        "A window must lie within the image, so the output is smaller than the input. Zeros around "
        "the image keep its size; without them some pixels may never matter.",
    ),
    Lesson(
        "strides",
        "Strides",
        "A window need not stop at every pixel. With stride 2 it skips every other place, and the "
        "map has half the rows and columns.",
    ),
    Lesson(
        "max_pooling",
        "Max pooling",
        "Max pooling keeps the largest of each 2 x 2 window. Nothing in it is learned.",
    ),
    Lesson(
        "downsampling",
        "Why downsample",
        "Without pooling the last maps are large, the dense layer after them is huge, and each "
        "cell still sees only a few pixels of the digit.",
    ),
    Lesson(
        "translation",
        "Translation",
        "A pattern learned in one place is found in another, because every place is read with the "
        "same weights. How far that carries is measured here.",
    ),
    Lesson(
        "hierarchy",
        "A hierarchy of patterns",
        "Each layer sees more of the digit than the one before: edges first, then corners and "
        "strokes, then whole parts.",
    ),
    Lesson(
        "fewer_examples",
        "Fewer examples",
        "A network that knows that patterns are local and may be anywhere needs fewer examples to "
        "learn them. How many fewer is measured here.",
    ),
)


def lesson_named(name: str) -> Lesson:
    """The entry of one of LESSONS."""
    return next(lesson for lesson in LESSONS if lesson.name == name)
