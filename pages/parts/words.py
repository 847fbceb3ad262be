"""The words that people read for the keys that more than one page shows, and for times."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cnn.glossary import term
from cnn.network.recipe import Recipe, choice_names
from cnn.runs.estimate import Announced

# Of what is learned from, with its setting's row.
DATA_NAMES = choice_names("data")
# The same within a sentence.
DATA_IN_A_SENTENCE = MappingProxyType({**DATA_NAMES, "synthetic": "synthetic pen digits"})

TEST_SETS: Mapping[str, str] = MappingProxyType(
    {
        "mnist": "MNIST's 10,000 test digits",
        "synthetic": "the 2,000 synthetic test digits",
    }
)
# The same with the term, for the first text in which they are met.
TEST_SETS_WITH_TERM: Mapping[str, str] = MappingProxyType(
    {
        "mnist": f"MNIST's 10,000 {term('test_digits')}",
        "synthetic": f"the 2,000 synthetic {term('test_digits')}",
    }
)
DESIGN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "textbook": "Textbook",
        "without_pooling": "Without pooling",
        "strided": "Strided",
        "dense_only": "Dense only",
        "lenet5": "LeNet-5",
    }
)
# What each is for, where it is chosen.
DESIGN_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "textbook": "99 % on MNIST",
        "without_pooling": "far slower",
        "strided": "steps of two cells",
        "dense_only": "no convolution",
        "lenet5": "from 1998",
    }
)
RECIPE_NAMES: Mapping[str, str] = MappingProxyType(
    {"textbook": "Textbook", "quick": "Quick", "fast": "Fast 99 %"}
)
RECIPE_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "textbook": "the chapter's five epochs",
        "quick": "a first look",
        "fast": "one epoch, well used",
    }
)
TRAIN_TABS: Mapping[str, str] = MappingProxyType(
    {
        "design": "Design",
        "run": "Run",
        "sweep": "Sweep",
        "compare": "Compare",
        "files": "Files",
    }
)
# Where the current digit came from.
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "example": "Your digit is an example.",
        "drawn": "You drew this digit.",
        "uploaded": "This digit is from your picture.",
        "mnist": "Your digit is one of MNIST's.",
        "synthetic": "Your digit is a synthetic one.",
        "changed": "Your digit was changed in Experiment.",
    }
)
_OPTIMIZERS_AT_RATE: Mapping[str, str] = MappingProxyType(
    {
        "rmsprop": "RMSprop {rate:g}",
        "adam": "Adam {rate:g}",
        "sgd": "SGD with momentum, rate {rate:g}",
    }
)


def optimizer_at_rate(recipe: Recipe) -> str:
    """A recipe's optimizer with its learning rate, such as RMSprop 0.001."""
    return _OPTIMIZERS_AT_RATE[recipe.optimizer].format(rate=recipe.learning_rate)


def announced_time(announced: Announced) -> str:
    """How long a run will take, as it is told before it starts."""
    about = duration(announced.seconds)
    if announced.is_measured:
        return f"about {about}, going by the last runs on this machine"
    return f"about {about} (an estimate before the first run here)"


def duration(seconds: float) -> str:
    """A time of 0 s or more as people say it, such as 8 s, 2 min 5 s or 1 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def rough_duration(seconds: float) -> str:
    """A time that is only expected, such as about 30 s, about 4 min or about 1 h 10 min."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 55:
        return f"about {round(seconds / 10) * 10} s"
    minutes = max(round(seconds / 60), 1)
    if minutes < 60:
        return f"about {minutes} min"
    return f"about {minutes // 60} h {minutes % 60} min"


def capitalised(text: str) -> str:
    """A text as a sentence begins with it; what follows its first letter stays as it is."""
    return text[:1].upper() + text[1:]
