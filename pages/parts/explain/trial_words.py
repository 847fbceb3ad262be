"""What the two tests of the lie detector say of the methods, in words."""

from __future__ import annotations

from cnn.explain.deletion import RANDOM_ORDERS
from cnn.explain.trials import CONTROL, MOVING, Trial
from cnn.figures.printed_number import readable
from pages.parts.explain.method_words import listed, methods_listed, verb
from pages.parts.explain.question import Question
from pages.parts.words import capitalised


def verdict(found: Trial, question: Question) -> str:
    """What the two tests say of the methods for this digit: Markdown, a paragraph each."""
    asked = [name for name in found.areas if name != CONTROL]
    second = _of_deletion(found, question, asked)
    if question.against is not None:
        second.append(
            f"The maps explain {question.digit} rather than {question.against}; the curves follow "
            f"the probability of {question.digit}."
        )
    return f"{' '.join(second)}\n\n{' '.join(_of_randomising(found, asked))}"


def _of_deletion(found: Trial, question: Question, asked: list[str]) -> list[str]:
    if not found.moves:
        return [_still(question)]
    better = [name for name in found.ranking if name in asked and found.beats_chance(name)]
    sentences = [_best(found, better)]
    worse = [name for name in asked if name not in better]
    if worse and better:
        sentences.append(
            f"{capitalised(methods_listed(worse))} {verb(worse, 'is', 'are')} no better here than "
            f"random orders, which reach {signed(found.random_areas.mean())} ± "
            f"{found.random_areas.std(ddof=1):.2f}."
        )
    return sentences


def _of_randomising(found: Trial, asked: list[str]) -> list[str]:
    sentences = []
    same = [name for name in asked if found.changes(name) is False]
    if same:
        sentences.append(
            f"{capitalised(methods_listed(same))} hardly {verb(same, 'changes', 'change')} when "
            "all weights are random. Such a map says more about the drawing than about the network."
        )
    flat = [name for name in asked if found.is_flat(name)]
    if flat:
        sentences.append(
            f"{capitalised(methods_listed(flat))} {verb(flat, 'is', 'are')} the same all over, so "
            f"{verb(flat, 'it names', 'they name')} no pixels: neither test says anything of "
            f"{verb(flat, 'it', 'them')}."
        )
    unknown = [name for name in asked if found.changes(name) is None and name not in flat]
    if unknown:
        leaves = verb(unknown, "leaves a map that is", "leave maps that are")
        sentences.append(
            f"With all weights random, {methods_listed(unknown)} mostly {leaves} the same all "
            "over: there is no order to compare, so the first test says nothing."
        )
    if not sentences:
        sentences.append(
            "With all weights random, each method's map is in another order: all pass the first "
            "test."
        )
    pictures = [name for name in asked if found.keeps_its_picture(name)]
    if pictures:
        sentences.append(
            f"Look at the colours rather than the outlines: {methods_listed(pictures)} "
            f"{verb(pictures, 'is', 'are')} strong in much the same pixels with any weights, so "
            f"it is {verb(pictures, 'its', 'their')} signs that tell what was learned."
        )
    return sentences


def _still(question: Question) -> str:
    text = (
        f"**The second test says nothing here**: in no order does the ink move the two curves "
        f"{MOVING} apart, so little does it do to the probability of {question.digit}."
    )
    if question.digit == question.answer:
        return text
    return f"{text} Ask about the answer, {question.answer}, to see which method is right."


def _best(found: Trial, better: list[str]) -> str:
    if not better:
        return (
            "**For this digit no method is better than chance**: none names pixels that matter "
            f"more to the answer than those of {RANDOM_ORDERS} random orders."
        )
    leaders = [name for name in found.leaders if name in better]
    areas = listed([f"{found.areas[name]:.2f}" for name in leaders])
    if len(leaders) == 1:
        return (
            f"**The pixels that matter most are named by {methods_listed(leaders)}**: the area "
            f"between its two curves is {areas}, out of 1 at most."
        )
    return (
        f"**{capitalised(methods_listed(leaders))} are about equally good here**: the areas "
        f"between their two curves are {areas}, and chance may put them {found.margin:.2f} apart."
    )


def signed(number: float) -> str:
    """A number of the tests, with its sign."""
    return readable(number, 2, signed=True)
