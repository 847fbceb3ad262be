"""Names that visitors give to their networks and runs."""

from __future__ import annotations

import re

MAX_NAME = 40


def clean_name(name: str) -> str:
    """What is left of a name from anyone once pages and file systems can take it; perhaps nothing.

    At most 40 letters, digits, spaces, dots, underscores and hyphens.
    """
    return re.sub(r"[^A-Za-z0-9 ._-]", "", name)[:MAX_NAME].strip(" .")
