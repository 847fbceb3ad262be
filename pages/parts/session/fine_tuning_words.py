"""What is said of a network's fine-tuning, wherever the network is described."""

from __future__ import annotations

from typing import assert_never

from cnn.network.fine_tuning import FineTuning, HeldFixed
from pages.parts.words import TEST_SETS


def fine_tuning_lines(found: FineTuning, *, is_uploaded: bool) -> list[str]:
    """How a network was fine-tuned, and what was gained and forgotten: sentences, Markdown.

    Args:
        found: what its record says.
        is_uploaded: whether that is but the claim of a visitor's file.
    """
    lines = [_how_in_a_file(found) if is_uploaded else _how(found)]
    if found.is_stopped_early:
        lines.append(
            f"That was stopped after {found.images:,} of {found.recipe.images:,} training images."
        )
    if changes := len(found.rate_changes):
        times = "once" if changes == 1 else f"{changes} times"
        lines.append(f"The learning rate was changed by hand {times} on the way.")
    if found.held_out_own or found.held_out_examples:
        lines.append(held_out_sentence(found))
    lines.append(
        f"Of {TEST_SETS[found.test_set]} it read {found.test_before:.2%} right before and "
        f"{found.test_after:.2%} afterwards."
    )
    return lines


def held_out_sentence(found: FineTuning) -> str:
    """How many held-out digits were read right before and afterwards; empty where there are none.

    Those of an example hand are told of apart.
    """
    sentences = []
    if found.held_out_own:
        sentences.append(
            f"Of {counted(found.held_out_own)} of that hand, held out, it read {found.own_before} "
            f"right before and {found.own_after} afterwards."
        )
    if found.held_out_examples:
        sentences.append(
            f"Of {counted(found.held_out_examples)} of an example hand, held out, it read "
            f"{found.examples_before} right before and {found.examples_after} afterwards."
        )
    return " ".join(sentences)


def counted(digits: int) -> str:
    """So many digits, in words that agree."""
    return "1 digit" if digits == 1 else f"{digits:,} digits"


def what_was_held_fixed(held_fixed: HeldFixed) -> str:
    """Which layers stayed as they were, in a few words."""
    match held_fixed:
        case "convolutions":
            return "convolutions held fixed"
        case "nothing":
            return "nothing held fixed"
        case _:
            assert_never(held_fixed)


def learned_from(found: FineTuning) -> str:
    """The digits that it learned from, within a sentence."""
    if not found.learned_examples:
        return f"{counted(found.learned_own)} of one hand"
    if not found.learned_own:
        return f"{counted(found.learned_examples)} of an example hand"
    return (
        f"{counted(found.learned_own)} of one hand and {found.learned_examples} of an example hand"
    )


def _how(found: FineTuning) -> str:
    return f"Then it was fine-tuned{_again(found)} on {_settings(found)}."


def _how_in_a_file(found: FineTuning) -> str:
    return f"As its file says, it was then fine-tuned{_again(found)} on {_settings(found)}."


def _again(found: FineTuning) -> str:
    return "" if found.rounds == 1 else f" {found.rounds} times, last"


def _settings(found: FineTuning) -> str:
    plan = found.plan
    epochs = "1 epoch" if plan.epochs == 1 else f"{plan.epochs} epochs"
    return (
        f"{learned_from(found)}: {epochs}, Adam {plan.learning_rate:g}, "
        f"{what_was_held_fixed(plan.held_fixed)}, seed {plan.seed}"
    )
